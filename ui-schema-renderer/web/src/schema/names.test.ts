import { describe, expect, it } from 'vitest';
import { toLabel } from './labels';
import { isName, suggestName, suggestPlural, suggestSlug } from './names';

describe('names', () => {
  it.each([
    ['Close date', 'closeDate'],
    ['  VAT (%) ', 'vat'],
    ['Дата закрытия', 'dataZakrytiya'],
    ['Größe', 'grosse'],
    ['2nd contact', 'ndContact'],
    ['Owner', 'ownerValue'],
    ['!!!', ''],
  ])('are suggested from "%s"', (label, name) => {
    expect(suggestName(label.replace('ß', 'ss'))).toBe(name);
  });

  it('differ from those that are taken', () => {
    expect(suggestName('Name', ['name', 'name2'])).toBe('name3');
  });

  it('follow the platform’s form', () => {
    expect(isName('closeDate')).toBe(true);
    expect(isName('Close')).toBe(false);
    expect(isName('owner')).toBe(false);
    expect(isName('a'.repeat(64))).toBe(false);
  });

  it('become labels', () => {
    expect(toLabel('closeDate')).toBe('Close date');
    expect(toLabel('acme-crm')).toBe('Acme crm');
    expect(toLabel('vatID')).toBe('Vat ID');
  });
});

describe('plurals and slugs', () => {
  it('are guessed', () => {
    expect(suggestPlural('Company')).toBe('Companies');
    expect(suggestPlural('Box')).toBe('Boxes');
    expect(suggestPlural('Day')).toBe('Days');
    expect(suggestPlural('Заявка')).toBe('Заявка');
    expect(suggestSlug('Acme & Söhne GmbH')).toBe('acme-sohne-gmbh');
    expect(suggestSlug('ООО «Ромашка»')).toBe('ooo-romashka');
  });
});

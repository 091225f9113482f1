/** Names that metadata goes by, suggested from what people call things. */

const CYRILLIC: Record<string, string> = {
  а: 'a', б: 'b', в: 'v', г: 'g', д: 'd', е: 'e', ё: 'e', ж: 'zh', з: 'z', и: 'i', й: 'y',
  к: 'k', л: 'l', м: 'm', н: 'n', о: 'o', п: 'p', р: 'r', с: 's', т: 't', у: 'u', ф: 'f',
  х: 'kh', ц: 'ts', ч: 'ch', ш: 'sh', щ: 'shch', ъ: '', ы: 'y', ь: '', э: 'e', ю: 'yu', я: 'ya',
}; // prettier-ignore

const RESERVED = new Set(
  (
    'true false null in as break const continue else for function if import let loop package ' +
    'namespace return var void while old user tenant record id createdAt createdBy updatedAt ' +
    'updatedBy owner version'
  ).split(' '),
);

const MAX_LENGTH = 63;

export function isName(text: string): boolean {
  return /^[a-z][A-Za-z0-9]{0,62}$/.test(text) && !RESERVED.has(text);
}

/** Latin letters in place of Cyrillic ones and of those with accents. */
export function transliterate(text: string): string {
  return [...text]
    .map((char) => {
      const latin = CYRILLIC[char.toLowerCase()];
      if (latin === undefined) {
        return char;
      }
      return char === char.toLowerCase() ? latin : latin.charAt(0).toUpperCase() + latin.slice(1);
    })
    .join('')
    .normalize('NFD')
    .replace(/\p{M}/gu, '');
}

/**
 * A name for something with this label: "Close date" gives `closeDate`.
 *
 * @param taken names that are used already
 */
export function suggestName(label: string, taken: readonly string[] = []): string {
  const words = transliterate(label)
    .replace(/[^A-Za-z0-9]+/g, ' ')
    .trim()
    .split(' ')
    .filter(Boolean);
  const camel = words
    .map((word, i) =>
      i === 0 ? word.toLowerCase() : word.charAt(0).toUpperCase() + word.slice(1).toLowerCase(),
    )
    .join('')
    .replace(/^[0-9]+/, '')
    .slice(0, MAX_LENGTH);
  const base = camel.charAt(0).toLowerCase() + camel.slice(1);
  if (!base) {
    return '';
  }
  let name = RESERVED.has(base) ? `${base}Value` : base;
  for (let i = 2; taken.includes(name); i++) {
    name = `${base}${i}`;
  }
  return name;
}

/** A text for addresses: "Acme & Sons" gives `acme-sons`. */
export function suggestSlug(text: string): string {
  return transliterate(text)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '');
}

/** The plural of an English label, as a guess to be corrected. */
export function suggestPlural(label: string): string {
  const text = label.trim();
  if (!/[a-z]$/i.test(text)) {
    return text;
  }
  if (/[^aeiou]y$/i.test(text)) {
    return `${text.slice(0, -1)}ies`;
  }
  return /(s|x|z|ch|sh)$/i.test(text) ? `${text}es` : `${text}s`;
}

// Every text of the metadata in every language: none missing, none of something that is not there.

const BASE = "en";

/** The keys that texts can have, each with the text that the metadata itself holds, if any. */
function keysOf(objects) {
  const keys = new Map([
    ["plugin.name", ""],
    ["plugin.description", ""],
  ]);
  for (const { json: object } of objects) {
    keys.set(`object.${object.name}.label`, object.label);
    keys.set(`object.${object.name}.pluralLabel`, object.pluralLabel);
    for (const field of object.fields ?? []) {
      keys.set(`field.${object.name}.${field.name}.label`, field.label);
      for (const option of field.options ?? []) {
        const value = option.value ?? option;
        keys.set(`option.${object.name}.${field.name}.${value}`, option.label);
      }
    }
    for (const view of object.views ?? []) {
      keys.set(`view.${object.name}.${view.name}.label`, view.label);
    }
    for (const rule of object.rules ?? []) {
      keys.set(`rule.${object.name}.${rule.name}.label`, rule.label);
    }
    for (const validation of object.validations ?? []) {
      keys.set(`validation.${object.name}.${validation.name}.message`, validation.message);
    }
    for (const layout of object.layouts ?? []) {
      (layout.sections ?? []).forEach((section, index) =>
        keys.set(`section.${object.name}.${layout.name}.${index}`, section.label),
      );
    }
  }
  return keys;
}

const OPTIONAL = /^(plugin\.|object\.[^.]+\.description$|field\.[^.]+\.[^.]+\.description$|layout\.)/;

export function textProblems({ objects, texts }) {
  const keys = keysOf(objects);
  const problems = [];
  for (const { file, json } of texts) {
    const locale = file.replace(/^i18n\/(.*)\.json$/, "$1");
    for (const key of Object.keys(json)) {
      if (!keys.has(key) && !OPTIONAL.test(key)) {
        problems.push(`${file}: "${key}" is the text of nothing`);
      }
    }
    for (const [key, own] of keys) {
      const said = json[key] !== undefined || (locale === BASE && own !== undefined);
      if (!said && !OPTIONAL.test(key)) {
        problems.push(`${file}: "${key}" is missing`);
      }
    }
  }
  return problems;
}

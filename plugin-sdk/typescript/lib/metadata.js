// The first check of metadata, quick and without a platform. The platform itself checks all of it once more,
// expressions included, before it installs anything.

const NAME = /^[a-z][A-Za-z0-9]{0,62}$/;
const PARTS = ["validations", "layouts", "views", "rules"];
const FIELD_TYPES = [
  "text", "longText", "email", "integer", "decimal", "boolean", "date", "dateTime", "select", "reference",
  "autoNumber", "formula",
];
const SYSTEM_FIELDS = ["id", "version", "createdAt", "createdBy", "updatedAt", "updatedBy", "owner"];

export function metadataProblems({ manifest, objects, seeds }) {
  const problems = [];
  const byName = new Map(objects.map(({ json }) => [json.name, json]));
  const elsewhere = Object.keys(manifest.requires ?? {}).length > 0;
  const known = (object) => byName.has(object) || elsewhere;
  if (byName.size < objects.length) {
    problems.push("metadata/objects: two files define the same object");
  }
  for (const { file, json } of objects) {
    objectProblems(json, known).forEach((problem) => problems.push(`${file}${problem}`));
  }
  for (const { file, json } of seeds) {
    seedProblems(json, byName, known).forEach((problem) => problems.push(`${file}${problem}`));
  }
  for (const [index, hook] of (manifest.hooks ?? []).entries()) {
    if (!known(hook.object)) {
      problems.push(`plugin.json#/hooks/${index}/object: there is no object "${hook.object}"`);
    }
  }
  return problems;
}

function objectProblems(object, known) {
  const problems = [];
  if (!NAME.test(object.name ?? "")) {
    problems.push(`#/name: "${object.name}" is no name of an object`);
  }
  const fields = new Map();
  for (const [index, field] of (object.fields ?? []).entries()) {
    const at = `#/fields/${index}`;
    if (!NAME.test(field.name ?? "") || fields.has(field.name)) {
      problems.push(`${at}/name: "${field.name}" is no name, or is there twice`);
    }
    if (!FIELD_TYPES.includes(field.type)) {
      problems.push(`${at}/type: there is no field type "${field.type}"`);
    }
    if (field.type === "reference" && !known(field.target)) {
      problems.push(`${at}/target: there is no object "${field.target}"`);
    }
    fields.set(field.name, field);
  }
  if (object.titleField !== undefined && !fields.has(object.titleField)) {
    problems.push(`#/titleField: there is no field "${object.titleField}"`);
  }
  return [...problems, ...partProblems(object, fields)];
}

function partProblems(object, fields) {
  const problems = [];
  const isField = (path) => {
    const first = path.replace(/^-/, "").split(".")[0];
    return fields.has(first) || SYSTEM_FIELDS.includes(first);
  };
  for (const list of PARTS) {
    const names = (object[list] ?? []).map(({ name }) => name);
    if (new Set(names).size < names.length || names.some((name) => !NAME.test(name ?? ""))) {
      problems.push(`#/${list}: each has a name of its own`);
    }
  }
  for (const layout of object.layouts ?? []) {
    const placed = (layout.sections ?? []).flatMap((section) => section.fields ?? []);
    placed
      .filter((name) => !fields.has(name))
      .forEach((name) => problems.push(`#/layouts/${layout.name}: there is no field "${name}"`));
  }
  for (const view of object.views ?? []) {
    [...(view.columns ?? []), ...(view.sort ?? [])]
      .filter((path) => !isField(path))
      .forEach((path) => problems.push(`#/views/${view.name}: there is no field "${path}"`));
  }
  return problems;
}

function seedProblems(seed, objects, known) {
  const problems = [];
  const object = objects.get(seed.object);
  if (!known(seed.object)) {
    return [`#/object: there is no object "${seed.object}"`];
  }
  const fields = new Map((object?.fields ?? []).map((field) => [field.name, field]));
  if (object !== undefined && fields.get(seed.key)?.unique !== true) {
    problems.push(`#/key: "${seed.key}" is no unique field of ${seed.object}`);
  }
  for (const [index, record] of (seed.records ?? []).entries()) {
    if (record[seed.key] === undefined) {
      problems.push(`#/records/${index}: a value for "${seed.key}" is missing`);
    }
    Object.keys(record)
      .filter((name) => object !== undefined && !fields.has(name))
      .forEach((name) => problems.push(`#/records/${index}: there is no field "${name}"`));
  }
  return problems;
}

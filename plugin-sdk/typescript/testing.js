// A host for unit tests. It knows no rights and no rules; what it is for is the handler's own logic.
import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { resource } from "./lib/resources.js";

export { assert, test };

const Decimal = new Function(`${readFileSync(resource("decimal.js"), "utf8")}; return Decimal;`)();

export function decimal(value) {
  return Decimal.from(value);
}

function hostError(code, message) {
  return Object.assign(new Error(message), { name: "HostError", code });
}

export function fakeHost({ records = {}, settings = {}, matches = () => true } = {}) {
  const stored = structuredClone(records);
  const calls = [];
  let created = 0;

  function found(object, id) {
    const record = stored[object]?.[id];
    if (record === undefined) {
      throw hostError("not_found", `${object} ${id} does not exist`);
    }
    return { id, ...record };
  }

  const recordFunctions = {
    get: (object, id) => found(object, id),
    query: (object, { filter, limit = 50 } = {}) => ({
      data: Object.entries(stored[object] ?? {})
        .map(([id, record]) => ({ id, ...record }))
        .filter((record) => matches(object, filter, record))
        .slice(0, limit),
      page: { next: null },
    }),
    create(object, values) {
      const id = `new-${++created}`;
      (stored[object] ??= {})[id] = { ...values };
      return { id, ...values };
    },
    update(object, id, values) {
      stored[object][id] = { ...found(object, id), ...values };
      return found(object, id);
    },
    upsert(object, field, value, values) {
      const id = Object.keys(stored[object] ?? {}).find((key) => stored[object][key][field] === value);
      const all = { ...values, [field]: value };
      return id === undefined ? this.create(object, all) : this.update(object, id, all);
    },
    delete(object, id) {
      found(object, id);
      delete stored[object][id];
    },
    aggregate() {
      throw hostError("not_supported", "The fake host does not aggregate");
    },
  };

  const noted = (name) => (...args) => {
    calls.push(`${name} ${JSON.stringify(args)}`);
    return null;
  };

  return {
    stored,
    calls,
    records: recordFunctions,
    events: { emit: noted("events.emit") },
    http: { fetch: noted("http.fetch") },
    secrets: { get: noted("secrets.get") },
    email: { send: noted("email.send") },
    files: { read: noted("files.read"), write: noted("files.write") },
    jobs: { enqueue: noted("jobs.enqueue") },
    cache: { get: noted("cache.get"), set: noted("cache.set") },
    lock: noted("lock"),
    log: { debug: noted("log.debug"), info: noted("log.info"), warn: noted("log.warn"), error: noted("log.error") },
    settings: Object.freeze({ ...settings }),
    decimal,
    fail(message, { code = "refused", field } = {}) {
      throw Object.assign(new Error(message), { name: "Refusal", code, field });
    },
  };
}

export function hookContext(record, old = null, more = {}) {
  const names = new Set([...Object.keys(record), ...Object.keys(old ?? {})]);
  return {
    moment: old === null ? "beforeCreate" : "beforeUpdate",
    object: "object",
    record: { ...record },
    old,
    changed: [...names].filter((name) => String(record[name] ?? null) !== String(old?.[name] ?? null)),
    user: { id: "user-1", email: "ann@example.com", name: "Ann", roles: [] },
    tenant: { slug: "acme", currency: "EUR", timeZone: "UTC" },
    locale: "en",
    ...more,
  };
}

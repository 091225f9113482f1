// What a script is given as `host`. Everything it asks of the platform passes through `callHost`, as text.

/** An error with a code. Not a class of its own: the engine gives those no stack trace here. */
function coded(name, message, code, field) {
  const error = new Error(message);
  return Object.assign(error, { name, code, field });
}

const refusals = new WeakSet();
const hostErrors = new WeakSet();
const parse = JSON.parse;
const stringify = JSON.stringify;
const keysOf = Object.keys;

/** The same with each {"$decimal": "..."} in it replaced by a Decimal. */
function revived(value) {
  if (typeof value !== "object" || value === null) {
    return value;
  }
  if (typeof value.$decimal === "string") {
    return Decimal.from(value.$decimal);
  }
  for (const key of keysOf(value)) {
    const part = value[key];
    if (typeof part === "object" && part !== null) {
      value[key] = revived(part);
    }
  }
  return value;
}

function read(json) {
  return json.includes('"$decimal"') ? revived(parse(json)) : parse(json);
}

function write(value) {
  return stringify(value === undefined ? null : value) ?? "null";
}

/** Calls one function of the platform. Its answer is "=" and JSON, or "!", a code, a field and a message. */
function ask(name, args) {
  const answer = callHost(name, write(args));
  if (answer[0] === "=") {
    return read(answer.slice(1));
  }
  const [code, field, ...message] = answer.slice(1).split("\n");
  const error = coded("HostError", message.join("\n"), code, field === "" ? undefined : field);
  hostErrors.add(error);
  throw error;
}

function shown(value) {
  if (typeof value === "string") {
    return value;
  }
  return value instanceof Error ? String(value.stack) : (stringify(value) ?? String(value));
}

function logger(level) {
  return (...values) => writeLog(level, values.map(shown).join(" "));
}

function fail(message, { code = "refused", field = null } = {}) {
  const at = field === null || field === undefined ? null : String(field);
  const refusal = coded("Refusal", String(message), String(code), at);
  refusals.add(refusal);
  throw refusal;
}

function deepFrozen(value) {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFrozen);
  }
  return value;
}

const functions = deepFrozen({
  records: {
    get: (object, id, options) => ask("records.get", { ...options, object, id }),
    query: (object, query) => ask("records.query", { ...query, object }),
    create: (object, values) => ask("records.create", { object, values }),
    update: (object, id, values, options) =>
      ask("records.update", { ...options, object, id, values }),
    upsert: (object, field, value, values) =>
      ask("records.upsert", { object, field, value, values }),
    delete: (object, id) => ask("records.delete", { object, id }),
    aggregate: (object, query) => ask("records.aggregate", { ...query, object }),
  },
  events: { emit: (event, data) => ask("events.emit", { event, data }) },
  http: { fetch: (url, request) => ask("http.fetch", { ...request, url }) },
  secrets: { get: (name) => ask("secrets.get", { name }) },
  email: { send: (message) => ask("email.send", { ...message }) },
  files: {
    read: (id) => ask("files.read", { id }),
    write: (file) => ask("files.write", { ...file }),
  },
  jobs: { enqueue: (job, input, options) => ask("jobs.enqueue", { ...options, job, input }) },
  cache: {
    get: (key) => ask("cache.get", { key }),
    set: (key, value, seconds) => ask("cache.set", { key, value, seconds }),
  },
  lock: (name) => ask("lock", { name }),
  log: {
    debug: logger("DEBUG"),
    info: logger("INFO"),
    warn: logger("WARN"),
    error: logger("ERROR"),
  },
  decimal: (value) => Decimal.from(value),
  fail,
});

function makeHost(settings) {
  return Object.freeze({ ...functions, settings: deepFrozen(settings) });
}

// Finds and calls a handler, and turns whatever comes of it into texts.

const promiseOf = Promise.resolve.bind(Promise);
const then = Promise.prototype.then;
const apply = Reflect.apply;
const hasOwn = Object.hasOwn;

let outcome = null;

function isObject(value) {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

function find(root, path) {
  let owner;
  let value = root;
  for (const step of path.split(".")) {
    if (!isObject(value) || !hasOwn(value, step)) {
      return undefined;
    }
    owner = value === root ? undefined : value;
    value = value[step];
  }
  return typeof value === "function" ? { owner, value } : undefined;
}

function handlerIn(exports, path) {
  const named = find(exports, path);
  return named === undefined && hasOwn(exports, "default") ? find(exports.default, path) : named;
}

function returned(result, context) {
  const record = hasOwn(context, "record") ? write(context.record) : null;
  return ["returned", write(result), record];
}

function thrown(error) {
  if (isObject(error) && refusals.has(error)) {
    return ["refused", error.message, error.code, error.field];
  }
  if (isObject(error) && hostErrors.has(error)) {
    return ["threw", error.message, error.stack, error.code, error.field ?? null];
  }
  return error instanceof Error
    ? ["threw", `${error.name}: ${error.message}`, String(error.stack), null, null]
    : ["threw", `Thrown: ${String(error)}`, "", null, null];
}

function settle(attempt) {
  try {
    outcome = attempt();
  } catch (error) {
    outcome = failed(error);
  }
}

function failed(error) {
  try {
    return thrown(error);
  } catch {
    return ["threw", "Something was thrown that cannot be shown", "", null, null];
  }
}

function invoke(exports, path, contextJson) {
  const handler = handlerIn(exports, path);
  if (handler === undefined) {
    outcome = ["threw", `The module exports no function ${path}`, "", null, null];
    return;
  }
  const context = read(contextJson);
  const settings = context.settings ?? {};
  delete context.settings;
  try {
    const result = apply(handler.value, handler.owner, [context, makeHost(settings)]);
    if (isObject(result)) {
      apply(then, promiseOf(result), [
        (value) => settle(() => returned(value, context)),
        (error) => settle(() => thrown(error)),
      ]);
    } else {
      settle(() => returned(result, context));
    }
  } catch (error) {
    outcome = failed(error);
  }
}

function missing(exports, paths) {
  return paths
    .split("\n")
    .filter((path) => handlerIn(exports, path) === undefined)
    .join(", ");
}

return {
  invoke,
  missing,
  outcome: () => outcome,
};

import Ajv from "ajv/dist/2020.js";
import { readFileSync } from "node:fs";
import { resource } from "./resources.js";

const validate = new Ajv({ allErrors: true, strict: false }).compile(
  JSON.parse(readFileSync(resource("plugin.schema.json"), "utf8")),
);

/** What is wrong with a manifest, after the schema that the platform publishes. */
export function manifestProblems(manifest) {
  return validate(manifest)
    ? []
    : validate.errors.map(({ instancePath, message, params }) => {
        const extra = params.additionalProperty === undefined ? "" : ` ("${params.additionalProperty}")`;
        return `plugin.json#${instancePath}: ${message}${extra}`;
      });
}

/** Every handler a manifest names, each once. */
export function handlersOf(manifest) {
  const lists = ["hooks", "subscriptions", "endpoints", "actions", "jobs"];
  return [...new Set(lists.flatMap((list) => (manifest[list] ?? []).map(({ handler }) => handler)))];
}

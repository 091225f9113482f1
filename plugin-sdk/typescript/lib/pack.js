import { zipSync } from "fflate";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { moduleOf } from "./build.js";
import { check } from "./check.js";
import { filesBelow, readJson } from "./files.js";
import { handlersOf } from "./manifest.js";
import { Refused } from "./refused.js";

const FOLDERS = ["metadata/objects", "metadata/seed", "i18n", "migrations", "ui"];
const SINGLE = ["plugin.json", "README.md", "LICENSE", "CHANGELOG.md"];

// The same files give the same archive, byte for byte: names in order, and no time but this one.
const TIME = new Date(1980, 0, 1);

/** Makes the archive that is installed; `target` is where, `dist/<id>.zip` unless said. */
export async function pack(root, target) {
  await check(root);
  const manifest = readJson(root, "plugin.json");
  const files = {};
  for (const name of [...SINGLE.filter((name) => existsSync(join(root, name))), ...FOLDERS.flatMap((folder) => filesBelow(root, folder))]) {
    files[name] = readFileSync(join(root, name));
  }
  const module = await moduleOf(root);
  if (module !== null) {
    files["server/index.js"] = Buffer.from(module);
  }
  await checkHandlers(manifest, module);
  files["checksums.json"] = Buffer.from(`${JSON.stringify({ sha256: checksums(files) }, null, 2)}\n`);
  const archive = zipSync(inOrder(files), { level: 9, mtime: TIME });
  const file = target ?? join(root, "dist", `${manifest.id}.zip`);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, archive);
  return `${manifest.id} ${manifest.version}: ${archive.length} bytes, sha256 ${sha256(archive)}`;
}

function checksums(files) {
  return Object.fromEntries(Object.entries(inOrder(files)).map(([name, bytes]) => [name, sha256(bytes)]));
}

function inOrder(files) {
  return Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function sha256(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Loads the module here and looks for the handlers that the manifest names. */
async function checkHandlers(manifest, module) {
  const handlers = handlersOf(manifest);
  if (module === null) {
    if (handlers.length > 0) {
      throw new Refused([`plugin.json: handlers are named, and there is no src/index.ts`]);
    }
    return;
  }
  const exports = await import(`data:text/javascript;base64,${Buffer.from(module).toString("base64")}`);
  const missing = handlers.filter((path) => !isFunction(exports, path) && !isFunction(exports.default, path));
  if (missing.length > 0) {
    throw new Refused(missing.map((path) => `src/index.ts: there is no exported function ${path}`));
  }
}

function isFunction(root, path) {
  return typeof path.split(".").reduce((value, step) => value?.[step], root) === "function";
}

// Files that the platform and this package share. In the repository they lie in the platform's own folders; the
// published package carries copies.
import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const PACKAGE = dirname(dirname(fileURLToPath(import.meta.url)));
const PLATFORM = join(PACKAGE, "../src/main/resources/dev/armature/plugin");

const FILES = {
  "decimal.js": { published: "runtime/decimal.js", source: "script/decimal.js" },
  "plugin.schema.json": { published: "schema/plugin.schema.json", source: "manifest/plugin.schema.json" },
};

/** The path of a shared file. */
export function resource(name) {
  const source = join(PLATFORM, FILES[name].source);
  return existsSync(source) ? source : join(PACKAGE, FILES[name].published);
}

if (process.argv[1] === fileURLToPath(import.meta.url) && process.argv[2] === "copy") {
  for (const { published, source } of Object.values(FILES)) {
    mkdirSync(dirname(join(PACKAGE, published)), { recursive: true });
    copyFileSync(join(PLATFORM, source), join(PACKAGE, published));
  }
}

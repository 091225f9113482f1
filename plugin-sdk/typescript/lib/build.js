import { build as bundle } from "esbuild";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Refused } from "./refused.js";

const ENTRY = "src/index.ts";

/** The longest module the platform takes, without its source map. */
const MAX_LENGTH = 1 << 20;

/** The plugin's code as one ES module with its source map inside; null when it has none. */
export async function moduleOf(root) {
  if (!existsSync(join(root, ENTRY))) {
    return null;
  }
  const result = await bundle({
    absWorkingDir: root,
    entryPoints: [ENTRY],
    // Where it lies decides how the source map names the sources: from the plugin's root.
    outfile: join(root, "index.js"),
    bundle: true,
    write: false,
    format: "esm",
    platform: "neutral",
    target: "es2023",
    charset: "utf8",
    sourcemap: "inline",
    sourcesContent: false,
    logLevel: "silent",
  }).catch((error) => {
    throw new Refused((error.errors ?? [error]).map(described));
  });
  const text = result.outputFiles[0].text;
  if (text.lastIndexOf("//# sourceMappingURL=") > MAX_LENGTH) {
    throw new Refused([`${ENTRY}: the module has more than ${MAX_LENGTH} characters`]);
  }
  return text;
}

function described({ location, text, message }) {
  return location ? `${location.file}:${location.line}:${location.column + 1}: ${text}` : String(text ?? message);
}

/** Writes the module to `dist/server/index.js`. */
export async function build(root) {
  const module = await moduleOf(root);
  if (module === null) {
    return `there is no ${ENTRY}, so there is nothing to build`;
  }
  const file = join(root, "dist/server/index.js");
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, module);
  return `dist/server/index.js: ${module.length} characters`;
}

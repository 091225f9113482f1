import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { filesBelow } from "./files.js";
import { Refused } from "./refused.js";

/** Runs the tests in `test/`. */
export async function runTests(root) {
  const tests = filesBelow(root, "test").filter((name) => name.endsWith(".test.ts"));
  if (tests.length === 0) {
    return "there are no tests in test/";
  }
  const built = join(root, "dist/test");
  rmSync(built, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: tests,
    outdir: built,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    packages: "external",
    format: "esm",
    platform: "node",
    sourcemap: "inline",
    logLevel: "silent",
  });
  const files = filesBelow(root, "dist/test").map((name) => join(root, name));
  const run = spawnSync(process.execPath, ["--enable-source-maps", "--test", "--test-reporter=spec", ...files], {
    stdio: "inherit",
  });
  if (run.status !== 0) {
    throw new Refused(["tests failed"]);
  }
  return `${tests.length} files of tests passed`;
}

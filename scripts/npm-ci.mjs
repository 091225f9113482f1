// Installs the packages of package-lock.json, unless they are there already. Several modules of the build need them
// and may ask at once; one installs, the others wait.
import { createHash } from "node:crypto";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const STAMP = join(ROOT, "node_modules/.installed");
const LOCK = join(ROOT, ".npm-ci.lock");
const PATIENCE_MS = 10 * 60_000;

function wanted() {
  const hash = createHash("sha256");
  hash.update(readFileSync(join(ROOT, "package-lock.json")));
  hash.update(process.version);
  return hash.digest("hex");
}

function installed() {
  return existsSync(STAMP) && readFileSync(STAMP, "utf8") === wanted();
}

/** True when the lock was taken; false when somebody else had it and has given it back. */
async function lock() {
  try {
    mkdirSync(LOCK);
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") {
      throw error;
    }
  }
  while (existsSync(LOCK)) {
    if (Date.now() - statSync(LOCK, { throwIfNoEntry: false })?.mtimeMs > PATIENCE_MS) {
      throw new Error(`${LOCK} was left behind by an installation that did not end; delete it`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return false;
}

export async function install() {
  while (!installed()) {
    if (await lock()) {
      try {
        const run = spawnSync("npm", ["ci", "--prefer-offline", "--no-progress"], {
          cwd: ROOT,
          stdio: "inherit",
          shell: process.platform === "win32",
        });
        if (run.status !== 0) {
          throw new Error("npm ci failed");
        }
        writeFileSync(STAMP, wanted());
      } finally {
        rmdirSync(LOCK);
      }
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await install();
}

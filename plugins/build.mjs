// Makes the archives of the plugins in this folder, or runs their tests. Called by Maven; `armature-plugin` does the
// same for one plugin. What has not changed since the last time is left alone.
import { createHash } from "node:crypto";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { install } from "../scripts/npm-ci.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const TARGET = join(HERE, "target");

/** What every result depends on besides the plugin's own files. */
const SHARED = [
  "../package-lock.json",
  "../plugin-sdk/typescript",
  "../plugin-sdk/src/main/resources/dev/armature/plugin",
].map((name) => join(HERE, name));

const plugins = readdirSync(HERE).filter((name) => existsSync(join(HERE, name, "plugin.json")));

function filesBelow(path) {
  if (statSync(path).isFile()) {
    return [path];
  }
  return readdirSync(path)
    .filter((name) => name !== "dist" && name !== "node_modules")
    .sort()
    .flatMap((name) => filesBelow(join(path, name)));
}

function fingerprint(folder) {
  const hash = createHash("sha256");
  for (const file of [...SHARED, folder].flatMap(filesBelow)) {
    hash.update(`${file.slice(HERE.length)}\0`).update(readFileSync(file));
  }
  return hash.digest("hex");
}

/** Does something unless it was done before, without failing, with the same files. */
async function ifChanged(name, folder, action) {
  const stamp = join(TARGET, "stamps", name);
  const now = fingerprint(folder);
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== now) {
    console.log(await action());
    mkdirSync(dirname(stamp), { recursive: true });
    writeFileSync(stamp, now);
  }
}

async function testTools() {
  const { Refused } = await import("../plugin-sdk/typescript/lib/refused.js");
  const folder = join(HERE, "../plugin-sdk/typescript");
  const tests = readdirSync(join(folder, "test")).map((name) => join("test", name));
  if (spawnSync(process.execPath, ["--test", ...tests], { cwd: folder, stdio: "inherit" }).status !== 0) {
    throw new Refused(["tests of the plugin tools failed"]);
  }
  return "tests of the plugin tools passed";
}

async function main(task) {
  await install();
  const { Refused } = await import("../plugin-sdk/typescript/lib/refused.js");
  try {
    if (task === "test") {
      const { runTests } = await import("../plugin-sdk/typescript/lib/test.js");
      await ifChanged("tools.test", join(HERE, "crm"), testTools);
      for (const plugin of plugins) {
        await ifChanged(`${plugin}.test`, join(HERE, plugin), () => runTests(join(HERE, plugin)));
      }
    } else {
      const { pack } = await import("../plugin-sdk/typescript/lib/pack.js");
      for (const plugin of plugins) {
        const archive = join(TARGET, "classes/plugins", `${plugin}.zip`);
        await ifChanged(`${plugin}.pack`, join(HERE, plugin), () => pack(join(HERE, plugin), archive));
      }
    }
  } catch (error) {
    if (!(error instanceof Refused)) {
      throw error;
    }
    error.problems.forEach((problem) => console.error(problem));
    process.exitCode = 1;
  }
}

await main(process.argv[2]);

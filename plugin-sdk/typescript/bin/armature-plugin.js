#!/usr/bin/env node
import { resolve } from "node:path";
import { build } from "../lib/build.js";
import { check } from "../lib/check.js";
import { pack } from "../lib/pack.js";
import { Refused } from "../lib/refused.js";
import { runTests } from "../lib/test.js";

const USAGE = `usage: armature-plugin <command> [folder]

  check   the manifest, the metadata, the texts and the types
  build   one ES module of the TypeScript sources: dist/server/index.js
  test    the tests in test/, each with a fake host
  pack    check, build, and make dist/<id>.zip, ready to be installed

The folder is the one with plugin.json; the current one unless said.`;

const COMMANDS = { check, build, test: runTests, pack };

async function main([name, folder = "."]) {
  const command = COMMANDS[name];
  if (command === undefined) {
    console.error(USAGE);
    return 2;
  }
  try {
    const done = await command(resolve(folder));
    console.log(done);
    return 0;
  } catch (error) {
    if (error instanceof Refused) {
      error.problems.forEach((problem) => console.error(problem));
      return 1;
    }
    throw error;
  }
}

process.exitCode = await main(process.argv.slice(2));

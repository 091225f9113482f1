import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { unzipSync } from "fflate";
import { check } from "../lib/check.js";
import { pack } from "../lib/pack.js";
import { decimal, fakeHost, hookContext } from "../testing.js";

const REPOSITORY = join(dirname(fileURLToPath(import.meta.url)), "../../..");
const folder = mkdtempSync(join(tmpdir(), "armature-plugin-"));
const plugin = join(folder, "plugin");

beforeEach(() => {
  rmSync(plugin, { recursive: true, force: true });
  cpSync(join(REPOSITORY, "plugins/crm"), plugin, { recursive: true });
  // Types are looked for from the plugin's folder upwards, and this one lies elsewhere.
  rmSync(join(plugin, "tsconfig.json"));
});

after(() => rmSync(folder, { recursive: true }));

function change(name, action) {
  const file = join(plugin, name);
  const json = JSON.parse(readFileSync(file, "utf8"));
  action(json);
  writeFileSync(file, JSON.stringify(json));
}

async function problems() {
  const error = await check(plugin).then(
    () => ({ problems: [] }),
    (refused) => refused,
  );
  return error.problems;
}

test("the same files give the same archive", async () => {
  const first = await pack(plugin);
  assert.equal(await pack(plugin), first);

  const files = unzipSync(readFileSync(join(plugin, "dist/crm.zip")));
  const { sha256 } = JSON.parse(new TextDecoder().decode(files["checksums.json"]));
  assert.deepEqual(Object.keys(sha256), Object.keys(files).filter((name) => name !== "checksums.json"));
  assert.match(new TextDecoder().decode(files["server/index.js"]), /export \{\n {2}deal\n\};\n\/\/# sourceMappingURL=/);
});

test("what is wrong is said with its place", async () => {
  change("plugin.json", (manifest) => (manifest.hook = []));
  assert.deepEqual(await problems(), ['plugin.json#: must NOT have additional properties ("hook")']);
});

test("fields that are not there are found", async () => {
  change("metadata/objects/deal.json", (deal) => {
    deal.views[0].columns.push("amonut");
    deal.layouts[0].sections[0].fields.push("nmae");
    deal.fields[1].target = "acount";
    deal.fields[0].type = "txt";
  });
  assert.deepEqual(await problems(), [
    'metadata/objects/deal.json#/fields/0/type: there is no field type "txt"',
    'metadata/objects/deal.json#/fields/1/target: there is no object "acount"',
    'metadata/objects/deal.json#/layouts/form: there is no field "nmae"',
    'metadata/objects/deal.json#/views/all: there is no field "amonut"',
  ]);
});

test("texts that are missing, or of nothing, are found", async () => {
  change("i18n/ru.json", (texts) => {
    delete texts["field.deal.amount.label"];
    texts["field.deal.amonut.label"] = "Сумма";
  });
  assert.deepEqual(await problems(), [
    'i18n/ru.json: "field.deal.amonut.label" is the text of nothing',
    'i18n/ru.json: "field.deal.amount.label" is missing',
  ]);
});

test("seeds are held against their object", async () => {
  change("metadata/seed/01-pipeline.json", (seed) => {
    seed.key = "active";
    seed.records.push({ nmae: "Other" });
  });
  assert.deepEqual(await problems(), [
    'metadata/seed/01-pipeline.json#/key: "active" is no unique field of pipeline',
    'metadata/seed/01-pipeline.json#/records/1: a value for "active" is missing',
    'metadata/seed/01-pipeline.json#/records/1: there is no field "nmae"',
  ]);
});

test("a handler that is not exported is found", async () => {
  change("plugin.json", (manifest) => (manifest.hooks[0].handler = "deal.afterSave"));
  await assert.rejects(pack(plugin), /there is no exported function deal\.afterSave/);
});

test("an error of the sources names its place", async () => {
  writeFileSync(join(plugin, "src/deal.ts"), "export const deal = {\n  beforeSave( {},\n};");
  await assert.rejects(pack(plugin), /^Error: src\/deal\.ts:3:1: /);
});

test("the fake host keeps records", () => {
  const host = fakeHost({ records: { deal: { d1: { name: "A" } } } });
  const created = host.records.create("deal", { name: "B" });
  host.records.update("deal", "d1", { name: "C" });

  assert.equal(host.records.get("deal", created.id).name, "B");
  assert.deepEqual(host.records.query("deal").data.map(({ name }) => name), ["C", "B"]);
  assert.throws(() => host.records.get("deal", "gone"), { code: "not_found" });
  assert.throws(() => host.fail("No", { code: "no", field: "name" }), { code: "no", field: "name" });
});

test("the fake host has the decimals of production", () => {
  assert.equal(String(decimal("0.1").plus("0.2")), "0.3");
  assert.equal(decimal("2.675").toFixed(2), "2.68");
});

test("a hook's context knows what changed", () => {
  assert.deepEqual(hookContext({ a: 1, b: 2 }, { a: 1, b: 3, c: 4 }).changed, ["b", "c"]);
  assert.deepEqual(hookContext({ a: null }, null).changed, []);
});

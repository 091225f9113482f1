#!/usr/bin/env node
// Makes a tenant of Northwind, the sample trading company, on a running platform: designs its tables as objects,
// imports every row through the API, and checks the totals by country against the files by other means.
//
//   node examples/northwind/load.mjs <folder of the CSV files> [--url http://localhost:8080] [--tenant northwind]

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Api } from "./api.mjs";
import * as csv from "./csv.mjs";
import * as exact from "./exact.mjs";
import { tables } from "./objects.mjs";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    url: { type: "string", default: "http://localhost:8080" },
    tenant: { type: "string", default: "northwind" },
    email: { type: "string", default: "nancy@northwind.example" },
    password: { type: "string", default: "northwind-demo" },
  },
});
const folder = positionals[0];
if (!folder) {
  console.error("Say where the CSV files are: node examples/northwind/load.mjs <folder>");
  process.exit(2);
}

const camelCase = (name) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
const read = (file) => csv.parse(readFileSync(join(folder, file), "utf8"));

async function signIn() {
  const { url, tenant, email, password } = options;
  const admin = { name: "Nancy Davolio", email, password };
  const made = await new Api(url).send("POST", "/api/v1/tenants", { json: { name: "Northwind Traders", slug: tenant, currency: "USD", admin } });
  if (made.status !== 201 && made.status !== 409) throw new Error(`The tenant could not be made: ${made.text}`);
  return Api.signIn(url, { tenant, email, password });
}

async function design(api) {
  const { body } = await api.must("GET", "/api/v1/metadata/objects");
  const known = new Set(body.data.map((object) => object.name));
  for (const table of tables) {
    if (!known.has(table.object.name)) {
      await api.must("POST", "/api/v1/metadata/objects", { json: { ...table.object, fields: table.fields } });
    }
  }
}

/** Imports a file and waits for the job; ends when a line was refused. */
async function importFile(api, table, records, columns, query) {
  const path = `/api/v1/records/${table.object.name}/import${query}`;
  const { body: begun } = await api.must("POST", path, { body: csv.format(records, columns), type: "text/csv" });
  for (let job = begun; ; ) {
    if (job.state === "done" && job.refused === 0) return job;
    if (!["uploading", "queued", "running"].includes(job.state) || job.refused > 0) {
      throw new Error(`${table.file}: ${job.state}, ${job.error ?? JSON.stringify(job.refusals.slice(0, 3))}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
    job = (await api.must("GET", `/api/v1/jobs/${begun.id}`)).body;
  }
}

async function load(api, table) {
  const { body } = await api.must("GET", `/api/v1/records/${table.object.name}?limit=1&count=exact`);
  const records = read(table.file);
  if (body.page.count > 0) {
    console.log(`${table.object.name.padEnd(18)} ${String(body.page.count).padStart(5)} are there already`);
    return;
  }
  const later = table.later ?? {};
  const names = Object.keys(records[0] ?? {}).filter((name) => !(name in later));
  const columns = Object.fromEntries(names.map((name) => [name, table.columns[name] ?? camelCase(name)]));
  const job = await importFile(api, table, records, columns, "");
  if (table.later) {
    await importFile(api, table, records, { ...table.key, ...table.later }, `?mode=upsert&key=${Object.values(table.key)[0]}`);
  }
  console.log(`${table.object.name.padEnd(18)} ${String(job.created).padStart(5)} of ${records.length} rows imported`);
}

/** The net value by the customer's country, as the platform computes it from the imported records. */
async function totalsFromThePlatform(api) {
  const { body } = await api.must("POST", "/api/v1/records/orderDetail/aggregate?numbers=string", {
    json: { groupBy: ["order.customer.country"], measures: { net: "sum(net)", lines: "count()" }, sort: ["-net"] },
  });
  return new Map(body.data.map((row) => [row["order.customer.country"], row.net]));
}

/** The same from the files, with exact arithmetic and none of the platform's code. */
function totalsFromTheFiles() {
  const country = new Map(read("customers.csv").map((row) => [row.customer_id, row.country]));
  const customer = new Map(read("orders.csv").map((row) => [row.order_id, row.customer_id]));
  const one = exact.parse("1");
  const totals = new Map();
  for (const line of read("order_details.csv")) {
    const price = exact.multiply(exact.parse(line.unit_price), exact.parse(line.quantity));
    const net = exact.multiply(price, exact.subtract(one, exact.parse(line.discount)));
    const where = country.get(customer.get(line.order_id));
    totals.set(where, exact.add(totals.get(where) ?? exact.parse("0"), net));
  }
  return totals;
}

function compare(platform, files) {
  let sum = exact.parse("0");
  let wrong = 0;
  console.log(`\n${"Country".padEnd(14)} ${"Net value".padStart(30)}`);
  for (const [where, net] of platform) {
    const expected = exact.format(files.get(where) ?? exact.parse("0"));
    const same = expected === net;
    wrong += same ? 0 : 1;
    sum = exact.add(sum, exact.parse(net));
    console.log(`${(where ?? "").padEnd(14)} ${net.padStart(30)}${same ? "" : `  but the files say ${expected}`}`);
  }
  wrong += platform.size === files.size ? 0 : 1;
  console.log(`${"Total".padEnd(14)} ${exact.format(sum).padStart(30)} in ${platform.size} countries`);
  console.log(wrong === 0 ? "\nEvery total equals the one computed from the files." : "\nThe totals differ.");
  return wrong === 0;
}

try {
  const api = await signIn();
  await design(api);
  for (const table of tables) await load(api, table);
  process.exitCode = compare(await totalsFromThePlatform(api), totalsFromTheFiles()) ? 0 : 1;
  console.log(`Sign in at ${options.url} with tenant "${options.tenant}", e-mail "${options.email}", password "${options.password}".`);
} catch (error) {
  console.error(`northwind: ${error.message}`);
  process.exitCode = 1;
}

// Measures what a browser loads before it shows the first list, and fails when that is too much.
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const LIMIT_KB = 350;

const here = dirname(fileURLToPath(import.meta.url));
const dist = process.env.ARMATURE_WEB_OUT ?? join(here, '../../target/classes/public');
const assets = join(dist, 'assets');

const page = readFileSync(join(dist, 'index.html'), 'utf8');
const files = readdirSync(assets);

/** The scripts that a script cannot start without. */
function importsOf(name) {
  const text = readFileSync(join(assets, name), 'utf8');
  return [...text.matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g)].map((match) => match[1]);
}

function reach(names) {
  const found = new Set();
  const open = [...names];
  while (open.length > 0) {
    const name = open.pop();
    if (!found.has(name)) {
      found.add(name);
      open.push(...importsOf(name));
    }
  }
  return found;
}

const entries = [...page.matchAll(/(?:src|href)="\/assets\/([^"]+\.js)"/g)].map(
  (match) => match[1],
);
// The texts of the larger language and the icons of the objects come with the first list.
const texts = files.filter((name) => /^(en|ru)-.*\.js$/.test(name));
const icons = files.filter((name) => /^objectIcons-.*\.js$/.test(name));

const kb = (name) => gzipSync(readFileSync(join(assets, name)), { level: 9 }).length / 1024;
const largest = texts.sort((a, b) => kb(b) - kb(a)).slice(0, 1);
const loaded = [...reach([...entries, ...largest, ...icons])]
  .map((name) => ({ name, size: kb(name) }))
  .sort((a, b) => b.size - a.size);
const total = loaded.reduce((sum, { size }) => sum + size, 0);

const listed = process.argv.includes('--list') || total > LIMIT_KB;
for (const { name, size } of listed ? loaded.filter(({ size }) => size >= 1) : []) {
  console.log(`${size.toFixed(1).padStart(7)} kB  ${name}`);
}
console.log(
  `${total.toFixed(1)} kB of compressed JavaScript before the first list; ${LIMIT_KB} kB are allowed`,
);
if (entries.length === 0) {
  console.error(`No script was found in ${dist}: build the application first`);
  process.exit(1);
}
if (total > LIMIT_KB) {
  console.error('The first list loads too much JavaScript');
  process.exit(1);
}

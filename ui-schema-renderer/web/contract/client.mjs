// Generates a client from an OpenAPI document, checks its types and those of the calls beside this file against it, and
// calls every operation: client.mjs DOCUMENT SETTING FOLDER. The folder is for what is generated.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from '@hey-api/openapi-ts';

const HERE = dirname(fileURLToPath(import.meta.url));
const MODULES = join(HERE, '../node_modules');
const [document, setting, folder] = process.argv.slice(2).map((path) => resolve(path));

const OPTIONS = {
  target: 'ES2023',
  lib: ['ES2023', 'DOM', 'DOM.Iterable', 'DOM.AsyncIterable'],
  module: 'CommonJS',
  moduleResolution: 'node10',
  ignoreDeprecations: '5.0',
  esModuleInterop: true,
  strict: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: true,
  noEmitOnError: true,
  types: ['node'],
  typeRoots: [join(MODULES, '@types')],
  baseUrl: MODULES,
  outDir: 'built',
};

function run(args) {
  const { status } = spawnSync(process.execPath, args, {
    cwd: folder,
    stdio: 'inherit',
    env: { ...process.env, NODE_PATH: MODULES },
  });
  if (status !== 0) {
    process.exit(status ?? 1);
  }
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
await createClient({
  input: document,
  output: join(folder, 'client'),
  plugins: ['@hey-api/client-fetch', '@hey-api/sdk', '@hey-api/typescript'],
  logs: { level: 'silent' },
});
readdirSync(HERE)
  .filter((name) => name.endsWith('.ts'))
  .forEach((name) => cpSync(join(HERE, name), join(folder, name)));
writeFileSync(join(folder, 'package.json'), '{"type": "commonjs"}');
writeFileSync(
  join(folder, 'tsconfig.json'),
  JSON.stringify({ compilerOptions: OPTIONS, files: ['main.ts'] }),
);
run([join(MODULES, 'typescript/bin/tsc'), '-p', '.']);
run(['built/main.js', setting, document]);

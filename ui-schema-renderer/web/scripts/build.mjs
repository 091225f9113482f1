// Builds, or checks, the web application for Maven. The packages are installed where they are missing or
// where the lock file has changed since, and nothing is built anew from files that are the same.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const WEB = join(dirname(fileURLToPath(import.meta.url)), '..');
const TARGET = join(WEB, '../target');
const BUILT = join(TARGET, 'classes/public/index.html');

/** What the result depends on, beside the sources: the types of the API are made from its document. */
const OWN_FILES = [
  'src',
  'public',
  'scripts',
  'index.html',
  'package.json',
  'package-lock.json',
  'vite.config.ts',
];
const CHECK_FILES = [
  ...OWN_FILES,
  'e2e',
  'contract',
  'tsconfig.json',
  'eslint.config.js',
  'playwright.config.ts',
];
const API = '../../engine-core/src/main/resources/dev/armature/engine/schema/openapi.json';

function filesBelow(path) {
  if (!existsSync(path)) {
    return [];
  }
  return statSync(path).isFile()
    ? [path]
    : readdirSync(path)
        .sort()
        .flatMap((name) => filesBelow(join(path, name)));
}

function fingerprint(names) {
  const hash = createHash('sha256');
  for (const file of [...names, API].flatMap((name) => filesBelow(join(WEB, name)))) {
    if (!file.endsWith('src/api/generated.ts')) {
      hash.update(`${file.slice(WEB.length)}\0`).update(readFileSync(file));
    }
  }
  return hash.digest('hex');
}

function run(command, args) {
  const { status } = spawnSync(command, args, {
    cwd: WEB,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    process.exit(status ?? 1);
  }
}

const npm = (...args) => run('npm', ['--silent', ...args]);

/** Does something unless it was done before, without failing, with the same files. */
function ifChanged(name, state, action) {
  const stamp = join(TARGET, 'stamps', name);
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== state) {
    action();
    mkdirSync(dirname(stamp), { recursive: true });
    writeFileSync(stamp, state);
  }
}

function install() {
  const lock = createHash('sha256')
    .update(readFileSync(join(WEB, 'package-lock.json')))
    .digest('hex');
  const stamp = join(WEB, 'node_modules/.installed');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
    npm('ci', '--prefer-offline', '--no-progress', '--ignore-scripts');
    writeFileSync(stamp, lock);
  }
}

install();
if (process.argv[2] === 'check') {
  ifChanged('check', fingerprint(CHECK_FILES), () => npm('run', 'check'));
} else {
  const state = existsSync(BUILT) ? fingerprint(OWN_FILES) : '';
  ifChanged('build', state || fingerprint(OWN_FILES), () => {
    npm('run', 'build');
    run(process.execPath, [join(WEB, 'scripts/size.mjs')]);
  });
}

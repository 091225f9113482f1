// Runs the browser tests against the packaged server, which it starts with a database of its own and stops.
// With ARMATURE_URL set, the server at that address is tested instead. With ARMATURE_TEST_HOME=schema or database, all tenants
// live in another schema or another database of the server that it starts.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const WEB = join(dirname(fileURLToPath(import.meta.url)), '..');
const ROOT = join(WEB, '../..');
const JAR = process.env.ARMATURE_JAR ?? join(ROOT, 'server/target/server-0.1.0-SNAPSHOT.jar');
const java = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin/java') : 'java';
const JAVA_FLAGS = ['--enable-native-access=ALL-UNNAMED', '--sun-misc-unsafe-memory-access=allow'];
const START_SECONDS = 120;
const STOP_SECONDS = 20;
const HOME = process.env.ARMATURE_TEST_HOME ?? 'common';
/** The first home that is made beside the common one. */
const HOME_NUMBER = '1';

function fail(text) {
  console.error(text);
  process.exit(1);
}

function findChromium() {
  for (const name of [process.env.CHROMIUM_PATH, 'chromium', 'chromium-browser', 'google-chrome']) {
    const found = name && spawnSync('sh', ['-c', 'command -v "$0"', name], { encoding: 'utf8' });
    if (found && found.status === 0) {
      return found.stdout.trim();
    }
  }
  return fail('Chromium is needed for the browser tests. Install it, or set CHROMIUM_PATH.');
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function waitUntilReady(url, server) {
  for (let i = 0; i < START_SECONDS * 4; i++) {
    if (server.exitCode !== null) {
      throw new Error(`The server ended with ${server.exitCode} before it was ready`);
    }
    try {
      const answer = await fetch(`${url}/health/ready`);
      if (answer.ok) {
        return;
      }
    } catch {
      // Nobody listens yet.
    }
    await sleep(250);
  }
  throw new Error(`The server was not ready after ${START_SECONDS} s`);
}

function launch(data, port, environment) {
  const log = [];
  const server = spawn(java, [...JAVA_FLAGS, '-jar', JAR, '--port', String(port), '--data', data], {
    // Workspaces of the tests are each other's identity providers.
    env: { ...process.env, ARMATURE_OUTBOUND_HOSTS: 'localhost', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: data,
  });
  for (const stream of [server.stdout, server.stderr]) {
    stream.on('data', (chunk) => log.push(String(chunk)));
  }
  const stop = async () => {
    if (server.exitCode === null) {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGTERM');
      await Promise.race([ended, sleep(STOP_SECONDS * 1000)]);
      if (server.exitCode === null) {
        server.kill('SIGKILL');
        await ended;
      }
    }
  };
  return { server, log, stop };
}

/** Moves the demo to a home of that kind, which makes it. */
function makeHome(data) {
  const postgres = join(data, 'postgres');
  const to = [HOME];
  if (HOME === 'database') {
    // It is there from the beginning and empty.
    const port = readFileSync(join(postgres, 'data/postmaster.pid'), 'utf8').split('\n')[3].trim();
    const password = encodeURIComponent(readFileSync(join(postgres, 'password'), 'utf8').trim());
    to.push('--database', `postgres://postgres:${password}@127.0.0.1:${port}/postgres`);
  }
  const moved = spawnSync(
    java,
    [...JAVA_FLAGS, '-jar', JAR, 'tenant', 'move', 'demo', '--data', data, '--to', ...to],
    { cwd: data, encoding: 'utf8' },
  );
  if (moved.status !== 0) {
    throw new Error(`The demo was not moved:\n${moved.stdout}${moved.stderr}`);
  }
}

async function startServer() {
  if (!existsSync(JAR)) {
    fail(`There is no server to test at ${JAR}: build it first`);
  }
  if (!['common', 'schema', 'database'].includes(HOME)) {
    fail(`ARMATURE_TEST_HOME is schema or database, and not ${HOME}`);
  }
  const data = mkdtempSync(join(tmpdir(), 'armature-e2e-'));
  const port = await freePort();
  // By a name, as a passkey is for a site with one.
  const url = `http://localhost:${port}`;
  let launched = launch(data, port, {});
  const stop = async () => {
    await launched.stop();
    rmSync(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 500 });
  };
  try {
    await waitUntilReady(url, launched.server);
    if (HOME !== 'common') {
      makeHome(data);
      await launched.stop();
      launched = launch(data, port, { ARMATURE_NEW_TENANTS_IN: HOME_NUMBER });
      await waitUntilReady(url, launched.server);
    }
  } catch (error) {
    console.error(launched.log.join('').split('\n').slice(-60).join('\n'));
    await stop();
    fail(error.message);
  }
  return { url, stop };
}

function runTests(url, chromium) {
  return new Promise((resolve) => {
    const tests = spawn(
      process.execPath,
      [join(WEB, 'node_modules/@playwright/test/cli.js'), 'test', ...process.argv.slice(2)],
      {
        cwd: WEB,
        stdio: 'inherit',
        env: { ...process.env, ARMATURE_URL: url, CHROMIUM_PATH: chromium },
      },
    );
    tests.once('exit', (code) => resolve(code ?? 1));
  });
}

const chromium = findChromium();
const given = process.env.ARMATURE_URL;
const server = given ? { url: given, stop: async () => undefined } : await startServer();
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => void server.stop().finally(() => process.exit(130)));
}
const code = await runTests(server.url, chromium).finally(server.stop);
process.exit(code);

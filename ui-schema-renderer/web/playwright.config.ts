import { defineConfig } from '@playwright/test';

const chromium = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

/** The browser tests. `scripts/e2e.mjs` starts the server and says where it is. */
export default defineConfig({
  testDir: './e2e',
  outputDir: './test-results',
  // The tests share one tenant, and the machine that runs them has other work to do.
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  timeout: 240_000,
  // A machine with other work to do is slow at times; what is right is right after a while too.
  expect: { timeout: 30_000 },
  reporter: [['list']],
  use: {
    baseURL: process.env['ARMATURE_URL'] ?? 'http://localhost:8080',
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    actionTimeout: 30_000,
    launchOptions: {
      executablePath: chromium,
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    },
  },
});

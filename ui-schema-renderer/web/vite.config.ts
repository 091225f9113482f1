import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Where the API is while the application is developed. */
const server = process.env['ARMATURE_URL'] ?? 'http://localhost:8080';

export default defineConfig({
  plugins: [react()],
  resolve: {
    alias: [
      { find: '@', replacement: here('./src') },
      // JSON Forms brings AJV, which compiles schemas with `new Function`. The pages' content
      // security policy forbids that, and the server is the one that validates, so it stays out.
      { find: /^ajv$/, replacement: here('./src/views/form/withoutAjv.ts') },
      { find: /^ajv-formats$/, replacement: here('./src/views/form/withoutAjvFormats.ts') },
    ],
  },
  // The server puts a fresh nonce in place of this text into each answer with the page.
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    target: 'es2023',
    outDir: process.env['ARMATURE_WEB_OUT'] ?? here('../target/classes/public'),
    emptyOutDir: true,
    // Fonts and images as data: addresses would break the content security policy.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  server: { proxy: { '/api': server } },
  preview: { proxy: { '/api': server } },
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'contract/**/*.test.ts'],
    environment: 'node',
    restoreMocks: true,
  },
});

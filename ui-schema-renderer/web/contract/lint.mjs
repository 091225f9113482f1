// Lints an OpenAPI document with two linters: lint.mjs DOCUMENT. What is found is printed, a line each, and the exit
// status is then 1.
import { readFileSync } from 'node:fs';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import spectral from '@stoplight/spectral-core';
import rulesets from '@stoplight/spectral-rulesets';
import { REDOCLY, SPECTRAL } from './rules.mjs';

const source = readFileSync(process.argv[2], 'utf8');

async function byRedocly() {
  const config = await createConfig({ extends: ['recommended-strict'], rules: REDOCLY });
  const found = await lintFromString({ source, absoluteRef: '/openapi.json', config });
  return found.map(
    ({ ruleId, severity, message, location }) =>
      `redocly ${severity} ${ruleId} ${location[0]?.pointer ?? ''}: ${message}`,
  );
}

async function bySpectral() {
  const linter = new spectral.Spectral();
  linter.setRuleset({ extends: [[rulesets.oas, 'all']], rules: SPECTRAL });
  const found = await linter.run(source);
  return found.map(
    ({ code, severity, message, path }) =>
      `spectral ${['error', 'warn', 'info', 'hint'][severity]} ${code} #/${path.join('/')}: ${message}`,
  );
}

const found = [...(await byRedocly()), ...(await bySpectral())];
found.forEach((line) => console.log(line));
process.exit(found.length === 0 ? 0 : 1);

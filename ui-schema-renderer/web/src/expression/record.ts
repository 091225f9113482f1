import type { Environment } from './arguments';
import { evaluate, type Scope } from './evaluate';
import { Exact, HALF_AWAY } from './numbers';
import type { Value } from './values';

/** The value of a formula: whole numbers are rounded half away from zero. */
export function formulaValue(
  expression: string,
  returns: string | undefined,
  scope: Scope,
  environment: Environment,
): Value | undefined {
  const value = evaluate(expression, scope, environment);
  return returns === 'integer' && value instanceof Exact ? value.round(0, HALF_AWAY) : value;
}

import { Arguments, unfit, type Environment } from './arguments';
import { FUNCTIONS, isIn } from './functions';
import { divide, Exact, number, remainder } from './numbers';
import { parse, type Node } from './syntax';
import { Clock, Day, Moment, Span } from './time';
import { NotUnderstood } from './tokens';
import { adapt, Composite, equal, Id, order, type Value } from './values';

/**
 * Evaluates expressions in the browser, with the same result as the server: both are held to
 * expression-cases.json. It does not check an expression as the server does when it is saved.
 */
export interface Scope {
  /** The value at the end of a path such as `account.name`; undefined when it is not known here. */
  read(path: readonly string[]): Value | undefined;
  /** Whether values there are lists, which null does not tell. */
  isList(path: readonly string[]): boolean;
  /** A record that a list of references names; undefined when it is not known here. */
  linked(id: Id): Scope | undefined;
}

/** What is known inside of `exists`: all around it, and the record that a name stands for. */
function withElement(around: Scope, element: string, id: Id, record: Scope): Scope {
  return {
    read: ([name = '', ...further]) =>
      name !== element
        ? around.read([name, ...further])
        : further.length === 0
          ? id
          : record.read(further),
    isList: ([name = '', ...further]) =>
      name === element ? record.isList(further) : around.isList([name, ...further]),
    linked: (other) => around.linked(other),
  };
}

const MAX_DEPTH = 100;
const MAX_LENGTH = 10_000;

/** The parts that values have: of sums of money, places, addresses and files. */
const PARTS = [
  ...['amount', 'currency', 'lat', 'lng'],
  ...['lines', 'city', 'region', 'postalCode', 'country'],
  ...['id', 'name', 'size', 'width', 'height', 'mediaType'],
];

/** The value of an expression; undefined when it cannot be told here, and the server alone can. */
export function evaluate(
  expression: string,
  scope: Scope,
  environment: Environment,
): Value | undefined {
  if (expression.length > 2 * MAX_LENGTH || Array.from(expression).length > MAX_LENGTH) {
    return undefined;
  }
  const tree = parse(expression);
  if (!tree) {
    return undefined;
  }
  try {
    return new Evaluation(scope, environment).value(tree);
  } catch (error) {
    if (error instanceof NotUnderstood) {
      return undefined;
    }
    throw error;
  }
}

class Evaluation {
  private readonly scope: Scope;
  private readonly environment: Environment;
  private depth = 0;

  constructor(scope: Scope, environment: Environment) {
    this.scope = scope;
    this.environment = environment;
  }

  value(node: Node): Value {
    if (++this.depth > MAX_DEPTH) {
      throw new NotUnderstood();
    }
    const value = this.of(node);
    this.depth--;
    return value;
  }

  private of(node: Node): Value {
    switch (node.kind) {
      case 'text':
        return node.value;
      case 'number':
        return literal(node.value);
      case 'word':
        return node.value === 'null' ? null : node.value === 'true';
      case 'path':
        return this.path(node.path.split('.'));
      case 'part':
        return part(this.value(node.whole), node.name);
      case 'list':
        return node.items.map((item) => this.value(item));
      case 'not': {
        const operand = this.truth(node.operand);
        return operand === null ? null : !operand;
      }
      case 'minus':
        return negated(this.value(node.operand));
      case 'conditional':
        return this.value(this.truth(node.condition) === true ? node.then : node.otherwise);
      case 'binary':
        return this.binary(node.operator, node.left, node.right);
      case 'call':
        return this.call(node.name, node.on ? [node.on, ...node.arguments] : node.arguments);
    }
  }

  private truth(node: Node): boolean | null {
    const value = this.value(node);
    return value === null || typeof value === 'boolean' ? value : unfit();
  }

  private path(path: string[]): Value {
    const [root, name] = path;
    const { user, tenant, attributes } = this.environment;
    if (path.length === 3 && root === 'user' && name === 'attributes') {
      const list = path[2] ?? '';
      return Object.hasOwn(attributes, list) ? (attributes[list] ?? []) : [];
    }
    if (path.length === 2 && (root === 'user' || root === 'tenant')) {
      const known: Record<string, Value> = root === 'user' ? user : tenant;
      return name !== undefined && Object.hasOwn(known, name) ? (known[name] ?? null) : unfit();
    }
    const value = this.scope.read(path);
    if (value !== undefined) {
      return value;
    }
    const whole = path.length > 1 ? this.scope.read(path.slice(0, -1)) : undefined;
    return whole === undefined ? unfit() : part(whole, path.at(-1) ?? '');
  }

  private binary(operator: string, left: Node, right: Node): Value {
    if (operator === '&&' || operator === '||') {
      return this.logical(operator === '||', left, right);
    }
    const [a, b] = [this.value(left), this.value(right)];
    switch (operator) {
      case 'in':
        return isIn(a, b);
      case '==':
      case '!=':
        return equal(adapt(a, b), adapt(b, a)) === (operator === '==');
      case '<':
      case '<=':
      case '>':
      case '>=':
        return a === null || b === null ? null : holds(operator, order(adapt(a, b), adapt(b, a)));
      default:
        return a === null || b === null ? null : arithmetic(operator, a, b);
    }
  }

  /** True decides an "or", false an "and"; unknown only where nothing decides. */
  private logical(deciding: boolean, left: Node, right: Node): Value {
    const a = this.truth(left);
    if (a === deciding) {
      return deciding;
    }
    const b = this.truth(right);
    return b === deciding ? deciding : a === null || b === null ? null : !deciding;
  }

  private call(name: string, nodes: Node[]): Value {
    if (name === 'exists') {
      return this.exists(nodes);
    }
    const special = this.special(name, nodes);
    if (special !== undefined) {
      return special;
    }
    const definition = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
    const [least, most] = definition?.takes ?? [0, -1];
    if (!definition || nodes.length < least || nodes.length > most) {
      return unfit();
    }
    if (name === 'matches' && nodes[1]?.kind !== 'text') {
      return unfit();
    }
    const values = nodes.map((node) => this.value(node));
    if (name === 'contains' && values[0] === null && nodes[0] && this.isList(nodes[0])) {
      return false;
    }
    return !definition.takesNull && values.includes(null)
      ? null
      : definition.body(new Arguments(values, this.environment));
  }

  /** Whether something that has no value would be a list if it had one. */
  private isList(node: Node): boolean {
    switch (node.kind) {
      case 'path':
        return this.scope.isList(node.path.split('.'));
      case 'conditional':
        return this.isList(node.then) || this.isList(node.otherwise);
      case 'call':
        return (
          node.name === 'split' ||
          (node.name === 'coalesce' && node.arguments.some((argument) => this.isList(argument)))
        );
      default:
        return false;
    }
  }

  /** Whether a condition is true of one of the records that a list names. */
  private exists([list, element, condition, ...further]: Node[]): boolean {
    if (!list || element?.kind !== 'path' || !condition || further.length > 0) {
      return unfit();
    }
    const ids = this.value(list) ?? [];
    return Array.isArray(ids)
      ? ids.some((id) => this.holdsOf(id, element.path, condition))
      : unfit();
  }

  private holdsOf(id: Value, element: string, condition: Node): boolean {
    const record = id instanceof Id ? this.scope.linked(id) : undefined;
    if (!(id instanceof Id) || !record) {
      return unfit();
    }
    const inside = withElement(this.scope, element, id, record);
    return new Evaluation(inside, this.environment).truth(condition) === true;
  }

  /** What is written like a function and is none. */
  private special(name: string, nodes: Node[]): Value | undefined {
    const { now, zone } = this.environment;
    if (name === 'now' || name === 'today') {
      return nodes.length > 0 ? unfit() : name === 'now' ? now : now.local(zone).day;
    }
    const type = { date: Day, time: Clock, timestamp: Moment }[name];
    if (!type) {
      return undefined;
    }
    const [node] = nodes;
    const read = nodes.length === 1 && node?.kind === 'text' ? type.parse(node.value) : null;
    return read ?? unfit();
  }
}

function literal(written: string): Value {
  if (/^\d+$|^0[xX]/.test(written)) {
    const whole = BigInt(written);
    return whole > 2n ** 63n ? unfit() : number(whole);
  }
  const [, exponent] = /[eE]([+-]?\d+)$/.exec(written) ?? [];
  if (exponent && Math.abs(Number(exponent)) > 9_999) {
    return unfit();
  }
  const value = number(written);
  const tooMany = value.abs().gte('1e38') || !value.eq(value.round(20, 0));
  return tooMany ? unfit() : value;
}

function part(whole: Value, name: string): Value {
  if (whole === null) {
    return PARTS.includes(name) ? null : unfit();
  }
  const known = whole instanceof Composite && Object.hasOwn(whole.parts, name);
  return known ? (whole.parts[name] ?? null) : unfit();
}

function negated(value: Value): Value {
  return value === null ? null : value instanceof Exact ? value.times('-1') : unfit();
}

function holds(operator: string, sign: number): boolean {
  switch (operator) {
    case '<':
      return sign < 0;
    case '<=':
      return sign <= 0;
    case '>':
      return sign > 0;
    default:
      return sign >= 0;
  }
}

function arithmetic(operator: string, a: Value, b: Value): Value {
  if (a instanceof Exact && b instanceof Exact) {
    return calculated(operator, a, b);
  }
  if (typeof a === 'string' && typeof b === 'string' && operator === '+') {
    return a + b;
  }
  if (b instanceof Span && (operator === '+' || operator === '-')) {
    return moved(a, operator === '-' ? new Span(b.seconds.times('-1')) : b);
  }
  return operator === '-' ? difference(a, b) : unfit();
}

function calculated(operator: string, a: Exact, b: Exact): Value {
  switch (operator) {
    case '+':
      return a.plus(b);
    case '-':
      return a.minus(b);
    case '*':
      return a.times(b);
    case '/':
      return divide(a, b);
    default:
      return remainder(a, b);
  }
}

function moved(value: Value, by: Span): Value {
  if (value instanceof Day) {
    return value.plus(Math.trunc(Number(by.seconds.round(0, 0).toFixed()) / 86_400));
  }
  if (value instanceof Moment) {
    return value.plus(by);
  }
  return value instanceof Span ? new Span(value.seconds.plus(by.seconds)) : unfit();
}

function difference(a: Value, b: Value): Value {
  if (a instanceof Day && b instanceof Day) {
    return new Span(number(a.days - b.days).times('86400'));
  }
  if (a instanceof Clock && b instanceof Clock) {
    return new Span(number(a.micros - b.micros).times('0.000001'));
  }
  return a instanceof Moment && b instanceof Moment ? a.minus(b) : unfit();
}

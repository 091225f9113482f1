import { NotUnderstood, tokens, type Token } from './tokens';

/**
 * Reads the expression language. What it does not understand is no error: the server alone decides
 * what is a good expression.
 */

export type Node = { from: number; to: number } & (
  | { kind: 'text'; value: string }
  | { kind: 'number'; value: string }
  | { kind: 'word'; value: 'true' | 'false' | 'null' }
  | { kind: 'path'; path: string }
  | { kind: 'call'; name: string; on: Node | null; arguments: Node[] }
  | { kind: 'part'; whole: Node; name: string }
  | { kind: 'list'; items: Node[] }
  | { kind: 'not' | 'minus'; operand: Node }
  | { kind: 'binary'; operator: string; left: Node; right: Node }
  | { kind: 'conditional'; condition: Node; then: Node; otherwise: Node }
);

const LEVELS = [
  ['||'],
  ['&&'],
  ['==', '!=', '<', '<=', '>', '>=', 'in'],
  ['+', '-'],
  ['*', '/', '%'],
];

/** How deep brackets and calls may nest, as on the server. */
const MAX_DEPTH = 100;

/** The tree of an expression; null when it holds something unknown here. */
export function parse(source: string): Node | null {
  try {
    return new Parser(source).whole();
  } catch (error) {
    if (error instanceof NotUnderstood) {
      return null;
    }
    throw error;
  }
}

class Parser {
  private readonly tokens: Token[];
  private position = 0;
  private depth = 0;

  constructor(source: string) {
    this.tokens = tokens(source);
  }

  whole(): Node {
    const node = this.conditional();
    if (this.peek().kind !== 'end') {
      throw new NotUnderstood();
    }
    return node;
  }

  private peek(): Token {
    const token = this.tokens[this.position];
    if (!token) {
      throw new NotUnderstood();
    }
    return token;
  }

  private next(): Token {
    const token = this.peek();
    this.position++;
    return token;
  }

  private takes(sign: string): boolean {
    const token = this.peek();
    const matches = token.value === sign && token.kind !== 'text';
    if (matches) {
      this.position++;
    }
    return matches;
  }

  private expect(sign: string): Token {
    const token = this.peek();
    if (!this.takes(sign)) {
      throw new NotUnderstood();
    }
    return token;
  }

  private conditional(): Node {
    if (++this.depth > MAX_DEPTH) {
      throw new NotUnderstood();
    }
    const condition = this.binary(0);
    if (!this.takes('?')) {
      this.depth--;
      return condition;
    }
    const then = this.binary(0);
    this.expect(':');
    const otherwise = this.conditional();
    this.depth--;
    return {
      kind: 'conditional',
      condition,
      then,
      otherwise,
      from: condition.from,
      to: otherwise.to,
    };
  }

  private binary(level: number): Node {
    const operators = LEVELS[level];
    if (!operators) {
      return this.unary();
    }
    let left = this.binary(level + 1);
    for (;;) {
      const token = this.peek();
      if (token.kind === 'text' || !operators.includes(token.value)) {
        return left;
      }
      this.next();
      const right = this.binary(level + 1);
      left = {
        kind: 'binary',
        operator: token.value,
        left,
        right,
        from: left.from,
        to: right.to,
      };
    }
  }

  private unary(): Node {
    const { from } = this.peek();
    const kind = this.takes('!') ? 'not' : this.takes('-') ? 'minus' : null;
    if (!kind) {
      return this.postfix();
    }
    if (++this.depth > MAX_DEPTH) {
      throw new NotUnderstood();
    }
    const operand = this.unary();
    this.depth--;
    return { kind, operand, from, to: operand.to };
  }

  private postfix(): Node {
    let node = this.primary();
    while (this.takes('.')) {
      const name = this.next();
      if (name.kind !== 'name') {
        throw new NotUnderstood();
      }
      if (this.peek().value === '(' && this.peek().kind === 'sign') {
        node = { ...this.call(name, node), from: node.from };
      } else if (node.kind === 'path') {
        node = { kind: 'path', path: `${node.path}.${name.value}`, from: node.from, to: name.to };
      } else {
        node = { kind: 'part', whole: node, name: name.value, from: node.from, to: name.to };
      }
    }
    return node;
  }

  private call(name: Token, on: Node | null): Node {
    this.expect('(');
    const items = this.items(')');
    return {
      kind: 'call',
      name: name.value,
      on,
      arguments: items.list,
      from: name.from,
      to: items.to,
    };
  }

  private items(close: string): { list: Node[]; to: number } {
    const list: Node[] = [];
    while (this.peek().value !== close || this.peek().kind === 'text') {
      list.push(this.conditional());
      if (!this.takes(',')) {
        break;
      }
    }
    return { list, to: this.expect(close).to };
  }

  private primary(): Node {
    const token = this.next();
    const { from, to } = token;
    if (token.kind === 'text') {
      return { kind: 'text', value: token.value, from, to };
    }
    if (token.kind === 'number') {
      return { kind: 'number', value: token.value, from, to };
    }
    if (token.value === '(') {
      const inner = this.conditional();
      return { ...inner, from, to: this.expect(')').to };
    }
    if (token.value === '[') {
      const items = this.items(']');
      return { kind: 'list', items: items.list, from, to: items.to };
    }
    if (token.kind !== 'name') {
      throw new NotUnderstood();
    }
    if (token.value === 'true' || token.value === 'false' || token.value === 'null') {
      return { kind: 'word', value: token.value, from, to };
    }
    return this.peek().value === '(' && this.peek().kind === 'sign'
      ? this.call(token, null)
      : { kind: 'path', path: token.value, from, to };
  }
}

import { readPattern, type Pattern } from './pattern';

/**
 * Finds patterns in time that grows with the text alone: all ways through the pattern are followed
 * at once, one character after the other.
 */
type Step =
  | { kind: 'set'; matches: (code: number) => boolean }
  | { kind: 'start' | 'end' | 'found' }
  | { kind: 'fork'; to: number[] };

export function isFound(pattern: string, text: string): boolean {
  const steps = compiled(pattern);
  const characters = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  let current = new Set<number>();
  for (let at = 0; at <= characters.length; at++) {
    const end = at === characters.length;
    reach(steps, 0, current, at === 0, end);
    if (current.has(steps.length - 1)) {
      return true;
    }
    const following = new Set<number>();
    for (const index of current) {
      const step = steps[index];
      const character = characters[at];
      if (step?.kind === 'set' && character !== undefined && step.matches(character)) {
        reach(steps, index + 1, following, false, at + 1 === characters.length);
      }
    }
    current = following;
  }
  return false;
}

/** Adds a step, and those that are reached from it without reading a character. */
function reach(
  steps: Step[],
  index: number,
  reached: Set<number>,
  atStart: boolean,
  atEnd: boolean,
) {
  const waiting = [index];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const step = steps[next];
    if (!step || reached.has(next)) {
      continue;
    }
    reached.add(next);
    if (step.kind === 'fork') {
      waiting.push(...step.to);
    } else if ((step.kind === 'start' && atStart) || (step.kind === 'end' && atEnd)) {
      waiting.push(next + 1);
    }
  }
}

const known = new Map<string, Step[]>();
const MAX_KNOWN = 100;

function compiled(pattern: string): Step[] {
  const steps = known.get(pattern) ?? [];
  if (steps.length === 0) {
    write(readPattern(pattern), steps);
    steps.push({ kind: 'found' });
    if (known.size >= MAX_KNOWN) {
      known.clear();
    }
    known.set(pattern, steps);
  }
  return steps;
}

function write(pattern: Pattern, steps: Step[]): void {
  switch (pattern.kind) {
    case 'set': {
      const { ranges, negated } = pattern;
      steps.push({
        kind: 'set',
        matches: (code) => ranges.some(([from, to]) => code >= from && code <= to) !== negated,
      });
      break;
    }
    case 'start':
    case 'end':
      steps.push({ kind: pattern.kind });
      break;
    case 'all':
      pattern.parts.forEach((part) => write(part, steps));
      break;
    case 'any':
      writeAny(pattern.parts, steps);
      break;
    case 'repeat':
      writeRepeated(pattern.part, pattern.least, pattern.most, steps);
  }
}

function writeAny(parts: Pattern[], steps: Step[]): void {
  const ends: number[][] = [];
  parts.forEach((part, i) => {
    if (i < parts.length - 1) {
      const to = [steps.length + 1];
      steps.push({ kind: 'fork', to });
      write(part, steps);
      const end: number[] = [];
      steps.push({ kind: 'fork', to: end });
      ends.push(end);
      to.push(steps.length);
    } else {
      write(part, steps);
    }
  });
  ends.forEach((end) => end.push(steps.length));
}

function writeRepeated(part: Pattern, least: number, most: number, steps: Step[]): void {
  for (let i = 0; i < least; i++) {
    write(part, steps);
  }
  if (most === Infinity) {
    const start = steps.length;
    const to = [start + 1];
    steps.push({ kind: 'fork', to });
    write(part, steps);
    steps.push({ kind: 'fork', to: [start] });
    to.push(steps.length);
    return;
  }
  const exits: number[][] = [];
  for (let i = least; i < most; i++) {
    const to = [steps.length + 1];
    steps.push({ kind: 'fork', to });
    exits.push(to);
    write(part, steps);
  }
  exits.forEach((to) => to.push(steps.length));
}

// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { focusFirstInvalid } from './focusInvalid';

let frames: FrameRequestCallback[] = [];

beforeEach(() => {
  frames = [];
  vi.stubGlobal('requestAnimationFrame', (frame: FrameRequestCallback) => frames.push(frame));
  document.body.innerHTML = '<form><input id="a"><input id="b"><input id="c"></form>';
});

afterEach(() => {
  vi.unstubAllGlobals();
});

function draw(count: number) {
  for (let i = 0; i < count; i++) {
    frames.splice(0).forEach((frame) => frame(0));
  }
}

test('the first input that is marked as wrong is moved to, some frames after it was asked for', () => {
  focusFirstInvalid(() => document.querySelector('form'));
  draw(5);
  expect(document.activeElement).toBe(document.body);

  document.getElementById('b')?.setAttribute('aria-invalid', 'true');
  document.getElementById('c')?.setAttribute('aria-invalid', 'true');
  draw(1);

  expect(document.activeElement?.id).toBe('b');
  expect(frames).toHaveLength(0);
});

test('it gives up where nothing is wrong, or the form is gone', () => {
  focusFirstInvalid(() => document.querySelector('form'));
  focusFirstInvalid(() => null);
  draw(60);

  expect(frames).toHaveLength(0);
  expect(document.activeElement).toBe(document.body);
});

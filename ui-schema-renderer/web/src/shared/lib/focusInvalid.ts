const SELECTOR = '[aria-invalid="true"]';

/** How many frames a refusal may take to be shown: about a second. */
const FRAMES = 60;

/**
 * Moves to the first input that is marked as wrong, as soon as it is: what a refusal marks may be
 * drawn some frames after it has come.
 */
export function focusFirstInvalid(within: () => ParentNode | null, frames = FRAMES): void {
  requestAnimationFrame(() => {
    const input = within()?.querySelector<HTMLElement>(SELECTOR);
    if (input) {
      input.focus();
    } else if (frames > 1) {
      focusFirstInvalid(within, frames - 1);
    }
  });
}

import { createStore } from './external';
import { recall, remember } from './storage';

export type Theme = 'light' | 'dark' | 'system';

function remembered(): Theme {
  const theme = recall('theme');
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}

export const themeStore = createStore<Theme>(remembered());

const darkSystem = () => window.matchMedia('(prefers-color-scheme: dark)');

function apply() {
  const theme = themeStore.get();
  const dark = theme === 'dark' || (theme === 'system' && darkSystem().matches);
  document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
}

export function setTheme(theme: Theme): void {
  remember('theme', theme === 'system' ? null : theme);
  themeStore.set(theme);
  apply();
}

/** Keeps the page in the chosen theme, also when the system's changes. */
export function watchTheme(): void {
  apply();
  darkSystem().addEventListener('change', apply);
}

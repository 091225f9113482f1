import { isMac } from '@/shared/lib/keyboard';
import styles from './Kbd.module.css';

/** Keys to press. `Mod` is Command or Ctrl, as the machine has it. */
export function Kbd({ keys }: { keys: string }) {
  const shown = keys.replace('Mod', isMac ? '⌘' : 'Ctrl');
  return (
    <kbd className={styles.kbd} aria-hidden="true">
      {shown}
    </kbd>
  );
}

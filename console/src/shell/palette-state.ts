import { useSyncExternalStore } from 'react';

/** What floats above the screen: at most one of these. */
export type Floating = 'palette' | 'keys' | 'screens' | null;

let open: Floating = null;
const listeners = new Set<() => void>();

function set(next: Floating): void {
  open = next;
  for (const each of listeners) each();
}

/** Opens search and commands. */
export function openPalette(): void {
  set('palette');
}

/** Opens the list of keys. */
export function openKeys(): void {
  set('keys');
}

/** Opens the menu of all screens. */
export function openScreens(): void {
  set('screens');
}

/** Closes whichever is open. */
export function closeFloating(): void {
  set(null);
}

/** Which one is open. */
export function useFloating(): Floating {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => open,
  );
}

import { useSyncExternalStore } from 'react';

/** What floats above the screen: at most one of these. */
export type Floating = 'palette' | 'keys' | 'screens' | 'purpose' | null;

let open: Floating = null;
let wished = '';
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

/** Opens the choice of purpose, with one of them chosen where it is named. */
export function openPurpose(purpose = ''): void {
  wished = purpose;
  set('purpose');
}

/** The purpose that the choice begins with; empty: the one declared now. */
export function wishedPurpose(): string {
  return wished;
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

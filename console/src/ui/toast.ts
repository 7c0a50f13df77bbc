import { useSyncExternalStore } from 'react';

/** One line about what was done, with at most one act. */
export interface ToastItem {
  id: number;
  text: string;
  kind: 'done' | 'problem';
  /** Takes the act back. The word on the button is "Undo" unless `act` says otherwise. */
  undo?: () => void;
  act?: string;
}

let items: ToastItem[] = [];
let next = 1;
const listeners = new Set<() => void>();

function change(to: ToastItem[]): void {
  items = to;
  for (const each of listeners) each();
}

/** Shows a line for ten seconds; it waits under the pointer. At most three stand at once. */
export function toast(text: string, options: Partial<Pick<ToastItem, 'undo' | 'act' | 'kind'>> = {}): number {
  const item: ToastItem = { id: next++, text, kind: options.kind ?? 'done', undo: options.undo, act: options.act };
  change([...items.slice(-2), item]);
  return item.id;
}

/** Takes a line away. */
export function dismiss(id: number): void {
  change(items.filter((item) => item.id !== id));
}

/** Does the newest line's act (`U`); false where none stands. */
export function undoNewest(): boolean {
  const item = items.findLast((each) => each.undo);
  if (!item) return false;
  dismiss(item.id);
  item.undo?.();
  return true;
}

/** The lines on the screen, oldest first. */
export function useToasts(): ToastItem[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => items,
  );
}

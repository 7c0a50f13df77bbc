import { useSyncExternalStore } from 'react';

/** Sources that were deleted a moment ago and can still be taken back: hidden here, switched off at the server. */
let going: string[] = [];
const listeners = new Set<() => void>();

/** Hides a source, or shows it again. */
export function setGoing(id: string, gone: boolean): void {
  going = gone ? [...going.filter((each) => each !== id), id] : going.filter((each) => each !== id);
  for (const each of listeners) each();
}

/** The ids hidden now. */
export function useGoing(): string[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => going,
  );
}

import { useSyncExternalStore } from 'react';
import type { Alert } from '../../../api/types';

let asked: Alert | null = null;
const listeners = new Set<() => void>();

/** Asks which incident an alert belongs to; null closes the question. */
export function askIncident(alert: Alert | null): void {
  asked = alert;
  for (const each of listeners) each();
}

/** The alert that is asked about. */
export function useAsked(): Alert | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => asked,
  );
}

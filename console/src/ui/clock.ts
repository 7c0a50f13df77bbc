import { useSyncExternalStore } from 'react';

/** One timer for every age, countdown and clock on the screen; it runs only while somebody listens. */
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of listeners) each();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

function read(): number {
  // Between two beats everybody sees the same second; without a beat the value is brought up to date here.
  if (!timer) now = Date.now();
  return now;
}

/** The machine's time in ms, renewed once a second, the same for all who ask. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, read);
}

/** The city's clock as the API last told it, and when it was told. */
export interface CityClock {
  /** City time when told, ms UTC. */
  at: number;
  /** The machine's time when told, ms. */
  told: number;
  /** City seconds a second; 1 in a live city. */
  speed: number;
  paused: boolean;
}

/** City time now, carried on from the last word of the API. Ms UTC. */
export function cityTime(clock: CityClock | undefined, at: number): number {
  if (!clock) return at;
  return clock.paused ? clock.at : clock.at + Math.max(0, at - clock.told) * clock.speed;
}

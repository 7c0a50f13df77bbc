import { useSyncExternalStore } from 'react';

/** Tones are made here, from sines; no files. Levels and figures: the design's section on sound. */
const KEPT = 'impetus.sound';
let on = localStorage.getItem(KEPT) === 'on';
let context: AudioContext | null = null;
const listeners = new Set<() => void>();

/** Switches sound on or off; a press on the button is also what a browser asks for before it plays anything. */
export function setSound(to: boolean): void {
  on = to;
  localStorage.setItem(KEPT, to ? 'on' : 'off');
  for (const each of listeners) each();
}

/** Whether sound is on. */
export function useSound(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => on,
  );
}

function tone(hertz: number, after: number, ms: number, loud = 0.2): void {
  if (!on || typeof AudioContext === 'undefined') return;
  context ??= new AudioContext();
  const start = context.currentTime + after / 1000;
  const sine = context.createOscillator();
  const gain = context.createGain();
  sine.frequency.value = hertz;
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(loud, start + 0.02);
  gain.gain.linearRampToValueAtTime(0, start + ms / 1000);
  sine.connect(gain).connect(context.destination);
  sine.start(start);
  sine.stop(start + ms / 1000);
}

/** Two sines rising. */
export function playCritical(): void {
  tone(660, 0, 180);
  tone(880, 180, 180);
}

/** One sine. */
export function playHigh(): void {
  tone(660, 0, 200);
}

/** A soft tick. */
export function playMedium(): void {
  tone(880, 0, 40, 0.06);
}

/** The line to the server is gone. */
export function playCut(): void {
  tone(440, 0, 180);
  tone(330, 180, 180);
}

/** What a desk sounds like, on taking it over; the browser asks for a press before the first tone. False where sound is off. */
export function playTest(): boolean {
  playHigh();
  tone(660, 500, 180);
  tone(880, 680, 180);
  return on;
}

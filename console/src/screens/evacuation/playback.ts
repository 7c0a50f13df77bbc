/* The time that is shown: maps and slider follow it without drawing the whole screen anew. */

import { useSyncExternalStore } from 'react';

/** City seconds that pass in one second of watching. */
export const SPEED = 20;

export class Playback {
  time = 0;
  end = 0;
  playing = false;
  private readonly listeners = new Set<() => void>();
  private before = 0;
  private frame = 0;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  seek(time: number): void {
    this.time = Math.max(0, Math.min(this.end, time));
    this.tell();
  }

  /** Sets how long it lasts. */
  last(end: number): void {
    this.end = end;
    this.seek(Math.min(this.time, end));
  }

  toggle(): void {
    this.playing = !this.playing && this.end > 0;
    if (this.playing && this.time >= this.end) this.time = 0;
    this.before = 0;
    cancelAnimationFrame(this.frame);
    if (this.playing) this.frame = requestAnimationFrame(this.step);
    this.tell();
  }

  stop(): void {
    this.playing = false;
    cancelAnimationFrame(this.frame);
  }

  private readonly step = (now: number): void => {
    if (!this.playing) return;
    if (this.before) this.time = Math.min(this.end, this.time + ((now - this.before) / 1000) * SPEED);
    this.before = now;
    if (this.time >= this.end) this.playing = false;
    else this.frame = requestAnimationFrame(this.step);
    this.tell();
  };

  private tell(): void {
    for (const each of this.listeners) each();
  }
}

/** The whole second that is shown, and whether it runs. */
export function usePlayback(playback: Playback): { time: number; playing: boolean; end: number } {
  const time = useSyncExternalStore(playback.subscribe, () => Math.round(playback.time));
  const playing = useSyncExternalStore(playback.subscribe, () => playback.playing);
  const end = useSyncExternalStore(playback.subscribe, () => playback.end);
  return { time, playing, end };
}

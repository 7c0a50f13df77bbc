/* How much of an alert's goal is spent. */

import type { Alert } from './types';

/** When an alert's deviation began, by its own clock: the one time that queue, map, strip and lists tell of it. */
export function beganAt(alert: Pick<Alert, 'window_start'>): string {
  return alert.window_start;
}

const begun = new WeakMap<object, number>();

/** The same in ms; alerts are never changed in place, so the text is read once for each. */
export function beganMs(alert: Pick<Alert, 'window_start'>): number {
  let at = begun.get(alert);
  if (at === undefined) begun.set(alert, (at = Date.parse(beganAt(alert))));
  return at;
}

export interface Goal {
  /** Seconds since the alert came. */
  spent: number;
  goal: number;
  /** Seconds past the goal, 0 while within it. */
  over: number;
  /** 0 to 1. */
  share: number;
}

export function goalOf(createdAt: number, goalSeconds: number, now: number): Goal {
  const spent = Math.max(0, (now - createdAt) / 1000);
  return {
    spent,
    goal: goalSeconds,
    over: Math.max(0, spent - goalSeconds),
    share: goalSeconds > 0 ? Math.min(1, spent / goalSeconds) : 1,
  };
}

/** "0:41" for a goal of seconds. */
export function minutesSeconds(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

export function toMs(at: number | string): number {
  return typeof at === 'number' ? at : Date.parse(at);
}

/* Which goal of an incident is past, worst first. */

import type { GoalTimer, Incident } from '../types';

export type GoalName = 'acknowledge' | 'dispatch' | 'close';

/** Milliseconds a running timer is past its goal; 0 within it, and for one that has no goal or has stopped. */
export function pastBy(timer: GoalTimer, now: number): number {
  if (timer.goal_s === null || timer.stopped_at !== null) return 0;
  return Math.max(0, now - Date.parse(timer.started_at) - timer.goal_s * 1000);
}

/** The running goal that is past by most, or null while all are kept. */
export function lateOf(incident: Incident, now: number): { goal: GoalName; ms: number } | null {
  let worst: { goal: GoalName; ms: number } | null = null;
  for (const goal of ['acknowledge', 'dispatch', 'close'] as const) {
    const ms = pastBy(incident.timers[goal], now);
    if (ms > 0 && (!worst || ms > worst.ms)) worst = { goal, ms };
  }
  return worst;
}

/** The running goal that comes first: what should be done next, with the time left. Null where none runs. */
export function nextOf(incident: Incident, now: number): { goal: GoalName; left: number } | null {
  let first: { goal: GoalName; left: number } | null = null;
  for (const goal of ['acknowledge', 'dispatch', 'close'] as const) {
    const timer = incident.timers[goal];
    if (timer.goal_s === null || timer.stopped_at !== null) continue;
    const left = Date.parse(timer.started_at) + timer.goal_s * 1000 - now;
    if (left >= 0 && (!first || left < first.left)) first = { goal, left };
  }
  return first;
}

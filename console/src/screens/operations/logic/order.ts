/* Which alerts stand in the queue, in which group and order. */

import type { Alert, Severity } from './types';

export type Filter = 'all' | 'mine' | 'nobody';
export type GroupName = 'needs' | 'hand';

const RANK: Record<Severity, number> = { info: 0, low: 1, medium: 2, high: 3, critical: 4 };

export function rank(severity: Severity): number {
  return RANK[severity];
}

/** Undecided alerts nobody has taken need a decision; the rest of the open ones are in hand. */
export function groupOf(alert: Alert): GroupName | null {
  if (alert.state === 'new') return 'needs';
  if (alert.state === 'acknowledged' || alert.state === 'confirmed') return 'hand';
  return null;
}

function goalLeft(alert: Alert): number {
  if (alert.state !== 'new' || !alert.goal_s) return Number.POSITIVE_INFINITY;
  return Date.parse(alert.created_at) + alert.goal_s * 1000;
}

/** Undecided first, then severity, then the goal that runs out first, then the newest. */
export function compare(a: Alert, b: Alert): number {
  const undecided = Number(groupOf(a) !== 'needs') - Number(groupOf(b) !== 'needs');
  if (undecided !== 0) return undecided;
  const severity = rank(b.severity) - rank(a.severity);
  if (severity !== 0) return severity;
  const [goalA, goalB] = [goalLeft(a), goalLeft(b)];
  if (goalA !== goalB && (Number.isFinite(goalA) || Number.isFinite(goalB))) return goalA - goalB;
  const newest = Date.parse(b.created_at) - Date.parse(a.created_at);
  return newest !== 0 ? newest : a.id < b.id ? -1 : 1;
}

function passes(alert: Alert, filter: Filter, me: string | null): boolean {
  if (filter === 'mine') return alert.owner !== null && alert.owner.id === me;
  if (filter === 'nobody') return alert.owner === null;
  return true;
}

export interface Arranged {
  needs: string[];
  hand: string[];
}

/** Sort what is open into the two groups, as lists of ids. */
export function arrange(alerts: Iterable<Alert>, filter: Filter, me: string | null): Arranged {
  const open: Alert[] = [];
  for (const alert of alerts) if (groupOf(alert) !== null && passes(alert, filter, me)) open.push(alert);
  open.sort(compare);
  const needs: string[] = [];
  const hand: string[] = [];
  for (const alert of open) (groupOf(alert) === 'needs' ? needs : hand).push(alert.id);
  return { needs, hand };
}

/** The neighbour `step` rows away in reading order; the nearest end where there is none. */
export function neighbour(order: Arranged, current: string | null, step: 1 | -1): string | null {
  const flat = [...order.needs, ...order.hand];
  if (flat.length === 0) return null;
  const at = current === null ? -1 : flat.indexOf(current);
  if (at < 0) return step > 0 ? flat[0]! : flat[flat.length - 1]!;
  return flat[Math.min(flat.length - 1, Math.max(0, at + step))]!;
}

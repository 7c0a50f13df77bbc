/* Which alerts stand in the queue, in which group and order. */

import type { Alert, Severity } from './types';

export type Filter = 'all' | 'mine' | 'nobody';
export type GroupName = 'needs' | 'hand';

const RANK: Record<Severity, number> = { info: 0, low: 1, medium: 2, high: 3, critical: 4 };

export function rank(severity: Severity): number {
  return RANK[severity];
}

/** Whether it waits for somebody: nobody took it, nor the incident that it stands in. */
export function isWaiting(alert: Pick<Alert, 'state' | 'incident'>): boolean {
  return alert.state === 'new' && !alert.incident?.worked;
}

/** Undecided alerts nobody has taken need a decision; the rest of the open ones are in hand. */
export function groupOf(alert: Alert): GroupName | null {
  if (isWaiting(alert)) return 'needs';
  if (alert.state === 'new') return 'hand';
  if (alert.state === 'acknowledged' || alert.state === 'confirmed') return 'hand';
  return null;
}

interface Key {
  undecided: number;
  rank: number;
  goal: number;
  created: number;
}

// Alerts are never changed in place, so what they are sorted by is read from their texts once.
const keys = new WeakMap<Alert, Key>();

function keyOf(alert: Alert): Key {
  let key = keys.get(alert);
  if (!key) {
    const created = Date.parse(alert.created_at);
    key = {
      undecided: groupOf(alert) === 'needs' ? 0 : 1,
      rank: rank(alert.severity),
      goal: isWaiting(alert) && alert.goal_s ? created + alert.goal_s * 1000 : Number.MAX_SAFE_INTEGER,
      created,
    };
    keys.set(alert, key);
  }
  return key;
}

/** Undecided first, then severity, then the goal that runs out first, then the newest. */
export function compare(a: Alert, b: Alert): number {
  const [one, two] = [keyOf(a), keyOf(b)];
  return (
    one.undecided - two.undecided ||
    two.rank - one.rank ||
    one.goal - two.goal ||
    two.created - one.created ||
    (a.id === b.id ? 0 : a.id < b.id ? -1 : 1)
  );
}

/** Whether a filter shows it. */
export function passes(alert: Alert, filter: Filter, me: string | null): boolean {
  if (filter === 'mine') return alert.owner !== null && alert.owner.id === me;
  if (filter === 'nobody') return alert.owner === null && !alert.incident?.worked;
  return true;
}

export interface Arranged {
  needs: string[];
  hand: string[];
}

const idSets = new WeakMap<Arranged, ReadonlySet<string>>();

/** The ids of both groups, gathered once for each order. */
export function idsOf(order: Arranged): ReadonlySet<string> {
  let found = idSets.get(order);
  if (!found) {
    const ids = new Set(order.needs);
    for (const id of order.hand) ids.add(id);
    idSets.set(order, (found = ids));
  }
  return found;
}

/** The neighbour `step` rows away in reading order; the nearest end where there is none. */
export function neighbour(order: Arranged, current: string | null, step: 1 | -1): string | null {
  const flat = [...order.needs, ...order.hand];
  if (flat.length === 0) return null;
  const at = current === null ? -1 : flat.indexOf(current);
  if (at < 0) return step > 0 ? flat[0]! : flat[flat.length - 1]!;
  return flat[Math.min(flat.length - 1, Math.max(0, at + step))]!;
}

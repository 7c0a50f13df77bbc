/* The queue's order by plain sorting, for tests: what `Sorted` must come to by its shorter way. */

import { type Arranged, compare, type Filter, groupOf, passes } from './order';
import type { Alert } from './types';

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

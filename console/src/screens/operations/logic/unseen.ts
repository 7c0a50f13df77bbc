/* What came and matters, and is not before one's eyes. */

import { isWaiting, rank } from './order';
import type { Alert } from './types';

function loud(alert: Alert | undefined): alert is Alert {
  return alert !== undefined && isWaiting(alert) && rank(alert.severity) >= rank('high');
}

/**
 * Of `ids`, those of high or critical alerts that were raised after `since` (the latest known before; null at first,
 * when everything is old), and the latest of all. Reading further pages of the queue brings old ones, which are no news.
 */
export function newLoud(
  ids: readonly string[], byId: ReadonlyMap<string, Alert>, since: string | null,
): { come: string[]; latest: string | null } {
  let latest = since;
  const come: string[] = [];
  for (const id of ids) {
    const alert = byId.get(id);
    if (!alert) continue;
    if (latest === null || alert.created_at > latest) latest = alert.created_at;
    if (since !== null && alert.created_at > since && loud(alert)) come.push(id);
  }
  return { come, latest };
}

/** Those of `ids` that still wait: the most severe first, of equal ones the newest. */
export function loudestFirst(ids: ReadonlySet<string>, byId: ReadonlyMap<string, Alert>): string[] {
  return [...ids]
    .map((id) => byId.get(id))
    .filter(loud)
    .sort((one, other) => rank(other.severity) - rank(one.severity) || other.created_at.localeCompare(one.created_at))
    .map((alert) => alert.id);
}

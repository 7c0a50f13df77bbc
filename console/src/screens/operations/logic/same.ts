/* Which open alerts one may be a repeat of: near in place and time, the likeliest first. */

import { metresBetween } from '../../incidents/logic/near';
import type { Alert } from './types';

export const SAME_MOST = 6;
const FAR_M = 3000;
const LONG_MS = 6 * 3_600_000;

export interface Candidate {
  alert: Alert;
  metres: number | null;
  minutes: number;
}

/** At most six others: of one subject first, then by how far and how long away; 200 m count as much as five minutes. */
export function candidates(alert: Alert, others: Iterable<Alert>): Candidate[] {
  const at = Date.parse(alert.window_end);
  const found: (Candidate & { weight: number })[] = [];
  for (const other of others) {
    if (other.id === alert.id) continue;
    const [a, b] = [alert.where, other.where];
    const placed = a.latitude !== null && a.longitude !== null && b.latitude !== null && b.longitude !== null;
    const metres = placed
      ? metresBetween({ latitude: a.latitude as number, longitude: a.longitude as number }, { latitude: b.latitude as number, longitude: b.longitude as number })
      : null;
    const apart = Math.abs(Date.parse(other.window_end) - at);
    if (apart > LONG_MS || (metres !== null && metres > FAR_M)) continue;
    const weight = (metres ?? FAR_M / 2) / 200 + apart / 300_000 - (other.subject === alert.subject ? 100 : 0) - (other.kind === alert.kind ? 3 : 0);
    found.push({ alert: other, metres, minutes: Math.round(apart / 60_000), weight });
  }
  return found.sort((one, two) => one.weight - two.weight).slice(0, SAME_MOST);
}

/* Which open incidents an alert may belong to, nearest first. */

import type { Alert, Incident } from '../types';

const METRES = 111_320;
/** Beyond this an incident is not suggested for its place. */
export const NEAR_M = 2_000;
/** Tools often word a place alike; two alerts of one subject are of one thing. */
export interface Near {
  incident: Incident;
  metres: number | null;
  /** Said first, with its reason. */
  suggested: boolean;
}

/** Metres between two places, flat within a city. */
export function metresBetween(a: { latitude: number; longitude: number }, b: { latitude: number; longitude: number }): number {
  const dy = (a.latitude - b.latitude) * METRES;
  const dx = (a.longitude - b.longitude) * METRES * Math.cos((a.latitude * Math.PI) / 180);
  return Math.hypot(dx, dy);
}

/** Open incidents, those near the alert first, then by how lately they changed. */
export function nearest(alert: Alert, incidents: readonly Incident[]): Near[] {
  const { latitude, longitude } = alert.where;
  const placed = latitude !== null && latitude !== undefined && longitude !== null && longitude !== undefined;
  const found = incidents.filter((each) => !each.closed_at && !each.merged_into).map((incident): Near => {
    const { place } = incident;
    const metres = placed && place.latitude !== null && place.longitude !== null ? metresBetween({ latitude, longitude }, { latitude: place.latitude, longitude: place.longitude }) : null;
    return { incident, metres, suggested: metres !== null && metres <= NEAR_M };
  });
  return found.sort((a, b) => Number(b.suggested) - Number(a.suggested)
    || (a.suggested && b.suggested ? (a.metres ?? 0) - (b.metres ?? 0) : 0)
    || Date.parse(b.incident.updated_at) - Date.parse(a.incident.updated_at));
}

/** A distance as people say it: 140 m in tens, farther off in kilometres. */
export function roundMetres(metres: number): { value: number; unit: 'm' | 'km' } {
  return metres < 1000 ? { value: Math.max(10, Math.round(metres / 10) * 10), unit: 'm' } : { value: Math.round(metres / 100) / 10, unit: 'km' };
}

/* What of an incident lies where. */

import type { Incident, IncidentAlert, Severity } from '../types';

export interface Tag {
  id: string;
  latitude: number;
  longitude: number;
  severity: Severity;
  /** When the alert began, ms. */
  at: number;
  /** Whether its time is written beside it: of alerts on one spot only the first is. */
  label: boolean;
}

const SPOT = 0.0004;

/** The alerts that have a place, oldest first. */
export function tagsOf(incident: { alert_list: IncidentAlert[] }): Tag[] {
  const tags: Tag[] = [];
  const list = [...incident.alert_list].sort((a, b) => Date.parse(a.alert.window_start) - Date.parse(b.alert.window_start));
  for (const { alert } of list) {
    const { latitude, longitude } = alert.where;
    if (latitude === null || latitude === undefined || longitude === null || longitude === undefined) continue;
    const taken = tags.some((tag) => tag.label && Math.abs(tag.latitude - latitude) < SPOT && Math.abs(tag.longitude - longitude) < SPOT * 2);
    tags.push({ id: alert.id, latitude, longitude, severity: alert.severity, at: Date.parse(alert.window_start), label: !taken });
  }
  return tags;
}

/** South-west and north-east corner of everything that has a place; null where nothing has. */
export function boundsOf(incident: Pick<Incident, 'place'> & { alert_list: IncidentAlert[] }): [[number, number], [number, number]] | null {
  const points: [number, number][] = [...incident.place.area];
  if (incident.place.latitude !== null && incident.place.longitude !== null) points.push([incident.place.longitude, incident.place.latitude]);
  for (const tag of tagsOf(incident)) points.push([tag.longitude, tag.latitude]);
  if (!points.length) return null;
  const [east, north] = [points.map((point) => point[0]), points.map((point) => point[1])];
  return [[Math.min(...east), Math.min(...north)], [Math.max(...east), Math.max(...north)]];
}

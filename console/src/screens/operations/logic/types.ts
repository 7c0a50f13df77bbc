/* What the API says of alerts, sensors and the city, as far as this screen uses it. */

import type { Evidence } from '../../../evidence/types';

export type Severity = 'info' | 'low' | 'medium' | 'high' | 'critical';
export type AlertState = 'new' | 'acknowledged' | 'confirmed' | 'rejected' | 'closed';
export type RejectReason = 'normal' | 'planned' | 'sensor_fault' | 'too_small' | 'wrong_place' | 'other';

export interface Person {
  id: string;
  name: string;
  initials: string;
}

export interface Where {
  name: string;
  latitude: number | null;
  longitude: number | null;
  area: [number, number][];
}

export interface Verdict {
  word: string;
  reason: string | null;
  note: string | null;
  by: Person | string | null;
  at: string;
}

export interface Alert {
  id: string;
  number: string;
  tool: string;
  tool_name: string;
  kind: string;
  kind_title: string;
  icon: string;
  subject: string;
  severity: Severity;
  confidence: number;
  state: AlertState;
  title: string;
  why: string;
  where: Where;
  clock: string;
  window_start: string;
  window_end: string;
  over: boolean;
  created_at: string;
  updated_at: string;
  revision: number;
  owner: Person | null;
  acknowledged_at: string | null;
  verdict: Verdict | null;
  track_record: { real: number; judged: number } | null;
  goal_s: number | null;
  seen_by: Person[];
}

export interface Part {
  text: string;
  weight: number;
}

export interface HistoryEntry {
  at: string;
  by: Person | string | null;
  what: string;
  detail: string | Record<string, unknown> | null;
}

export interface AlertDetail extends Alert {
  parts_for: Part[];
  parts_against: Part[];
  evidence: Evidence[];
  sensors: string[];
  history: HistoryEntry[];
  tool_version: string;
}

export type SensorState = 'fresh' | 'late' | 'blind' | 'stuck' | 'impossible' | 'silenced' | 'unknown';

/** The columnar answer of GET /api/sensors; all lists have the same length. */
export interface SensorColumns {
  version: number | string;
  ids: string[];
  names: string[];
  kinds: string[];
  units: string[];
  latitudes: (number | null)[];
  longitudes: (number | null)[];
  areas: string[];
  bearings: (number | null)[];
  reaches: (number | null)[];
  sources: string[];
  values: (number | null)[];
  times: (number | null)[];
  states: SensorState[];
  since: (number | null)[];
}

export interface SensorDelta {
  ids: string[];
  values: (number | null)[];
  times: (number | null)[];
}

export interface HealthChange {
  sensor: string;
  state: SensorState;
  since: number | string;
  reason?: string;
}

export interface SeriesAnswer {
  unit: string;
  time: number[];
  value: (number | null)[];
  low: (number | null)[];
  high: (number | null)[];
  expected: { time?: number[]; value: (number | null)[]; low?: (number | null)[]; high?: (number | null)[] } | null;
}

/* What the API says of alerts, sensors and the city, as far as this screen uses it. */

import type { Alert, AlertDetail as Told, HealthState, SensorColumns, SensorDelta, SensorHealth } from '../../../api/types';
import type { Evidence } from '../../../evidence/types';

export type { Alert, AlertState, PersonRef, RejectReason, Severity } from '../../../api/types';
export type { SensorColumns, SensorDelta };
export type HealthChange = SensorHealth;
export type SensorState = HealthState;
export type Part = Told['parts_for'][number];
export type HistoryEntry = Told['history'][number];

/** An alert with its explanation; evidence is narrowed to the kinds this console draws. */
export type AlertDetail = Omit<Told, 'evidence'> & { evidence: Evidence[] } & Alert;

export interface SeriesAnswer {
  unit: string;
  time: number[];
  value: (number | null)[];
  low: (number | null)[];
  high: (number | null)[];
  expected: { time?: number[]; value: (number | null)[]; low?: (number | null)[]; high?: (number | null)[] } | null;
}

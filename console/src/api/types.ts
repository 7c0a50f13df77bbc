/**
 * The words of the API, by short names. Shapes come from `generated/` (npm run api); what stands here in full
 * are shapes that OpenAPI cannot say or that the console narrows.
 */
import type {
  AlertDetailOut, AlertOut, AlertPage, AuditEntryOut, AuditPage, ClockOut, PersonOut, ProgressOut, SessionOut, StatusOut, ToolDetailOut, ToolOut,
  ToolSettingsOut,
} from './generated';

export type { AlertState, HealthState, PersonRef, RejectReason, Severity } from './generated';
import type { HealthState } from './generated';

export type Locale = PersonOut['locale'];
export type Theme = PersonOut['theme'];
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

export type Session = SessionOut;
export type Alert = AlertOut;
export type AlertDetail = AlertDetailOut;
export type AlertList = AlertPage;
export interface Page<T> { items: T[]; next: string | null; total?: number }
export type ClockState = ClockOut;
export type ProgressTask = ProgressOut;
export type Status = StatusOut;
export type Tool = ToolOut;
export type ToolDetail = Omit<ToolDetailOut, 'settings'> & { settings: ToolSettings | null };
export type ToolSettings = Omit<ToolSettingsOut, 'schema' | 'values' | 'defaults'> & { schema: JsonObject; values: JsonObject; defaults: JsonObject };
export type AuditEntry = AuditEntryOut;
export type AuditList = AuditPage;

/** How well a sensor can be believed now. */
export type SensorState = HealthState;

/** Every sensor, by columns of equal length. Times are ms UTC. */
export interface SensorColumns {
  version: string | number; ids: string[]; names: string[]; kinds: string[]; units: string[]; latitudes: (number | null)[]; longitudes: (number | null)[];
  areas: (string | null)[]; bearings: (number | null)[]; reaches: (number | null)[]; sources: string[];
  values: (number | null)[]; times: (number | null)[]; states: SensorState[]; since: (number | null)[];
}
/** Newest readings (SSE `sensors`); times are ms UTC. */
export interface SensorDelta { ids: string[]; values: (number | null)[]; times: number[] }
/** A change of health (SSE `health`). */
export interface SensorHealth { sensor: string; state: SensorState; since: number | string | null; reason: string | null }

/** A kind of source, with the forms of its settings and of its mapping. */
export interface SourceType { id: string; name: string; description: string; own_clock: boolean; schema: JsonObject; mapping_schema: JsonObject }
export interface SourceCounts { accepted: number; late: number; repeated: number; refused: number; last_at: string | null }
/** A source. Secrets are empty in `settings`; `secrets_set` names those that are stored. */
export interface Source {
  id: string; name: string; type: string; settings: JsonObject; secrets_set: string[]; mapping: JsonObject; enabled: boolean; clock: string;
  health: { state: HealthState; reason: string; since: string | null }; counts: SourceCounts; token_hint: string | null; changed_at: string;
}
export interface SourceDraft { name: string; type: string; settings: JsonObject; mapping: JsonObject; enabled: boolean }
export interface Refusal { position: number; reason: string; field: string; problem: string; remedy: string; sample: string; count: number }
export interface PreviewRow { sensor: string; time: string; value: number; unit: string; latitude: number | null; longitude: number | null }
export interface Preview { rows: PreviewRow[]; total: number; refusals: Refusal[]; refused_total: number; suggestions: JsonObject }
export interface Refused extends Refusal { id: number; at: string }

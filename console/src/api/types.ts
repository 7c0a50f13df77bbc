/** The shapes of the HTTP API, by the words of the architecture. Times are ISO 8601 UTC unless a name says `ms`. */

export type Locale = 'en' | 'it' | 'nb';
export type Theme = 'dark' | 'light' | 'night';
export type Severity = 'info' | 'low' | 'medium' | 'high' | 'critical';
export type AlertState = 'new' | 'acknowledged' | 'confirmed' | 'rejected' | 'duplicate' | 'closed';
/** How well a sensor, a source or a tool can be believed now. */
export type HealthState = 'fresh' | 'late' | 'blind' | 'stuck' | 'impossible' | 'silenced' | 'unknown';
export type SensorState = HealthState;
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

export interface PersonRef { id: string; name: string; initials: string }

export interface Session {
  person: PersonRef & { login: string; role: string; locale: Locale; theme: Theme | null; sound?: boolean };
  agency: { id: string; name: string };
  purpose: { id: string; label: string };
  csrf: string;
  first_start: boolean;
}

export interface Where { name: string; latitude: number | null; longitude: number | null; area: JsonObject | null }

export interface Verdict { word: string; reason: string | null; note: string | null; by: PersonRef | null; at: string }

export interface Alert {
  id: string; number: string; tool: string; tool_name: string; kind: string; kind_title: string; icon: string;
  subject: string; severity: Severity; confidence: number; state: AlertState; title: string; why: string; where: Where;
  clock: string; window_start: string; window_end: string; over: boolean; created_at: string; updated_at: string;
  revision: number; owner: PersonRef | null; acknowledged_at: string | null; verdict: Verdict | null;
  track_record: { real: number; judged: number } | null; goal_s: number | null; seen_by: PersonRef[];
}

export interface Part { text: string; weight: number }
export interface Evidence { type: string; [field: string]: Json }
export interface HistoryEntry { at: string; by: PersonRef | string | null; what: string; detail: string | null }
export interface AlertDetail extends Alert {
  parts_for: Part[]; parts_against: Part[]; evidence: Evidence[]; sensors: string[]; history: HistoryEntry[]; tool_version: string;
}
export interface Page<T> { items: T[]; next: string | null; total?: number }

export interface SensorColumns {
  version: string | number; ids: string[]; names: string[]; kinds: string[]; units: string[]; latitudes: number[]; longitudes: number[];
  areas: (string | null)[]; bearings: (number | null)[]; reaches: (number | null)[]; sources: string[];
  values: (number | null)[]; times: (number | null)[]; states: SensorState[]; since: (number | null)[];
}
export interface SensorDelta { ids: string[]; values: (number | null)[]; times: number[] }
export interface SensorHealth { sensor: string; state: SensorState; since: number | string | null; reason: string | null }
export interface Series {
  unit: string; time: number[]; value: (number | null)[]; low: (number | null)[] | null; high: (number | null)[] | null;
  expected: { median?: (number | null)[]; low?: (number | null)[]; high?: (number | null)[] } | null;
}

export interface ProgressTask { task: string; done: number; total: number; text: string }
export interface ClockState { now: string; wall: string; speed: number; adjustable: boolean; paused: boolean }
export interface Status {
  city: string; realm: 'live' | 'demo' | 'replay'; clock: ClockState; alerts_hour: { shown: number; agreed: number };
  sensors: { total: number; seeing: number; blind: number; late: number; stuck: number };
  delay_ms: number | null; progress: ProgressTask[]; tools: { running: number; total: number }; sentence: string;
}

export interface ToolState { running: boolean; health: HealthState; reason: string | null }
export interface Figure { key: string; label: string; value: string | number; unit?: string | null }
export interface Tool {
  id: string; name: string; purpose: string; icon: string; version: string; state: ToolState; level: number; shown_7d: number[];
  judged: { real: number; judged: number }; figures: Figure[]; inputs: string[]; watches: string;
  lag?: number; switched_by?: string | null; switched_at?: string | null;
}
export interface ToolSettings {
  schema: JsonObject; values: JsonObject; defaults: JsonObject; version?: number;
  changed_by: PersonRef | string | null; changed_at: string | null;
}
export interface ToolDetail extends Tool {
  manifest: JsonObject; model_card: string; assessment?: string; problems?: string[]; settings: ToolSettings | null;
}

export interface SourceType { id: string; name: string; description: string; schema: JsonObject; mapping_schema?: JsonObject | null }
export interface SourceCounts { accepted: number; late: number; repeated: number; refused: number; last_at: string | null }
export interface Source {
  id: string; name: string; type: string; settings: JsonObject; enabled: boolean; mapping: JsonObject | null;
  health: { state: HealthState; reason: string | null; since: string | null }; counts: SourceCounts; token_hint: string | null;
  progress?: ProgressTask | null;
}
export interface SourceDraft { name: string; type: string; settings: JsonObject; enabled: boolean; mapping: JsonObject | null }
export interface Refusal { position: number; reason: string; field: string | null; problem: string; remedy: string }
export interface Preview { rows: JsonObject[]; refusals: Refusal[]; suggestions: JsonObject | null }
export interface Refused { id: string; at: string; reason: string; field: string | null; problem: string; remedy: string; raw: Json }

export interface AuditEntry {
  id: string | number; at: string; by: PersonRef | string | null; what: string; object: string | null; detail: Json; purpose: string | null;
}

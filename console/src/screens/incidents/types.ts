/* What the API says of incidents, by short names. */

import type { Alert, Severity } from '../../api/types';

export type { Alert, Severity };
export type Stage = 'collect' | 'analyse' | 'respond' | 'evaluate';
export type Part = 'summary' | 'timeline' | 'alerts' | 'tasks' | 'evidence' | 'chat' | 'people';
export type Side = 'city' | 'centre';
export type Audience = 'own' | 'all';
export type EntryKind = 'note' | 'chat' | 'alert' | 'task' | 'stage' | 'share' | 'evidence' | 'step' | 'dispatch' | 'merge' | 'system';
export type TaskState = 'open' | 'doing' | 'done' | 'dropped';

export interface AgencyRef { id: string; name: string }
export interface Who { id: string | null; name: string | null; initials: string | null; agency: AgencyRef }
export interface Place { name: string; latitude: number | null; longitude: number | null; area: [number, number][] }
export interface GoalTimer { goal_s: number | null; started_at: string; stopped_at: string | null; over: boolean; over_s: number }
export interface Sub {
  id: string; name: string; home: boolean; stage: Stage; stages: { stage: Stage; since: string }[]; owner: Who | null; joined_at: string;
  acknowledged_at: string | null; dispatched_at: string | null; closed_at: string | null; closed: boolean; close_reason: string;
  tasks_open: number; tasks_done: number;
}
export interface Incident {
  id: string; number: string; title: string; stage: Stage; severity: Severity; agencies: Sub[]; home: AgencyRef; own: boolean; partner: string | null;
  owner: Who | null; place: Place; opened_at: string; closed_at: string | null; alerts: number; tasks_open: number;
  timers: { acknowledge: GoalTimer; dispatch: GoalTimer; close: GoalTimer }; sentence: string; unread: number;
  merged_into: string | null; split_from: string | null; updated_at: string; version: number;
}
export interface IncidentPage { items: Incident[]; next: string | null; total: number }
export interface IncidentAlert { alert: Alert; agency: AgencyRef; added_at: string; added_by: Who | null }
export interface Suggestion { alert: Alert; reason: string; rules: string[]; metres: number | null; seconds: number | null; group: string[] }
export interface Share { agency: AgencyRef; parts: Part[]; rule: string | null; reason: string; by: Who | null; at: string; revoked_at: string | null }
export interface Allowed { write: boolean; lead: boolean; share: boolean; lock: boolean; close: boolean; parts: Part[] }
export interface Link {
  id: string; kind: 'merge' | 'split'; source: string; source_number: string; target: string; target_number: string; by: Who | null; at: string;
  undone_at: string | null;
}
export interface IncidentDetail extends Incident {
  alert_list: IncidentAlert[]; suggestions: Suggestion[]; shares: Share[]; people: Who[]; permissions: Allowed; merged: Link[]; federated: string[];
}
export interface Attachment { id: string; name: string; media_type: string; size: number }
export interface Mention { kind: 'person' | 'agency'; id: string; name: string }
export interface Entry {
  id: string; incident: string; side: Side; at: string; written_at: string; kind: EntryKind; text: string; author: Who | null; mentions: Mention[];
  attachments: Attachment[]; audience: Audience; system: boolean; mine: boolean; link: string | null;
}
export interface EntryPage { items: Entry[]; next: string | null }
export interface Task {
  id: string; incident: string; text: string; agency: AgencyRef; owner: Who | null; state: TaskState; due_at: string | null; over: boolean;
  made_at: string; made_by: Who | null; changed_at: string; reason: string; audience: Audience; version: number;
}
export interface Lock { agency: AgencyRef; by: Who | null; reason: string; at: string }
export interface Evidence {
  id: string; incident: string; kind: 'file' | 'alert' | 'attachment'; title: string; name: string; media_type: string; size: number; sha256: string;
  alert: string | null; content: Record<string, unknown> | null; by: Who | null; at: string; audience: Audience; kept: boolean; locks: Lock[];
  keep_until: string | null; deleted_at: string | null;
}

export const STAGES: Stage[] = ['collect', 'analyse', 'respond', 'evaluate'];
export const PARTS: Part[] = ['summary', 'timeline', 'alerts', 'tasks', 'evidence', 'chat', 'people'];

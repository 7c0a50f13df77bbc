/* What the API says of incidents, by short names. Shapes come from the generated client. */

import type {
  AgencyRef, AttachmentOut, EntryOut, EntryPage, EvidenceOut, IncidentAlertOut, IncidentDetailOut, IncidentOut, IncidentPage, LinkOut, LockOut, MentionOut,
  Permissions, PlaceOut, ShareOut, SubOut, SuggestionOut, TaskOut, TimerOut, Who,
} from '../../api/generated';

export type { Alert, Severity } from '../../api/types';
export type { AgencyRef, EntryPage, IncidentPage, Who };
export type Incident = IncidentOut;
export type IncidentDetail = IncidentDetailOut;
export type IncidentAlert = IncidentAlertOut;
export type Suggestion = SuggestionOut;
export type Share = ShareOut;
export type Allowed = Permissions;
export type Link = LinkOut;
export type Place = PlaceOut;
export type Sub = SubOut;
export type GoalTimer = TimerOut;
export type Attachment = AttachmentOut;
export type Mention = MentionOut;
export type Entry = EntryOut;
export type Task = TaskOut;
export type Lock = LockOut;
export type Evidence = EvidenceOut;
export type Stage = Incident['stage'];
export type Part = Share['parts'][number];
export type Side = Entry['side'];
export type Audience = Entry['audience'];
export type EntryKind = Entry['kind'];
export type TaskState = Task['state'];

export const STAGES: Stage[] = ['collect', 'analyse', 'respond', 'evaluate'];
export const PARTS: Part[] = ['summary', 'timeline', 'alerts', 'tasks', 'evidence', 'chat', 'people'];

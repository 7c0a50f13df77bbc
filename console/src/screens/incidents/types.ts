/* What the API says of incidents, by short names. Shapes come from the generated client. */

import type { AgencyRef, EntryOut, EntryPage, EvidenceOut, IncidentDetailOut, IncidentOut, IncidentPage, SubOut, TaskOut, TimerOut, Who } from '../../api/generated';

export type { Alert, Severity } from '../../api/types';
export type { AgencyRef, EntryPage, IncidentPage, Who };
export type Incident = IncidentOut;
export type IncidentDetail = IncidentDetailOut;
export type IncidentAlert = IncidentDetail['alert_list'][number];
export type Suggestion = IncidentDetail['suggestions'][number];
export type Share = IncidentDetail['shares'][number];
export type Allowed = IncidentDetail['permissions'];
export type Link = IncidentDetail['merged'][number];
export type Place = Incident['place'];
export type Sub = SubOut;
export type GoalTimer = TimerOut;
export type Attachment = Entry['attachments'][number];
export type Mention = Entry['mentions'][number];
export type Entry = EntryOut;
export type Task = TaskOut;
export type Lock = Evidence['locks'][number];
export type Evidence = EvidenceOut;
export type Stage = Incident['stage'];
export type Part = Share['parts'][number];
export type Side = Entry['side'];
export type Audience = Entry['audience'];
export type EntryKind = Entry['kind'];
export type TaskState = Task['state'];

export const STAGES: Stage[] = ['collect', 'analyse', 'respond', 'evaluate'];
export const PARTS: Part[] = ['summary', 'timeline', 'alerts', 'tasks', 'evidence', 'chat', 'people'];

/* Makings for tests: an entry, a task and an incident with nothing particular about them. */

import type { Entry, Incident, Sub, Task } from '../types';

const AGENCY = { id: 'city', name: 'City' };
const AT = '2026-11-20T15:45:00.000Z';

export function anEntry(more: Partial<Entry> = {}): Entry {
  return {
    id: 'e', incident: 'i', side: 'centre', at: AT, written_at: AT, kind: 'note', text: '', masked: false, author: null, mentions: [], attachments: [], audience: 'all',
    system: false, mine: false, link: null, ...more,
  };
}

export function aTask(more: Partial<Task> = {}): Task {
  return {
    id: 't', incident: 'i', text: 'Close the street', masked: false, agency: AGENCY, owner: null, state: 'open', due_at: null, over: false, made_at: AT, made_by: null,
    changed_at: AT, reason: '', audience: 'all', version: 1, ...more,
  };
}

export function aSub(more: Partial<Sub> = {}): Sub {
  return {
    id: 'city', name: 'City', home: true, stage: 'collect', stages: [{ stage: 'collect', since: AT }], owner: null, joined_at: AT, acknowledged_at: null,
    dispatched_at: null, closed_at: null, closed: false, close_reason: '', close_masked: false, tasks_open: 0, tasks_done: 0, ...more,
  };
}

export function anIncident(more: Partial<Incident> = {}): Incident {
  const timer = { goal_s: 60, started_at: AT, stopped_at: null, over: false, over_s: 0 };
  return {
    id: 'i', number: 'I-1', title_masked: false, title: 'Crowd at the square', stage: 'collect', severity: 'high', agencies: [aSub()], home: AGENCY, own: true, partner: null,
    owner: null, place: { name: 'Square', latitude: 60.17, longitude: 24.94, area: [] }, opened_at: AT, closed_at: null, alerts: 1, tasks_open: 0,
    timers: { acknowledge: timer, dispatch: timer, close: timer }, sentence: '', unread: 0, merged_into: null, split_from: null, updated_at: AT, version: 1, ...more,
  };
}

/* An alert for tests: only what a test names differs from an ordinary one. */

import type { Alert } from './types';

export function anAlert(change: Partial<Alert> = {}): Alert {
  return {
    id: 'alr_1',
    number: 'A-1',
    tool: 'anomaly',
    tool_name: 'Urban Anomaly Detector',
    kind: 'crowd.surge',
    kind_title: 'Crowd surge',
    icon: 'people',
    subject: 'ped-1',
    severity: 'medium',
    confidence: 0.9,
    state: 'new',
    title: 'Rautatientori',
    why: 'Rautatientori: 3.1 times as many people as on a Friday at 17:30.',
    where: { name: 'Rautatientori', latitude: 60.1713, longitude: 24.9441, area: [] },
    clock: 'live',
    window_start: '2026-11-20T15:25:00Z',
    window_end: '2026-11-20T15:30:00Z',
    over: false,
    created_at: '2026-11-20T15:30:00Z',
    updated_at: '2026-11-20T15:30:00Z',
    revision: 0,
    version: 1,
    owner: null,
    acknowledged_at: null,
    verdict: null,
    track_record: null,
    goal_s: 600,
    seen_by: [],
    group: null,
    held: null,
    joined: 0,
    joined_reason: null,
    raised_reason: null,
    incident: null,
    ...change,
  };
}

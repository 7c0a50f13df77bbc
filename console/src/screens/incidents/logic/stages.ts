/* How long each stage took, and which agencies have come how far. */

import { STAGES, type Incident, type Stage, type Sub } from '../types';

export interface StageSpan {
  stage: Stage;
  state: 'past' | 'now' | 'next';
  /** When it began, ms; null where it was passed over or lies ahead. */
  since: number | null;
  /** How long it took, or has taken so far; null where it was passed over or lies ahead. */
  ms: number | null;
}

/** The four stages of one agency's part, with the time spent in each (a stage entered twice counts both times). */
export function spansOf(sub: Sub | undefined, now: number): StageSpan[] {
  const place = sub ? STAGES.indexOf(sub.stage) : 0;
  const end = sub?.closed_at ? Date.parse(sub.closed_at) : now;
  const spent = new Map<Stage, number>();
  const began = new Map<Stage, number>();
  sub?.stages.forEach((each, at) => {
    const from = Date.parse(each.since);
    const next = sub.stages[at + 1];
    const to = next ? Date.parse(next.since) : end;
    spent.set(each.stage, (spent.get(each.stage) ?? 0) + Math.max(0, to - from));
    began.set(each.stage, from);
  });
  return STAGES.map((stage, at) => ({
    stage,
    state: at < place ? 'past' : at === place ? 'now' : 'next',
    since: at <= place ? (began.get(stage) ?? null) : null,
    ms: at <= place ? (spent.get(stage) ?? null) : null,
  }));
}

/** The stage after this one; null after the last. */
export function stageAfter(stage: Stage): Stage | null {
  return STAGES[STAGES.indexOf(stage) + 1] ?? null;
}

/** One's own part of the incident; the home's where one's agency has none. */
export function ownSub(incident: Incident, agency: string | undefined): Sub | undefined {
  return incident.agencies.find((each) => each.id === agency) ?? incident.agencies.find((each) => each.home);
}

import { expect, it } from 'vitest';
import { anIncident } from './anIncident';
import { lateOf, nextOf } from './late';

const AT = '2026-11-20T15:45:00.000Z';
const timer = (goal_s: number | null, stopped_at: string | null = null) => ({ goal_s, started_at: AT, stopped_at, over: false, over_s: 0 });
const incident = (acknowledge: number | null, dispatch: number | null, stopped: string | null = null) =>
  anIncident({ timers: { acknowledge: timer(acknowledge, stopped), dispatch: timer(dispatch), close: timer(null) } });
const now = (seconds: number) => Date.parse(AT) + seconds * 1000;

it('names the goal that is past by most', () => {
  expect(lateOf(incident(60, 180), now(200))).toEqual({ goal: 'acknowledge', ms: 140_000 });
  expect(lateOf(incident(60, 180, AT), now(200))).toEqual({ goal: 'dispatch', ms: 20_000 });
  expect(lateOf(incident(60, 180), now(30))).toBeNull();
});

it('names the goal that comes next', () => {
  expect(nextOf(incident(60, 180), now(30))).toEqual({ goal: 'acknowledge', left: 30_000 });
  expect(nextOf(incident(60, 180), now(70))).toEqual({ goal: 'dispatch', left: 110_000 });
  expect(nextOf(incident(null, null), now(0))).toBeNull();
});

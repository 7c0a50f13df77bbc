import { describe, expect, it } from 'vitest';
import { SensorStore } from '../logic/sensors';
import { BINS, countersOf, fewAtATime, MOST_COUNTERS, SPAN_MS, summed, thinned } from './people';
import { stepped, STEP_MS } from './Strip';

const END = 1_800_000_000_000;
const answer = (value: number | null) => ({
  unit: '1/min',
  time: Array.from({ length: BINS }, (_, bin) => END - SPAN_MS + ((bin + 0.5) / BINS) * SPAN_MS),
  value: Array.from({ length: BINS }, () => value),
  low: [],
  high: [],
  expected: null,
});

describe('people over three hours', () => {
  it('sums the counters', () => {
    expect(summed([answer(2), answer(3)], END).every((value) => value === 5)).toBe(true);
  });
  it('scales a sample up to the city, and counts a silent counter as an ordinary one', () => {
    expect(summed([answer(2), answer(4), answer(null)], END, 10)[40]).toBe(90);
  });
  it('is empty where nobody counted', () => {
    expect(summed([], END).every((value) => value === null)).toBe(true);
  });
  it('asks a large city for a sample only', () => {
    const store = new SensorStore();
    const ids = Array.from({ length: 1000 }, (_, at) => `p${at}`);
    const all = <T>(value: T) => ids.map(() => value);
    store.load({
      version: '1', ids, names: ids, kinds: all('people'), units: all(''), latitudes: all(60), longitudes: all(25), areas: all(null), bearings: all(null),
      reaches: all(null), sources: all('s'), values: all(1), times: all(1), states: all('fresh'), since: all(null),
    });
    const { ids: asked, share } = countersOf(store);
    expect([asked.length, new Set(asked).size, share]).toEqual([MOST_COUNTERS, MOST_COUNTERS, 25]);
  });
  it('runs few requests at once and goes on after one fails', async () => {
    let running = 0;
    let most = 0;
    const job = (at: number) => async () => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
      if (at === 3) throw new Error('no answer');
      return at;
    };
    expect(await fewAtATime([0, 1, 2, 3, 4, 5].map(job), 2)).toEqual([0, 1, 2, null, 4, 5]);
    expect(most).toBe(2);
  });
});

describe('looking back', () => {
  it('goes five minutes at a time, not beyond three hours, and is live again at the end', () => {
    expect(stepped(null, -STEP_MS, END)).toBe(END - STEP_MS);
    expect(stepped(END - STEP_MS, STEP_MS, END)).toBeNull();
    expect(stepped(END - SPAN_MS, -STEP_MS, END)).toBe(END - SPAN_MS);
  });
});

describe('alerts on the strip', () => {
  it('keeps the worst of those that would cover one another, and draws it last', () => {
    const marks = [
      { id: 'a', severity: 'low' as const, at: 10 },
      { id: 'b', severity: 'critical' as const, at: 12 },
      { id: 'c', severity: 'medium' as const, at: 150 },
      { id: 'd', severity: 'medium' as const, at: 160 },
    ];
    expect(thinned(marks, 0, 100).map((mark) => mark.id)).toEqual(['d', 'b']);
  });
});

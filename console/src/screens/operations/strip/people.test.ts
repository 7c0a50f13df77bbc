import { describe, expect, it } from 'vitest';
import { SensorStore } from '../logic/sensors';
import { countersOf, SPAN_MS, thinned } from './people';
import { stepped, STEP_MS } from './Strip';

const END = 1_800_000_000_000;

describe('people over three hours', () => {
  it('counts the counters', () => {
    const store = new SensorStore();
    expect(countersOf(store)).toBe(0);
    const all = <T>(value: T) => [value, value, value];
    store.load({
      version: '1', ids: ['a', 'b', 'c'], names: all(''), kinds: ['people', 'noise', 'people'], units: all(''), latitudes: all(60), longitudes: all(25),
      areas: all(null), bearings: all(null), reaches: all(null), sources: all('s'), values: all(1), times: all(1), states: all('fresh'), since: all(null),
    });
    expect(countersOf(store)).toBe(2);
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

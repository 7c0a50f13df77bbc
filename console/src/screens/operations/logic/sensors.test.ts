import { describe, expect, it } from 'vitest';
import { SensorStore } from './sensors';
import type { SensorColumns } from './types';

function columns(): SensorColumns {
  return {
    version: 'v1',
    ids: ['a', 'b', 'c'],
    names: ['A', 'B', 'C'],
    kinds: ['people', 'camera', 'air'],
    units: ['1/min', '', 'µg/m³'],
    latitudes: [60.1, 60.2, null],
    longitudes: [24.9, 25.0, null],
    areas: ['x', null, null],
    bearings: [null, 90, null],
    reaches: [null, 40, null],
    sources: ['s', 's', 's'],
    values: [1, null, 3],
    times: [1000, null, 1000],
    states: ['fresh', 'unknown', 'unknown'],
    since: [null, null, null],
  };
}

describe('the store of sensors', () => {
  it('takes newer readings and passes over older ones', () => {
    const store = new SensorStore();
    store.load(columns());
    store.applyValues({ ids: ['a', 'c', 'nobody'], values: [9, 9, 9], times: [2000, 500, 2000] });
    expect([store.byId('a')?.value, store.byId('c')?.value]).toEqual([9, 3]);
  });

  it('counts values and states apart, so that the map draws only what changed', () => {
    const store = new SensorStore();
    store.load(columns());
    const before = { ...store.versions };
    store.applyValues({ ids: ['a'], values: [2], times: [3000] });
    expect(store.versions).toEqual({ ...before, values: before.values + 1 });
    store.applyHealth([{ sensor: 'a', state: 'blind', since: '2026-11-20T15:31:00Z', reason: null }]);
    expect(store.versions.states).toBe(before.states + 1);
    expect(store.byId('a')).toMatchObject({ state: 'blind', since: Date.parse('2026-11-20T15:31:00Z') });
  });

  it('knows who does not see, and draws an unjudged sensor that was heard as one that sees', () => {
    const store = new SensorStore();
    store.load(columns());
    expect([0, 1, 2].map((at) => store.drawnState(at))).toEqual(['fresh', 'unknown', 'fresh']);
    expect(store.unseen(0)).toBe(false);
    store.applyHealth([{ sensor: 'a', state: 'late', since: null, reason: null }]);
    expect(store.unseen(0)).toBe(true);
  });

  it('finds sensors by place, and never one without a place', () => {
    const store = new SensorStore();
    store.load(columns());
    expect(store.grid.within({ west: 20, south: 50, east: 30, north: 70 }).sort()).toEqual([0, 1]);
    expect(store.grid.nearest(24.9001, 60.1001, 0.01, 0.01)).toBe(0);
    expect(store.grid.nearest(24.95, 60.15, 0.01, 0.01)).toBe(-1);
  });
});

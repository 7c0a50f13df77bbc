import { describe, expect, it } from 'vitest';
import { bandPath, linePath, nearestIndex, rangeOf, timeTicks } from './scale';
import { layers } from './layers';
import { fit, scaleBar } from './ground';
import { pieces } from './text';

describe('the range of a chart', () => {
  it('begins counts at nought and leaves levels where they are', () => {
    expect(rangeOf([3, 90])[0]).toBe(0);
    expect(rangeOf([50, 58])[0]).toBeGreaterThan(40);
  });
  it('survives nothing, gaps and a flat line', () => {
    expect(rangeOf([])).toEqual([0, 1]);
    expect(rangeOf([null, undefined, Number.NaN])).toEqual([0, 1]);
    const [low, high] = rangeOf([7, 7]);
    expect(high).toBeGreaterThan(low);
  });
});

describe('lines and bands', () => {
  const at = (x: number) => ({ x, y: x });
  it('break at a gap instead of bridging it', () => {
    expect(linePath([at(0), at(1), null, at(3), at(4)]).match(/M/g)).toHaveLength(2);
    expect(linePath([null, at(3), null])).toBe('M3.0 3.0h.1');
  });
  it('close a band for each run where both edges are known', () => {
    expect(bandPath([at(0), at(1), null, at(3), at(4)], [at(0), at(1), at(2), at(3), at(4)]).match(/Z/g)).toHaveLength(2);
    expect(bandPath([], [])).toBe('');
  });
});

describe('times on an axis', () => {
  const HOUR = 3_600_000;
  it('are round as the wall clock reads', () => {
    const from = Date.parse('2026-11-20T13:07:00Z');
    expect(timeTicks(from, from + 3 * HOUR, 4, 2 * HOUR).every((when) => (when + 2 * HOUR) % HOUR === 0)).toBe(true);
    expect(timeTicks(from, from + 3 * HOUR, 4, 5.5 * HOUR).every((when) => (when + 5.5 * HOUR) % HOUR === 0)).toBe(true);
  });
  it('find the nearest reading', () => {
    expect([nearestIndex([10, 20, 30], 14), nearestIndex([10, 20, 30], 16), nearestIndex([10], 99), nearestIndex([], 5)]).toEqual([0, 1, 0, -1]);
  });
});

describe('small drawings', () => {
  it('lay a graph out from its start, also when it runs in a ring', () => {
    const graph = { type: 'graph' as const, title: '', nodes: [{ id: 'a' }, { id: 'b' }, { id: 'c' }], edges: [{ from: 'a', to: 'b' }, { source: 'b', target: 'c' }, { from: 'c', to: 'a' }], path: [0] };
    const drawn = layers(graph, 300, 100);
    expect(drawn.nodes).toHaveLength(3);
    for (const node of drawn.nodes) expect(node.x).toBeLessThanOrEqual(300);
  });
  it('keep metres equal in both directions', () => {
    const ground = fit([[24.94, 60.17], [24.95, 60.18]], 400, 200);
    const wide = Math.abs(ground.x(24.941) - ground.x(24.94)) / Math.cos((60.175 * Math.PI) / 180);
    expect(wide).toBeCloseTo(Math.abs(ground.y(60.171) - ground.y(60.17)), 6);
    expect(scaleBar(ground).pixels).toBeLessThanOrEqual(70);
  });
  it('mark the finding and what is masked in a text', () => {
    expect(pieces('from ███ **failed x 61** in')).toEqual([
      { text: 'from ', kind: 'plain' },
      { text: '███', kind: 'masked' },
      { text: ' ', kind: 'plain' },
      { text: 'failed x 61', kind: 'finding' },
      { text: ' in', kind: 'plain' },
    ]);
  });
});

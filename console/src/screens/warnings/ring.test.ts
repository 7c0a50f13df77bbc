import { describe, expect, it } from 'vitest';
import { around, boundsOf, closed, opened } from './ring';
import type { Ring } from './types';

const SQUARE: Ring = [[24, 60], [25, 60], [25, 61], [24, 61]];

describe('rings', () => {
  it('opens and closes', () => {
    expect(closed(SQUARE)).toHaveLength(5);
    expect(opened(closed(SQUARE))).toEqual(SQUARE);
    expect(closed(SQUARE.slice(0, 2))).toEqual([]);
    expect(opened([])).toEqual([]);
  });

  it('is round around its middle', () => {
    const ring = around([24.95, 60.17], 1);
    expect(ring).toHaveLength(24);
    for (const [longitude, latitude] of ring) {
      const x = (longitude - 24.95) * 111.32 * Math.cos((60.17 * Math.PI) / 180);
      expect(Math.hypot(x, (latitude - 60.17) * 111.32)).toBeCloseTo(1, 3);
    }
  });

  it('has bounds', () => {
    expect(boundsOf(SQUARE)).toEqual([[24, 60], [25, 61]]);
    expect(boundsOf([])).toBeNull();
  });
});

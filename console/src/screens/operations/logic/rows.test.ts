import { describe, expect, it } from 'vitest';
import { anchorAt, GROUP_HEIGHT, layOut, newAbove, ROW_HEIGHT, shiftOf, visible } from './rows';

const none = { id: null, height: 0 };

describe('the rows of the queue', () => {
  it('lays fixed heights out by density and room', () => {
    const layout = layOut({ needs: ['a', 'b'], hand: ['c'] }, 'compact', 1.5, none);
    expect(layout.items.map((item) => item.top)).toEqual([0, 54, 138, 222, 276]);
    expect(layout.height).toBe((2 * GROUP_HEIGHT + 3 * ROW_HEIGHT.compact) * 1.5);
  });

  it('gives the chosen row the height its sentence needs', () => {
    const layout = layOut({ needs: ['a', 'b'], hand: [] }, 'comfortable', 1, { id: 'a', height: 130 });
    expect(layout.items.map((item) => item.height)).toEqual([GROUP_HEIGHT, 130, ROW_HEIGHT.comfortable]);
  });

  it('has no heading for an empty group', () => {
    expect(layOut({ needs: [], hand: ['c'] }, 'line', 1, none).items.map((item) => item.key)).toEqual(['hand', 'c']);
  });

  it('draws few of ten thousand rows, whatever the place', () => {
    const ids = Array.from({ length: 10_000 }, (_, at) => `a${at}`);
    const layout = layOut({ needs: ids, hand: [] }, 'comfortable', 1, none);
    for (const top of [0, 5000, 480_000, layout.height]) {
      const items = visible(layout, top, top + 800);
      expect(items.length).toBeLessThan(22);
      for (const item of items) expect(item.top).toBeLessThan(top + 1300);
    }
  });

  it('keeps the row under the eye in place when others come above it', () => {
    const before = layOut({ needs: ['a', 'b', 'c'], hand: [] }, 'comfortable', 1, none);
    const anchor = anchorAt(before, 140);
    expect(anchor?.key).toBe('b');
    const after = layOut({ needs: ['new', 'a', 'b', 'c'], hand: [] }, 'comfortable', 1, none);
    expect(shiftOf(anchor, after)).toBe(ROW_HEIGHT.comfortable);
    expect(newAbove(new Set(['a', 'b', 'c']), after, 140 + 96)).toEqual(['new']);
    expect(newAbove(new Set(['a', 'b', 'c']), after, 0)).toEqual([]);
  });

  it('does not move for a row that is gone', () => {
    expect(shiftOf({ key: 'gone', top: 50 }, layOut({ needs: ['a'], hand: [] }, 'line', 1, none))).toBe(0);
    expect(shiftOf(null, layOut({ needs: ['a'], hand: [] }, 'line', 1, none))).toBe(0);
  });
});

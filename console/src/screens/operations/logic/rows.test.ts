import { describe, expect, it } from 'vitest';
import { anchorAt, GROUP_HEIGHT, itemAt, layOut, newAbove, ROW_HEIGHT, rowOf, shiftOf, visible, type Item, type Layout } from './rows';

const none = { id: null, height: 0 };

function all(layout: Layout): Item[] {
  return Array.from({ length: layout.count }, (_, at) => itemAt(layout, at));
}

describe('the rows of the queue', () => {
  it('lays fixed heights out by density and room', () => {
    const layout = layOut({ needs: ['a', 'b'], hand: ['c'] }, 'compact', 1.5, none);
    expect(all(layout).map((item) => item.top)).toEqual([0, 54, 138, 222, 276]);
    expect(layout.height).toBe((2 * GROUP_HEIGHT + 3 * ROW_HEIGHT.compact) * 1.5);
  });

  it('gives the chosen row the height its sentence needs', () => {
    const layout = layOut({ needs: ['a', 'b'], hand: [] }, 'comfortable', 1, { id: 'a', height: 130 });
    expect(all(layout).map((item) => item.height)).toEqual([GROUP_HEIGHT, 130, ROW_HEIGHT.comfortable]);
  });

  it('has no heading for an empty group', () => {
    expect(all(layOut({ needs: [], hand: ['c'] }, 'line', 1, none)).map((item) => item.key)).toEqual(['hand', 'c']);
  });

  it.each([
    { needs: ['a', 'b'], hand: ['c', 'd'] },
    { needs: [], hand: ['c', 'd'] },
    { needs: ['a', 'b', 'c', 'd'], hand: [] },
    { needs: [], hand: [] },
  ])('has no gap and no overlap, and finds each row where it stands', (order) => {
    for (const id of [null, 'a', 'c', 'd', 'gone']) {
      const layout = layOut(order, 'comfortable', 1, { id, height: 131 });
      let below = 0;
      for (const [at, item] of all(layout).entries()) {
        expect(item.top).toBe(below);
        below += item.height;
        if (item.type === 'row') expect(rowOf(layout, item.id)).toEqual(item);
        expect(itemAt(layout, at)).toEqual(item);
      }
      expect(layout.height).toBe(below);
      expect(rowOf(layout, 'gone')).toBeNull();
    }
  });

  it('names what is new above in either group', () => {
    const layout = layOut({ needs: ['a', 'b'], hand: ['c', 'd'] }, 'comfortable', 1, none);
    const below = layout.height - ROW_HEIGHT.comfortable;
    expect(newAbove(new Set(['b', 'd']), layout, below)).toEqual(['a', 'c']);
    expect(newAbove(new Set(['b', 'd']), layout, layout.height)).toEqual(['a', 'c']);
    expect(newAbove(new Set(), layout, GROUP_HEIGHT)).toEqual([]);
    expect(newAbove(new Set(), layOut({ needs: [], hand: ['c'] }, 'line', 1, none), 1000)).toEqual(['c']);
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

import { describe, expect, it } from 'vitest';
import { cluster, hexagons, mercator, unmercator, type Pin } from './bins';
import { Grid } from './grid';

const pin = (id: string, longitude: number, severity: Pin['severity']): Pin => ({ id, longitude, latitude: 60.17, severity });

describe('alerts that stand on one another', () => {
  it('merges low and medium ones under the worst of them', () => {
    const [one] = cluster([pin('a', 24.94, 'low'), pin('b', 24.94001, 'medium'), pin('c', 24.94, 'low')], 14);
    expect(one).toMatchObject({ count: 3, severity: 'medium', id: 'b' });
    expect(one?.ids).toEqual(['a', 'b', 'c']);
  });
  it('never merges critical and high ones, nor the chosen one', () => {
    const pins = [pin('a', 24.94, 'high'), pin('b', 24.94, 'high'), pin('c', 24.94, 'critical'), pin('d', 24.94, 'low'), pin('e', 24.94, 'low')];
    expect(cluster(pins, 14, 26, 'd').map((one) => one.count)).toEqual([1, 1, 1, 1, 1]);
  });
  it('draws the worst last', () => {
    expect(cluster([pin('a', 24.94, 'critical'), pin('b', 24.99, 'low')], 14).map((one) => one.id)).toEqual(['b', 'a']);
  });
});

describe('hexagons', () => {
  it('count every sensor once and who does not see', () => {
    const places = new Float64Array(2000).map((_, at) => (at % 2 ? 60.16 + (at % 97) / 4000 : 24.93 + (at % 89) / 4000));
    const bins = hexagons(places, (at) => at % 10 === 0, 22 / (512 * 2 ** 12));
    expect(bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(1000);
    expect(bins.reduce((sum, bin) => sum + bin.unseen, 0)).toBe(100);
  });
  it('leave out sensors without a place', () => {
    expect(hexagons(new Float64Array([Number.NaN, Number.NaN]), () => true, 1e-4)).toEqual([]);
  });
});

describe('mercator', () => {
  it('comes back to where it began', () => {
    const [longitude, latitude] = unmercator(...mercator(24.9441, 60.1713));
    expect(longitude).toBeCloseTo(24.9441, 9);
    expect(latitude).toBeCloseTo(60.1713, 9);
  });
});

describe('the grid of 100,000 sensors', () => {
  it('answers as a plain search does', () => {
    const count = 5000;
    const places = new Float64Array(count * 2).map((_, at) => (at % 2 ? 60 + ((at * 7919) % 1000) / 9000 : 24 + ((at * 104_729) % 1000) / 9000));
    const grid = new Grid(places);
    const box = { west: 24.02, south: 60.03, east: 24.06, north: 60.05 };
    const plain: number[] = [];
    for (let at = 0; at < count; at += 1) {
      const [x, y] = [places[at * 2]!, places[at * 2 + 1]!];
      if (x >= box.west && x <= box.east && y >= box.south && y <= box.north) plain.push(at);
    }
    expect(grid.within(box).sort((a, b) => a - b)).toEqual(plain);
    expect(plain.length).toBeGreaterThan(10);
    expect(grid.within(box, 5)).toHaveLength(5);
  });
});

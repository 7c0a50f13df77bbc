import { describe, expect, it } from 'vitest';
import { boundsOf, featuresOf } from './places';

const camera = { name: 'North gate', area: 'Square', latitude: 60.1, longitude: 24.9 };
const place = { area: 'Square', kind: 'air', kind_name: 'air sensors', count: 1, latitude: 60.2, longitude: 24.8 };

describe('the map of the register', () => {
  it('has each camera, and the other sensors of a place as one point, weighted by how many they are', () => {
    const { features } = featuresOf({ cameras: [camera], places: [place, { ...place, kind: 'noise', count: 3, latitude: 60.6 }, { ...place, kind: 'camera', count: 9 }] });
    expect(features.map((one) => one.properties)).toEqual([{ what: 'sensors', count: 4, name: 'Square' }, { what: 'camera', name: 'North gate' }]);
    expect(features[0]?.geometry.coordinates[1]).toBeCloseTo(60.5);
  });

  it('leaves out what has no place', () => {
    const data = featuresOf({ cameras: [{ ...camera, latitude: null }], places: [{ ...place, longitude: null }] });
    expect(data.features).toEqual([]);
    expect(boundsOf(data)).toBeNull();
    expect(boundsOf(featuresOf({ cameras: [camera], places: [place] }))).toEqual([24.8, 60.1, 24.9, 60.2]);
  });
});

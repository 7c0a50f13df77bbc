import type { RegisterOut } from '../../api/generated';

/** What the map needs of the register. */
export type Placed = Pick<RegisterOut, 'cameras' | 'places'>;

function point(longitude: number, latitude: number, properties: Record<string, unknown>): GeoJSON.Feature<GeoJSON.Point> {
  return { type: 'Feature', geometry: { type: 'Point', coordinates: [longitude, latitude] }, properties };
}

/** Each camera, and the other sensors of an area as one point in its middle. What has no place is only in the tables. */
export function featuresOf(register: Placed): GeoJSON.FeatureCollection<GeoJSON.Point> {
  const cameras = register.cameras.flatMap((one) => (one.longitude === null || one.latitude === null ? [] : [point(one.longitude, one.latitude, { what: 'camera', name: one.name })]));
  const areas = new Map<string, { count: number; east: number; north: number; named: string }>();
  for (const one of register.places) {
    if (one.kind === 'camera' || one.longitude === null || one.latitude === null) continue;
    const known = areas.get(one.area) ?? { count: 0, east: 0, north: 0, named: one.area };
    areas.set(one.area, { ...known, count: known.count + one.count, east: known.east + one.longitude * one.count, north: known.north + one.latitude * one.count });
  }
  const sensors = [...areas.values()].filter((one) => one.count > 0).map((one) => point(one.east / one.count, one.north / one.count, { what: 'sensors', count: one.count, name: one.named }));
  return { type: 'FeatureCollection', features: [...sensors, ...cameras] };
}

/** West, south, east, north of what stands on the map; null where nothing does. */
export function boundsOf(data: GeoJSON.FeatureCollection<GeoJSON.Point>): [number, number, number, number] | null {
  const at = data.features.map((one) => one.geometry.coordinates as [number, number]);
  if (!at.length) return null;
  const east = at.map((one) => one[0]);
  const north = at.map((one) => one[1]);
  return [Math.min(...east), Math.min(...north), Math.max(...east), Math.max(...north)];
}

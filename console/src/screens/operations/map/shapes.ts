/* Geometry for the map: fields of view, flows with their heads, rings. */

import type { AreaFlow } from '../../../evidence/types';
import type { Severity } from '../logic/types';

const METRES = 111_320;

/** The point `metres` away from a place in the direction `bearing` (degrees from north). */
export function away(longitude: number, latitude: number, bearing: number, metres: number): [number, number] {
  const angle = (bearing * Math.PI) / 180;
  const dLatitude = (Math.cos(angle) * metres) / METRES;
  const dLongitude = (Math.sin(angle) * metres) / (METRES * Math.cos((latitude * Math.PI) / 180));
  return [longitude + dLongitude, latitude + dLatitude];
}

/** A camera's field of view as a polygon, 52 degrees wide. */
export function fieldOfView(
  longitude: number,
  latitude: number,
  bearing: number,
  reach: number,
  blind: boolean,
): GeoJSON.Feature {
  const ring: [number, number][] = [[longitude, latitude]];
  for (let turn = -26; turn <= 26; turn += 4) ring.push(away(longitude, latitude, bearing + turn, reach));
  ring.push([longitude, latitude]);
  return { type: 'Feature', properties: { blind }, geometry: { type: 'Polygon', coordinates: [ring] } };
}

export function ringFeature(ring: readonly [number, number][], severity: Severity, id: string): GeoJSON.Feature {
  const closed = [...ring];
  const [first, last] = [ring[0], ring[ring.length - 1]];
  if (first && last && (first[0] !== last[0] || first[1] !== last[1])) closed.push(first);
  return { type: 'Feature', properties: { severity, id }, geometry: { type: 'Polygon', coordinates: [closed] } };
}

/** A bend through the middle point where a path has three points; else the path itself. */
export function smooth(path: readonly [number, number][]): [number, number][] {
  if (path.length !== 3) return [...path];
  const [a, b, c] = path as [[number, number], [number, number], [number, number]];
  const points: [number, number][] = [];
  for (let step = 0; step <= 20; step += 1) {
    const t = step / 20;
    const mix = (i: 0 | 1) => (1 - t) ** 2 * a[i] + 2 * t * (1 - t) * b[i] + t * t * c[i];
    points.push([mix(0), mix(1)]);
  }
  return points;
}

function bearingOf(from: [number, number], to: [number, number]): number {
  const x = (to[0] - from[0]) * Math.cos((from[1] * Math.PI) / 180);
  return (Math.atan2(x, to[1] - from[1]) * 180) / Math.PI;
}

/** Size of a figure such as "+610", for the width of its arrow. */
export function sizeOfFigure(figure: string): number {
  const digits = figure.replaceAll(/[^\d]/g, '');
  return digits ? Number(digits) : 0;
}

/** Lines, heads and figures of the flows; the largest is 5 pixels wide, the smallest 2. */
export function flowFeatures(flows: readonly AreaFlow[]): GeoJSON.Feature[] {
  const most = Math.max(1, ...flows.map((flow) => sizeOfFigure(flow.figure)));
  return flows.flatMap((flow) => {
    const path = smooth(flow.path);
    const [end, before, middle] = [path.at(-1), path.at(-2), path[Math.floor(path.length / 2)]];
    if (!end || !before || !middle) return [];
    const share = sizeOfFigure(flow.figure) / most;
    const width = 2 + 3 * share;
    return [
      { type: 'Feature', properties: { part: 'line', width }, geometry: { type: 'LineString', coordinates: path } },
      {
        type: 'Feature',
        properties: { part: 'head', bearing: bearingOf(before, end), size: 0.5 + 0.35 * share },
        geometry: { type: 'Point', coordinates: end },
      },
      {
        type: 'Feature',
        properties: { part: 'figure', figure: flow.figure },
        geometry: { type: 'Point', coordinates: middle },
      },
    ] satisfies GeoJSON.Feature[];
  });
}

import type { Ring } from './types';

const KM_PER_DEGREE = 111.32;

/** A ring without its last point where that repeats the first: what is drawn on. */
export function opened(ring: Ring): Ring {
  const [first, last] = [ring[0], ring[ring.length - 1]];
  return ring.length > 1 && first && last && first[0] === last[0] && first[1] === last[1] ? ring.slice(0, -1) : ring;
}

/** The same closed, as GeoJSON wants it; fewer than three points enclose nothing. */
export function closed(ring: Ring): Ring {
  const open = opened(ring);
  const first = open[0];
  return open.length >= 3 && first ? [...open, first] : [];
}

/** A round area as a ring of 24 points: `centre` is (longitude, latitude), the radius in kilometres. */
export function around(centre: [number, number], radius: number): Ring {
  const [longitude, latitude] = centre;
  const wide = Math.max(0.01, Math.cos((latitude * Math.PI) / 180));
  return Array.from({ length: 24 }, (_, step): [number, number] => {
    const angle = (2 * Math.PI * step) / 24;
    return [round(longitude + (radius * Math.sin(angle)) / (KM_PER_DEGREE * wide)), round(latitude + (radius * Math.cos(angle)) / KM_PER_DEGREE)];
  });
}

/** South-west and north-east of a ring; null where it has no points. */
export function boundsOf(ring: Ring): [[number, number], [number, number]] | null {
  if (ring.length === 0) return null;
  const [xs, ys] = [ring.map((point) => point[0]), ring.map((point) => point[1])];
  return [[Math.min(...xs), Math.min(...ys)], [Math.max(...xs), Math.max(...ys)]];
}

/** Six decimals: a tenth of a metre. */
export function round(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}

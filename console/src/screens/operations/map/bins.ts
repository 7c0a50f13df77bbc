/* Sensors gathered into hexagons for the far view, and alerts that stand on one another. */

import { rank } from '../logic/order';
import type { Severity } from '../logic/types';

/** Mercator units, 0 to 1 across the world. */
export function mercator(longitude: number, latitude: number): [number, number] {
  const sine = Math.sin((latitude * Math.PI) / 180);
  return [longitude / 360 + 0.5, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)];
}

export function unmercator(x: number, y: number): [number, number] {
  return [(x - 0.5) * 360, (Math.atan(Math.exp((0.5 - y) * 2 * Math.PI)) * 360) / Math.PI - 90];
}

export interface Bin {
  longitude: number;
  latitude: number;
  count: number;
  unseen: number;
}

/** Pointy-topped hexagons of `radius` (mercator units) with how many sensors they hold and how many do not see. */
export function hexagons(positions: Float64Array, unseen: (index: number) => boolean, radius: number): Bin[] {
  const bins = new Map<string, Bin>();
  const dx = radius * Math.sqrt(3);
  const dy = radius * 1.5;
  for (let at = 0; at < positions.length / 2; at += 1) {
    const [longitude, latitude] = [positions[at * 2]!, positions[at * 2 + 1]!];
    if (!Number.isFinite(longitude) || !Number.isFinite(latitude)) continue;
    const [x, y] = mercator(longitude, latitude);
    let row = Math.round(y / dy);
    let column = Math.round(x / dx - (row & 1) / 2);
    const offset = y / dy - row;
    if (Math.abs(offset) * 3 > 1) {
      // Near the slanted edge the neighbour above or below may be the nearer one.
      const other = row + Math.sign(offset);
      const otherColumn = Math.round(x / dx - (other & 1) / 2);
      const distance = (c: number, r: number) => (x - (c + (r & 1) / 2) * dx) ** 2 + (y - r * dy) ** 2;
      if (distance(otherColumn, other) < distance(column, row)) [row, column] = [other, otherColumn];
    }
    const key = `${column}:${row}`;
    let bin = bins.get(key);
    if (!bin) {
      const [binLongitude, binLatitude] = unmercator((column + (row & 1) / 2) * dx, row * dy);
      bin = { longitude: binLongitude, latitude: binLatitude, count: 0, unseen: 0 };
      bins.set(key, bin);
    }
    bin.count += 1;
    if (unseen(at)) bin.unseen += 1;
  }
  return [...bins.values()];
}

export interface Pin {
  id: string;
  longitude: number;
  latitude: number;
  severity: Severity;
}

export interface Cluster extends Pin {
  /** How many alerts it stands for. */
  count: number;
  ids: string[];
}

/** Merge low and medium alerts within `pixels` of one another at `zoom`; critical and high always stand alone. */
export function cluster(pins: readonly Pin[], zoom: number, pixels = 26, keep: string | null = null): Cluster[] {
  const size = pixels / (512 * 2 ** zoom);
  const merged = new Map<string, Cluster>();
  const alone: Cluster[] = [];
  for (const pin of pins) {
    if (rank(pin.severity) >= rank('high') || pin.id === keep) {
      alone.push({ ...pin, count: 1, ids: [pin.id] });
      continue;
    }
    const [x, y] = mercator(pin.longitude, pin.latitude);
    const key = `${Math.floor(x / size)}:${Math.floor(y / size)}`;
    const found = merged.get(key);
    if (!found) {
      merged.set(key, { ...pin, count: 1, ids: [pin.id] });
      continue;
    }
    found.count += 1;
    found.ids.push(pin.id);
    if (rank(pin.severity) > rank(found.severity)) Object.assign(found, { ...pin, count: found.count, ids: found.ids });
  }
  // The worst is drawn last, so that nothing milder covers it.
  return [...merged.values(), ...alone].sort((a, b) => rank(a.severity) - rank(b.severity));
}

/* Where people are at a time, from the counts that the tool sends slice by slice. */

import { inflate, type Place } from './place';
import type { PackedFrames, PlanName } from './types';

/** Counts of one plan: `count(time)` fills people on each of `arcs`. */
export interface Frames {
  arcs: number[];
  sliceS: number;
  slices: number;
  counts: Uint16Array;
  /** Square metres of each arc. */
  area: Float64Array;
}

/** Opens one plan's counts on streets of such widths; null where the tool sent none. */
export async function openFrames(packed: PackedFrames | null, name: PlanName, place: Place, width: Float64Array = place.width): Promise<Frames | null> {
  const said = packed?.plans[name];
  if (!packed || !said) return null;
  const bytes = await inflate(said);
  const counts = new Uint16Array(bytes.buffer, 0, Math.floor(bytes.byteLength / 2));
  const area = Float64Array.from(packed.arcs, (arc) => Math.max(1, (place.length[arc] ?? 1) * (width[arc] ?? 1)));
  return { arcs: packed.arcs, sliceS: packed.slice_s, slices: packed.slices, counts, area };
}

/** People on each arc at a time, between two slices by proportion. */
export function countsAt(frames: Frames, seconds: number): Float32Array {
  const many = frames.arcs.length;
  const made = new Float32Array(many);
  const at = Math.max(0, Math.min(frames.slices - 1, seconds / frames.sliceS));
  const [before, share] = [Math.floor(at), at - Math.floor(at)];
  const after = Math.min(frames.slices - 1, before + 1);
  for (let arc = 0; arc < many; arc += 1) {
    const [one, other] = [frames.counts[before * many + arc] ?? 0, frames.counts[after * many + arc] ?? 0];
    made[arc] = one + (other - one) * share;
  }
  return made;
}

/** Persons per square metre at the worst of all slices, for each arc. */
export function worst(frames: Frames): Float32Array {
  const many = frames.arcs.length;
  const made = new Float32Array(many);
  for (let at = 0; at < frames.counts.length; at += 1) {
    const arc = at % many;
    made[arc] = Math.max(made[arc] ?? 0, (frames.counts[at] ?? 0) / (frames.area[arc] ?? 1));
  }
  return made;
}

/** When the animation ends, in seconds. */
export function lengthOf(...all: (Frames | null)[]): number {
  return Math.max(0, ...all.map((one) => (one ? (one.slices - 1) * one.sliceS : 0)));
}

/** Steps of the density scale, persons per square metre; above the last people can be crushed. */
export const STEPS = [0.4, 0.7, 1.1, 2.2, 4] as const;

/** The step of a density: 0 (free) to 5 (crush). */
export function stepOf(density: number): number {
  const found = STEPS.findIndex((most) => density < most);
  return found < 0 ? STEPS.length : found;
}

/** 4:05, 1:02:03; rounded up as the tool does. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds - 1e-6));
  const [minutes, rest] = [Math.floor(whole / 60), String(whole % 60).padStart(2, '0')];
  return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${rest}`;
}

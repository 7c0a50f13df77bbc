/* What is known better of exits than the map says: how wide they are, and when they are open. */

import { isExit, type Place } from './place';
import type { Gate, Setting } from './types';

export const BLANK_GATE: Gate = { width_m: null, opens: '', closes: '' };
/** Persons through a metre of width in a second at most (Weidmann 1993), where the graph says nothing of it. */
const FLOW = 1.22;
const DAY = 24 * 60;

/** Whether anything was said of an exit. */
export function hasFigures(gate: Gate): boolean {
  return gate.width_m !== null || gate.opens !== '' || gate.closes !== '';
}

/** Metres of the ways into a place, as the map says. */
export function mapWidth(place: Place, node: number): number {
  return place.head.reduce((sum, head, arc) => sum + (head === node ? (place.width[arc] ?? 0) : 0), 0);
}

/** Metres of each arc in a setting: the ways into an exit whose width is known share it as they share the map's. */
export function widths(place: Place, setting: Setting): Float64Array {
  const share = new Map<number, number>();
  for (const [id, { width_m }] of Object.entries(setting.gates ?? {})) {
    const node = place.at.get(id);
    const whole = node === undefined ? 0 : mapWidth(place, node);
    if (node !== undefined && width_m !== null && whole > 0) share.set(node, width_m / whole);
  }
  return place.width.map((width, arc) => width * (share.get(place.head[arc] ?? -1) ?? 1));
}

/** Persons a minute that a width lets through, and back. */
export function perMinute(place: Place, width: number): number {
  return Math.round(width * flowOf(place) * 60);
}

export function widthFor(place: Place, persons: number): number {
  return Math.round((persons / flowOf(place) / 60) * 100) / 100;
}

function flowOf(place: Place): number {
  const said = place.graph['specific_flow_p_per_m_s'];
  return typeof said === 'number' && said > 0 ? said : FLOW;
}

/** Minutes since midnight of 18:05; null of anything else. */
function minutes(said: string): number | null {
  const found = /^(\d\d):(\d\d)$/.exec(said);
  return found ? Number(found[1]) * 60 + Number(found[2]) : null;
}

/**
 * When a gate closes, in seconds after the start (18:05 by the city's clock): 0 where it is closed then, null where it stays
 * open. One that opens later counts as closed: nobody is sent to a door that is still shut.
 */
export function closesAfter(gate: Gate, starts: string): number | null {
  const [start, opens, closes] = [minutes(starts), minutes(gate.opens), minutes(gate.closes)];
  if (start === null || (opens === null && closes === null)) return null;
  if (closes === null) return start >= (opens ?? 0) ? null : 0;
  const from = opens ?? 0;
  const long = (closes - from + DAY) % DAY || DAY;
  const since = (start - from + DAY) % DAY;
  return since < long ? (long - since) * 60 : 0;
}

/** The setting as it is at the start: exits that are shut by then are none. */
export function atStart(setting: Setting): Setting {
  const shut = Object.entries(setting.gates ?? {}).filter(([, gate]) => closesAfter(gate, setting.starts) === 0).map(([id]) => [id, false] as const);
  return shut.length ? { ...setting, exits: { ...setting.exits, ...Object.fromEntries(shut) } } : setting;
}

/** Exits that close while people leave, as the tool takes them. */
export function closings(place: Place, setting: Setting): { node: string; at_s: number }[] {
  return Object.entries(setting.gates ?? {}).flatMap(([id, gate]) => {
    const node = place.at.get(id);
    const at = closesAfter(gate, setting.starts);
    return node !== undefined && at && isExit(place, node, setting) ? [{ node: id, at_s: at }] : [];
  });
}

export interface NamedExit { id: string; number: number; name: string }

/** Places that are exits, or whose figures were given, by number and, where it is known, by name. */
export function exitsOf(place: Place, setting: Setting): NamedExit[] {
  const streets = new Map<number, string>();
  place.head.forEach((head, arc) => streets.set(head, streets.get(head) || (place.names[arc] ?? '')));
  return place.ids
    .map((id, node) => ({ id, node, known: isExit(place, node, setting) || id in setting.gates || place.exit[node] === true }))
    .filter((one) => one.known)
    .map(({ id, node }, at) => ({ id, number: at + 1, name: /^[\d.-]+$/.test(id) ? (streets.get(node) ?? '') : id }));
}

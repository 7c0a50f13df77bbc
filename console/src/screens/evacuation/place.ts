/* A place to clear: its graph as arrays, what is drawn into it, and how it is sent. */

import type { Graph, Setting } from './types';

const METRES = 111_195;

/** A graph made ready to draw: ends of arcs as indices, places in degrees. */
export interface Place {
  graph: Graph;
  ids: string[];
  at: Map<string, number>;
  lon: Float64Array;
  lat: Float64Array;
  exit: boolean[];
  tail: Int32Array;
  head: Int32Array;
  length: Float64Array;
  width: Float64Array;
  names: string[];
  bounds: [[number, number], [number, number]];
}

/** Makes a graph ready; streets from a place to itself are left out, as the tool leaves them out. */
export function placeOf(graph: Graph): Place {
  const many = graph.nodes.length;
  const ids = graph.nodes.map((node, place) => String(node.id ?? place));
  const at = new Map(ids.map((id, place) => [id, place]));
  const lon = new Float64Array(many);
  const lat = new Float64Array(many);
  graph.nodes.forEach((node, place) => {
    lon[place] = node.lon ?? node.x / METRES;
    lat[place] = node.lat ?? node.y / METRES;
  });
  const arcs = graph.arcs.filter(([from, to]) => String(from) !== String(to) && at.has(String(from)) && at.has(String(to)));
  const bounds: Place['bounds'] = [[Math.min(...lon), Math.min(...lat)], [Math.max(...lon), Math.max(...lat)]];
  return {
    graph, ids, at, lon, lat, bounds,
    exit: graph.nodes.map((node) => node.exit === true),
    tail: Int32Array.from(arcs, ([from]) => at.get(String(from)) ?? 0),
    head: Int32Array.from(arcs, ([, to]) => at.get(String(to)) ?? 0),
    length: Float64Array.from(arcs, (arc) => arc[2]),
    width: Float64Array.from(arcs, (arc) => arc[3]),
    names: arcs.map((arc) => arc[4] ?? ''),
  };
}

/** Metres between two places, near enough within a city. */
export function metres(lon: number, lat: number, otherLon: number, otherLat: number): number {
  return Math.hypot((otherLon - lon) * Math.cos((lat * Math.PI) / 180), otherLat - lat) * METRES;
}

/** Whether people are safe there, as it was drawn or else as the graph says. */
export function isExit(place: Place, node: number, setting: Setting): boolean {
  return setting.exits[place.ids[node] ?? ''] ?? place.exit[node] ?? false;
}

/** The node nearest to a place. */
export function nearestNode(place: Place, lon: number, lat: number, fits: (node: number) => boolean = () => true): number {
  let best = -1;
  let least = Infinity;
  for (let node = 0; node < place.ids.length; node += 1) {
    if (!fits(node)) continue;
    const far = metres(lon, lat, place.lon[node] ?? 0, place.lat[node] ?? 0);
    if (far < least) [best, least] = [node, far];
  }
  return best;
}

/** The arc nearest to a place, by its straight line. */
export function nearestArc(place: Place, lon: number, lat: number): number {
  const east = Math.cos((lat * Math.PI) / 180);
  let best = -1;
  let least = Infinity;
  for (let arc = 0; arc < place.tail.length; arc += 1) {
    const [tail, head] = [place.tail[arc] ?? 0, place.head[arc] ?? 0];
    const [ax, ay] = [((place.lon[tail] ?? 0) - lon) * east, (place.lat[tail] ?? 0) - lat];
    const [bx, by] = [((place.lon[head] ?? 0) - lon) * east, (place.lat[head] ?? 0) - lat];
    const [dx, dy] = [bx - ax, by - ay];
    const along = Math.max(0, Math.min(1, -(ax * dx + ay * dy) / (dx * dx + dy * dy || 1)));
    const far = Math.hypot(ax + along * dx, ay + along * dy);
    if (far < least) [best, least] = [arc, far];
  }
  return best;
}

/**
 * People at each node: every crowd is spread alike over the junctions in its circle, or stands at the nearest one. Where
 * `closing`, exits that were closed are still exits of the graph (the situation closes them), and nobody stands in them.
 */
export function supplies(place: Place, setting: Setting, closing = false): Int32Array {
  const made = new Int32Array(place.ids.length);
  if (!setting.crowds.length) {
    place.graph.nodes.forEach((node, at) => (made[at] = Math.round(node.supply ?? 0)));
    return made;
  }
  const stands = (node: number) => !isExit(place, node, setting) && !(closing && place.exit[node]);
  for (const crowd of setting.crowds) {
    let nodes: number[] = [];
    for (let node = 0; node < made.length; node += 1) {
      if (stands(node) && metres(crowd.longitude, crowd.latitude, place.lon[node] ?? 0, place.lat[node] ?? 0) <= crowd.radius_m) nodes.push(node);
    }
    if (!nodes.length) nodes = [nearestNode(place, crowd.longitude, crowd.latitude, stands)].filter((node) => node >= 0);
    nodes.forEach((node, turn) => {
      made[node] = (made[node] ?? 0) + Math.floor((crowd.people * (turn + 1)) / nodes.length) - Math.floor((crowd.people * turn) / nodes.length);
    });
  }
  return made;
}

/** How many people there are in all. */
export function peopleOf(place: Place | null, setting: Setting): number {
  if (!place) return 0;
  return supplies(place, setting).reduce((sum, people) => sum + people, 0);
}

async function through(stream: TransformStream, bytes: Uint8Array): Promise<Uint8Array> {
  const body = new Blob([bytes as BlobPart]).stream().pipeThrough(stream as ReadableWritablePair<Uint8Array, Uint8Array>);
  return new Uint8Array(await new Response(body).arrayBuffer());
}

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

function fromBase64(text: string): Uint8Array {
  const raw = atob(text);
  const bytes = new Uint8Array(raw.length);
  for (let at = 0; at < raw.length; at += 1) bytes[at] = raw.charCodeAt(at);
  return bytes;
}

/** Text, gzipped, in base64. */
export async function zip(text: string): Promise<string> {
  return toBase64(await through(new CompressionStream('gzip'), new TextEncoder().encode(text)));
}

/** A file as it is, gzipped in base64. */
export async function zipBytes(bytes: Uint8Array): Promise<string> {
  return toBase64(await through(new CompressionStream('gzip'), bytes));
}

/** The other way. */
export async function unzip(packed: string): Promise<string> {
  return new TextDecoder().decode(await through(new DecompressionStream('gzip'), fromBase64(packed)));
}

/** Deflated bytes in base64, as frames come. */
export async function inflate(packed: string): Promise<Uint8Array> {
  return through(new DecompressionStream('deflate'), fromBase64(packed));
}

/* How a place in a situation is sent to the tool. */

import { atStart, closings, widths } from './gates';
import { isExit, supplies, zip, type Place } from './place';
import type { Graph, GraphArc, GraphNode, Setting } from './types';

/**
 * The graph with the people and exits of a setting; where `closing`, closed exits stay in it, so that a
 * plan in use keeps its streets and only the situation closes them.
 */
export function graphFor(place: Place, setting: Setting, closing = false): Graph {
  const begun = atStart(setting);
  const supply = supplies(place, begun, closing);
  const width = widths(place, setting);
  const exit = (at: number) => isExit(place, at, begun) || (closing && (place.exit[at] ?? false));
  const nodes = place.graph.nodes.map((node, at): GraphNode => ({ ...node, id: place.ids[at], supply: supply[at] ?? 0, exit: exit(at) }));
  const arcs = Array.from(place.tail, (tail, arc): GraphArc => [place.ids[tail] ?? '', place.ids[place.head[arc] ?? 0] ?? '', place.length[arc] ?? 0, width[arc] ?? 0, place.names[arc]]);
  return { ...place.graph, nodes, arcs };
}

/** The same as it is sent: gzipped in base64. */
export function packed(place: Place, setting: Setting, closing = false): Promise<string> {
  return zip(JSON.stringify(graphFor(place, setting, closing)));
}

/** The situation as the tool takes it: each direction of a closed street that the graph has; `closing` as for `packed`. */
export function situationOf(place: Place, setting: Setting, closing = false): string {
  const begun = atStart(setting);
  const known = new Set<string>();
  place.tail.forEach((tail, arc) => known.add(`${place.ids[tail]}\n${place.ids[place.head[arc] ?? 0]}`));
  const both = (kept: boolean) => setting.closed.filter((one) => one.kept_free === kept)
    .flatMap(({ from, to }) => [{ from, to }, { from: to, to: from }])
    .filter(({ from, to }) => known.has(`${from}\n${to}`));
  const shut = closing ? place.ids.filter((_, node) => place.exit[node] && !isExit(place, node, begun)).map((node) => ({ node })) : [];
  return JSON.stringify({
    threats: setting.threats.map((one) => ({ lon: one.longitude, lat: one.latitude, radius_m: one.radius_m, growth_m_s: one.growth_m_s })),
    closed: both(false),
    keep_free: both(true),
    exits_closed: [...shut, ...closings(place, begun)],
  });
}

/* A small graph from left to right: columns by distance from where it starts. */

import type { GraphEdge, GraphEvidence } from './types';

export interface Placed {
  id: string;
  label: string;
  x: number;
  y: number;
}

export interface Drawn {
  nodes: Placed[];
  edges: { from: Placed; to: Placed }[];
}

function ends(edge: GraphEdge): [string, string] {
  return [String(edge.from ?? edge.source ?? ''), String(edge.to ?? edge.target ?? '')];
}

/** Place every node; edges that name an unknown node are left out (and keep their place in the list as no line). */
export function layers(graph: GraphEvidence, width: number, height: number): Drawn {
  const depth = new Map<string, number>(graph.nodes.map((node) => [String(node.id), 0]));
  const edges = graph.edges.map(ends);
  // Longest way from a start, bounded by the number of nodes so that a ring ends.
  for (let round = 0; round < graph.nodes.length; round += 1) {
    let moved = false;
    for (const [from, to] of edges) {
      const wanted = (depth.get(from) ?? 0) + 1;
      if (!depth.has(to) || !depth.has(from) || wanted >= graph.nodes.length || depth.get(to)! >= wanted) continue;
      depth.set(to, wanted);
      moved = true;
    }
    if (!moved) break;
  }
  const deepest = Math.max(1, ...depth.values());
  const rows = new Map<number, string[]>();
  for (const node of graph.nodes) {
    const column = depth.get(String(node.id)) ?? 0;
    rows.set(column, [...(rows.get(column) ?? []), String(node.id)]);
  }
  const nodes = graph.nodes.map((node): Placed => {
    const id = String(node.id);
    const column = depth.get(id) ?? 0;
    const mates = rows.get(column) ?? [id];
    return {
      id,
      label: String(node.label ?? node.name ?? id),
      x: 44 + (column / deepest) * (width - 88),
      y: 14 + ((mates.indexOf(id) + 0.5) / mates.length) * (height - 38),
    };
  });
  const placed = new Map(nodes.map((node) => [node.id, node]));
  const nowhere: Placed = { id: '', label: '', x: -99, y: -99 };
  return { nodes, edges: edges.map(([from, to]) => ({ from: placed.get(from) ?? nowhere, to: placed.get(to) ?? nowhere })) };
}

/* Evidence as the API hands it out: texts in the session's language, times in ms UTC (or ISO 8601). */

export type Time = number | string;

export interface SeriesEvidence {
  type: 'series';
  title: string;
  unit: string;
  sensor: string;
  time: Time[];
  observed: (number | null)[];
  expected?: (number | null)[];
  low?: (number | null)[];
  high?: (number | null)[];
  from?: Time | null;
  /** The point that the alert's sentence tells of. */
  at?: Time | null;
}

export interface AreaFlow {
  path: [number, number][];
  figure: string;
}

export interface AreaEvidence {
  type: 'area';
  title: string;
  ring: [number, number][];
  sensors?: string[];
  flows?: AreaFlow[];
}

export interface TextEvidence {
  type: 'text';
  title: string;
  body: string;
}

export interface TableEvidence {
  type: 'table';
  title: string;
  columns: string[];
  rows: (string | number | null)[][];
}

export interface GraphNode {
  id: string;
  label?: string;
  [key: string]: unknown;
}

export interface GraphEdge {
  from?: string;
  to?: string;
  source?: string;
  target?: string;
  label?: string;
  [key: string]: unknown;
}

export interface GraphEvidence {
  type: 'graph';
  title: string;
  nodes: GraphNode[];
  edges: GraphEdge[];
  path: number[];
}

export interface ImageBox {
  kind?: string;
  label?: string;
  x: number;
  y: number;
  width: number;
  height: number;
  [key: string]: unknown;
}

export interface ImageEvidence {
  type: 'image';
  title: string;
  object: string;
  boxes: ImageBox[];
}

export interface PlanEvidence {
  type: 'plan';
  title: string;
  geojson: GeoJSON.FeatureCollection;
  orders: string[];
}

export type Evidence =
  | SeriesEvidence
  | AreaEvidence
  | TextEvidence
  | TableEvidence
  | GraphEvidence
  | ImageEvidence
  | PlanEvidence;

/** What a renderer may know of the world around the evidence. */
export interface EvidenceContext {
  severity: 'info' | 'low' | 'medium' | 'high' | 'critical';
  /** Name of a sensor by id, and where it stands. */
  sensor: (id: string) => { name: string; longitude: number | null; latitude: number | null } | null;
}

/** What every view of evidence is given. */
export interface ViewProps<T extends Evidence> {
  evidence: T;
  context: EvidenceContext;
}

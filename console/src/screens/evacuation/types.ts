/* What the tool and the library say, as far as the screen reads it. */

export interface GraphNode { id?: string | number; x: number; y: number; lon?: number; lat?: number; supply?: number; exit?: boolean }
export type GraphArc = [string | number, string | number, number, number, string?];
export interface Graph { nodes: GraphNode[]; arcs: GraphArc[]; name?: string; [more: string]: unknown }

export interface Crowd { longitude: number; latitude: number; radius_m: number; people: number; name: string; counted_at: string }
export interface Threat { longitude: number; latitude: number; radius_m: number; growth_m_s: number }
export interface Closed { from: string; to: string; kept_free: boolean }
/** What is known of an exit: metres of its width in all (null: as the map says), open from and until by the city's clock (18:05; empty: always). */
export interface Gate { width_m: number | null; opens: string; closes: string }
export type Trigger = 'announcement' | 'shots' | 'firecrackers' | 'smoke' | 'brawl' | 'none';

/** What is planned for. */
export interface Setting {
  crowds: Crowd[]; threats: Threat[]; closed: Closed[]; exits: Record<string, boolean>; gates: Record<string, Gate>; /** When people set out, by the city's clock; empty where no exit has hours. */ starts: string;
  trigger: Trigger; compliance: number; slow: number; posts: number;
}

export interface Spread { p5: number; p50: number; p95: number; cvar95: number }
export interface Variant {
  plan: 'plan' | 'nearest'; compliance: number; runs: number; clear_s: Spread; most_s: Spread; dense_s: Spread; most: Spread; left: Spread;
  curve: [number, number, number, number][]; levels: number[];
}
export interface Course { clear_s: number; mean_s: number; gap: number | null; out: number; stuck: number; curve: [number, number][] }
export interface Binding { arc: number; from: string; to: string; name: string; width_m: number; first_s: number; last_s: number; wider_s: number | null }
export interface Order { first_s: number; last_s: number | null; arc: number; to: string; name: string; towards: string; bearing: number | null }
export interface Post { number: number; node: string; lon: number | null; lat: number | null; people: number; orders: Order[] }
export interface Posts { most: number; clear_s: number; mean_s: number; gap: number | null; stuck: number; posts: Post[] }
export interface Hot { arc: number; from: string; to: string; name: string; most: number; level: string }

/** A post whose order is another than before: its way will close, or all are out so much sooner. */
export interface Changed { node: string; reason: 'unsafe' | 'gain'; gain_s: number }
/** What planning again did to a plan in use. `stale`: the counts were too old to change orders for gain. */
export interface Replan { elapsed_s: number; margin_s: number; counts_age_s: number; stale: boolean; kept: number; changed: Changed[] }

/** An answer of the tool (`impetus evacuation schema`). */
export interface Result {
  kind: 'bound' | 'plan' | 'simulate'; version: string; inputs: { people: number; seed: number; sha256: string; cut_off: number; safe_already: number };
  bound: { seconds: number; people: number; stuck: number; binding: Binding[] } | null;
  plan: Course | null; nearest: Course | null; posts: Posts[]; replan?: Replan | null; variants: Variant[]; hot: Hot[]; took_s: number;
}

export type PlanName = 'plan' | 'nearest';

/** People on streets as time goes by: uint16 [slices, arcs], deflated, in base64. */
export interface PackedFrames { slice_s: number; slices: number; arcs: number[]; plans: Partial<Record<PlanName, string>> }
/** What a map's import assumed, left out or found. */
export interface Finding { level: 'assumed' | 'left_out' | 'known'; count: number; text: string }
export interface Answer { result?: Result; frames?: PackedFrames; graph?: Graph | string; findings?: Finding[]; text?: string; fallback?: boolean }

/**
 * What was reckoned so far: `plan` has the posts once they are found. `of` is the setting it was reckoned for, `used_at` since
 * when it is carried out, `before` the posts as stewards were told last, and `given` whether the orders since then became tasks
 * (nothing where none ever did).
 */
export interface Reckoned {
  plan: Result | null; simulated: Result | null; bound: Result | null; frames: PackedFrames | null;
  of?: Setting | null; used_at?: string | null; before?: Posts | null; given?: boolean | null;
}


/** A plan of the library. */
export interface PlanHead {
  id: string; name: string; venue: string; about: string | null; longitude: number | null; latitude: number | null; people: number; posts: number;
  clear_s: number | null; version: number; tasked: boolean; changed_at: string;
}
export interface KeptPlan extends PlanHead { graph: string; setting: Setting; reckoned: Reckoned | null }

/** What a press on the map does. */
export type Pen = 'none' | 'people' | 'threat' | 'street' | 'free' | 'exit' | 'gate';

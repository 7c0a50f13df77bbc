/* The city's sensors in columns, patched in place; nothing here is drawn. */

import { Grid } from '../map/grid';
import { toMs } from './ages';
import type { HealthChange, SensorColumns, SensorDelta, SensorState } from './types';

const UNSEEN: ReadonlySet<string> = new Set(['late', 'blind', 'stuck', 'impossible', 'drifting']);

export function isUnseen(state: SensorState): boolean {
  return UNSEEN.has(state);
}

export interface SensorView {
  index: number;
  id: string;
  name: string;
  kind: string;
  unit: string;
  area: string;
  source: string;
  longitude: number | null;
  latitude: number | null;
  value: number | null;
  time: number | null;
  state: SensorState;
  since: number | null;
}

/** Versions count up with each change of that part, so that a drawing renews only what changed. */
export interface Versions {
  structure: number;
  states: number;
  values: number;
}

export class SensorStore {
  columns: SensorColumns | null = null;
  /** Longitude and latitude in turn; NaN where the place is unknown. */
  positions = new Float64Array(0);
  grid = new Grid(new Float64Array(0));
  readonly versions: Versions = { structure: 0, states: 0, values: 0 };
  private index = new Map<string, number>();
  private listeners = new Set<() => void>();
  private snapshot = 0;

  load(columns: SensorColumns): void {
    this.columns = columns;
    this.index = new Map(columns.ids.map((id, at) => [id, at]));
    this.positions = new Float64Array(columns.ids.length * 2);
    for (let at = 0; at < columns.ids.length; at += 1) {
      this.positions[at * 2] = columns.longitudes[at] ?? Number.NaN;
      this.positions[at * 2 + 1] = columns.latitudes[at] ?? Number.NaN;
    }
    this.grid = new Grid(this.positions);
    this.versions.structure += 1;
    this.versions.states += 1;
    this.versions.values += 1;
    this.tell();
  }

  /** New readings; an older one than we have is passed over. */
  applyValues(delta: SensorDelta): void {
    if (!this.columns) return;
    let changed = false;
    for (let at = 0; at < delta.ids.length; at += 1) {
      const index = this.index.get(delta.ids[at]!);
      if (index === undefined) continue;
      const time = delta.times[at] ?? null;
      const known = this.columns.times[index];
      if (time !== null && known !== null && known !== undefined && time < known) continue;
      this.columns.values[index] = delta.values[at] ?? null;
      this.columns.times[index] = time;
      changed = true;
    }
    if (!changed) return;
    this.versions.values += 1;
    this.tell();
  }

  applyHealth(changes: readonly HealthChange[]): void {
    if (!this.columns) return;
    let changed = false;
    for (const change of changes) {
      const index = this.index.get(change.sensor);
      if (index === undefined) continue;
      this.columns.states[index] = change.state;
      this.columns.since[index] = change.since === null ? null : toMs(change.since);
      changed = true;
    }
    if (!changed) return;
    this.versions.states += 1;
    this.tell();
  }

  get size(): number {
    return this.columns?.ids.length ?? 0;
  }

  indexOf(id: string): number {
    return this.index.get(id) ?? -1;
  }

  at(index: number): SensorView | null {
    const columns = this.columns;
    if (!columns || index < 0 || index >= columns.ids.length) return null;
    return {
      index,
      id: columns.ids[index]!,
      name: columns.names[index]!,
      kind: columns.kinds[index]!,
      unit: columns.units[index] ?? '',
      area: columns.areas[index] ?? '',
      source: columns.sources[index] ?? '',
      longitude: columns.longitudes[index] ?? null,
      latitude: columns.latitudes[index] ?? null,
      value: columns.values[index] ?? null,
      time: columns.times[index] ?? null,
      state: columns.states[index] ?? 'unknown',
      since: columns.since[index] ?? null,
    };
  }

  byId(id: string): SensorView | null {
    return this.at(this.indexOf(id));
  }

  unseen(index: number): boolean {
    return isUnseen(this.columns?.states[index] ?? 'unknown');
  }

  /** The state to draw: a sensor nobody has judged yet but that was heard is drawn as one that sees. */
  drawnState(index: number): SensorState {
    const state = this.columns?.states[index] ?? 'unknown';
    return state === 'unknown' && this.columns?.times[index] != null ? 'fresh' : state;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly read = (): number => this.snapshot;

  private tell(): void {
    this.snapshot += 1;
    for (const listener of this.listeners) listener();
  }
}

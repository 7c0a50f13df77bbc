/* The sensors as deck.gl layers. Attributes are binary; nothing here is picked by the GPU. */

import type { Layer } from '@deck.gl/core';
import { ColumnLayer, IconLayer, ScatterplotLayer } from '@deck.gl/layers';
import type { SensorStore } from '../logic/sensors';
import type { Severity } from '../logic/types';
import type { Atlas } from './atlas';
import { hexagons, type Bin } from './bins';
import { bytes, type Palette } from './palette';

/** Zooms at which the drawing of sensors changes: hexagons below, points between, markers above. */
export const HEXAGONS_BELOW = 13;
export const MARKERS_FROM = 15.5;
/** Small cities show markers from further away: they have room for them. */
export const FEW_SENSORS = 400;

export interface Toggles {
  sensors: boolean;
  cameras: boolean;
}

export interface Scene {
  store: SensorStore;
  zoom: number;
  /** Indices of the sensors in view; only used for markers. */
  inView: readonly number[];
  palette: Palette;
  atlas: Atlas;
  toggles: Toggles;
  /** Sensors that deviate, with the severity drawn in their place. */
  deviating: ReadonlyMap<number, Severity>;
}

type Mode = 'hexagons' | 'points' | 'markers';

export function modeAt(zoom: number, sensors: number): Mode {
  if (sensors <= FEW_SENSORS) return 'markers';
  if (zoom < HEXAGONS_BELOW) return 'hexagons';
  return zoom < MARKERS_FROM ? 'points' : 'markers';
}

const KNOWN = new Set(['people', 'traffic', 'air', 'noise', 'camera', 'weather', 'water', 'bioaerosol', 'other']);

function shown(store: SensorStore, index: number, toggles: Toggles): boolean {
  return store.columns?.kinds[index] === 'camera' ? toggles.cameras : toggles.sensors;
}

/** Order of drawing: those that see first, the unseen over them. */
function drawingOrder(scene: Scene): number[] {
  const seeing: number[] = [];
  const unseen: number[] = [];
  for (const index of scene.inView) {
    if (!shown(scene.store, index, scene.toggles)) continue;
    (scene.store.unseen(index) ? unseen : seeing).push(index);
  }
  return [...seeing, ...unseen];
}

function markerLayer(scene: Scene): Layer {
  const { store, atlas, deviating } = scene;
  const order = drawingOrder(scene);
  const name = (index: number): string => {
    const severity = deviating.get(index);
    if (severity) return `alert-${severity}`;
    const kind = store.columns?.kinds[index] ?? 'other';
    return `${KNOWN.has(kind) ? kind : 'other'}-${store.drawnState(index)}`;
  };
  return new IconLayer<number>({
    id: 'sensor-markers',
    data: order,
    iconAtlas: atlas.canvas as unknown as string,
    iconMapping: atlas.mapping,
    getIcon: name,
    getPosition: (index) => [store.positions[index * 2]!, store.positions[index * 2 + 1]!],
    getSize: (index) => (deviating.has(index) ? 17 : 32),
    sizeBasis: 'height',
    updateTriggers: { getIcon: [store.versions.states, deviating], getSize: deviating },
  });
}

/** Points for 100,000: positions and colours go to the GPU as they lie, and only when they change. */
export class PointData {
  private key = '';
  private kept: { length: number; attributes: Record<string, { value: Float32Array | Uint8Array; size: number }> } | null =
    null;

  of(scene: Scene) {
    const { store, palette, toggles } = scene;
    const key = [store.versions.structure, store.versions.states, palette.theme, toggles.sensors, toggles.cameras].join();
    if (this.kept && key === this.key) return this.kept;
    const count = store.size;
    const order: number[] = [];
    const last: number[] = [];
    for (let at = 0; at < count; at += 1) {
      if (!shown(store, at, toggles) || Number.isNaN(store.positions[at * 2])) continue;
      (store.unseen(at) ? last : order).push(at);
    }
    const seeing = order.length;
    for (const at of last) order.push(at);
    const places = new Float32Array(order.length * 2);
    const colours = new Uint8Array(order.length * 4);
    const [plain, violet] = [bytes(palette.sensor), bytes(palette.blind)];
    order.forEach((index, at) => {
      places[at * 2] = store.positions[index * 2]!;
      places[at * 2 + 1] = store.positions[index * 2 + 1]!;
      colours.set(at < seeing ? plain : violet, at * 4);
    });
    this.key = key;
    this.kept = {
      length: order.length,
      attributes: { getPosition: { value: places, size: 2 }, getFillColor: { value: colours, size: 4 } },
    };
    return this.kept;
  }
}

function pointLayer(scene: Scene, points: PointData): Layer {
  return new ScatterplotLayer({
    id: 'sensor-points',
    data: points.of(scene) as never,
    radiusUnits: 'pixels',
    getRadius: 1.7,
    radiusMinPixels: 1.7,
  });
}

function hexagonLayers(scene: Scene): Layer[] {
  const { store, palette, atlas } = scene;
  const level = Math.round(scene.zoom);
  const radius = 22 / (512 * 2 ** level);
  const bins = hexagons(store.positions, (at) => store.unseen(at), radius);
  const most = Math.max(1, ...bins.map((bin) => bin.count));
  const [red, green, blue] = bytes(palette.sensor);
  const metres = radius * 40_075_017 * Math.cos(((bins[0]?.latitude ?? 60) * Math.PI) / 180);
  return [
    new ColumnLayer<Bin>({
      id: 'sensor-hexagons',
      data: bins,
      diskResolution: 6,
      angle: 30,
      radius: metres * 0.94,
      extruded: false,
      getPosition: (bin) => [bin.longitude, bin.latitude],
      getFillColor: (bin) => [red, green, blue, 40 + Math.round(150 * Math.sqrt(bin.count / most))],
      updateTriggers: { getFillColor: palette.theme },
    }),
    new IconLayer<Bin>({
      id: 'sensor-wedges',
      data: bins.filter((bin) => bin.unseen > 0),
      iconAtlas: atlas.canvas as unknown as string,
      iconMapping: atlas.mapping,
      getIcon: (bin) => `wedge-${Math.max(1, Math.ceil((bin.unseen / bin.count) * 8))}`,
      getPosition: (bin) => [bin.longitude, bin.latitude],
      getSize: 32,
    }),
  ];
}

/** All layers, from the ground up: sensors, and over them those that do not see. */
export function layersOf(scene: Scene, points: PointData): Layer[] {
  const mode = modeAt(scene.zoom, scene.store.size);
  const any = scene.toggles.sensors || scene.toggles.cameras;
  if (!any) return [];
  if (mode === 'hexagons') return hexagonLayers(scene);
  return [mode === 'points' ? pointLayer(scene, points) : markerLayer(scene)];
}

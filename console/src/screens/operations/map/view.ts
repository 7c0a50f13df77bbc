/* The map itself, outside React: it draws what it is told, at most four times a second. */

import { MapboxOverlay } from '@deck.gl/mapbox';
import { type GeoJSONSource, Map as LibreMap, type StyleSpecification } from 'maplibre-gl';
import type { SensorStore } from '../logic/sensors';
import type { Severity } from '../logic/types';
import { type Atlas, drawAtlas } from './atlas';
import { type Cluster, cluster, type Pin } from './bins';
import { drawArrow, drawHatch } from './images';
import { layersOf, modeAt, PointData, type Toggles } from './layers';
import { MarksOverlay } from './marks';
import { type Palette, readPalette } from './palette';
import { type Extent, extentOf, prepare } from './setup';
import { fieldOfView } from './shapes';
import { keepAsking } from './retry';
import { baseStyle, compose, EMPTY, type OwnData } from './style';

const DRAW_EVERY_MS = 250;
/** With so many alerts about, they are drawn once a second: nobody reads them faster. */
const MANY_ALERTS = 500;
const DRAW_MANY_MS = 1000;
const REACH_PX = 14;

export type Hit = { type: 'alert'; id: string; ids: string[] } | { type: 'sensor'; index: number };

export interface ViewEvents {
  onHover: (hit: Hit | null, x: number, y: number) => void;
  onPick: (hit: Hit | null) => void;
  onMove: () => void;
  onReady: () => void;
  onProblem: (problem: string) => void;
}

interface Box {
  west: number;
  south: number;
  east: number;
  north: number;
}

function within(pin: Pin, box: Box): boolean {
  return pin.longitude >= box.west && pin.longitude <= box.east && pin.latitude >= box.south && pin.latitude <= box.north;
}

export class MapView {
  readonly map: LibreMap;
  private readonly overlay = new MapboxOverlay({ interleaved: false, layers: [] });
  private readonly marks = new MarksOverlay();
  private readonly points = new PointData();
  private palette: Palette;
  private atlas: Atlas;
  private own: OwnData = { areas: EMPTY, flows: EMPTY, views: EMPTY };
  private pins: () => readonly Pin[] = () => [];
  private pinned = 0;
  private clusters: readonly Cluster[] = [];
  private chosen: string | null = null;
  private deviating: ReadonlyMap<number, Severity> = new Map();
  private toggles: Toggles = { sensors: true, cameras: true };
  private timer: ReturnType<typeof setTimeout> | null = null;
  private drawnAt = 0;
  private viewsKey = '';
  private sensorsKey = '';
  private gone = false;
  private readonly release: () => void;
  private readonly hush: () => void;

  static async create(box: HTMLElement, store: SensorStore, events: ViewEvents): Promise<MapView> {
    prepare();
    const palette = readPalette();
    const base = await baseStyle(palette.theme);
    const vector = Object.values(base.sources).find((source) => source.type === 'vector');
    const extent = await extentOf(vector?.type === 'vector' ? (vector.url ?? '') : '');
    return new MapView(box, store, events, palette, base, extent);
  }

  private constructor(
    box: HTMLElement,
    private readonly store: SensorStore,
    events: ViewEvents,
    palette: Palette,
    base: StyleSpecification,
    private readonly extent: Extent,
  ) {
    this.palette = palette;
    this.atlas = drawAtlas(palette);
    this.map = new LibreMap({
      container: box,
      style: compose(base, palette, this.own),
      attributionControl: { compact: false },
      center: (base.center as [number, number] | undefined) ?? [
        (extent.west + extent.east) / 2,
        (extent.south + extent.north) / 2,
      ],
      zoom: Math.max(extent.minZoom, base.zoom ?? 15),
      minZoom: extent.minZoom,
      maxZoom: 20,
      maxBounds: [extent.west - 0.01, extent.south - 0.01, extent.east + 0.01, extent.north + 0.01],
      dragRotate: false,
      pitchWithRotate: false,
      fadeDuration: 0,
      keyboard: true,
    });
    this.map.touchZoomRotate.disableRotation();
    this.hush = keepAsking(this.map);
    this.map.on('error', (event) => events.onProblem(String(event.error?.message ?? event.error)));
    this.map.setMissingStyleImageResolver((id) => {
      if (id === 'own-hatch' || id === 'own-arrow') this.addImages();
    });
    this.map.on('style.load', () => {
      events.onReady();
      // What was told before the style stood is told again.
      this.setSource('own-areas', this.own.areas);
      this.setSource('own-flows', this.own.flows);
      this.setSource('own-views', this.own.views);
    });
    this.map.addControl(this.overlay);
    this.map.addControl(this.marks, 'top-left');
    this.map.on('move', () => {
      events.onMove();
      this.later();
    });
    this.map.on('moveend', () => this.draw());
    this.map.on('mousemove', (event) => {
      const hit = this.hitAt(event.point.x, event.point.y);
      this.map.getCanvas().style.cursor = hit ? 'pointer' : '';
      events.onHover(hit, event.point.x, event.point.y);
    });
    this.map.on('mouseout', () => events.onHover(null, 0, 0));
    this.map.on('click', (event) => events.onPick(this.hitAt(event.point.x, event.point.y)));
    let drawn = '';
    this.release = store.subscribe(() => {
      // Readings alone change nothing on the map; places and states do.
      const now = `${store.versions.structure}:${store.versions.states}`;
      if (now !== drawn) this.later();
      drawn = now;
    });
  }

  destroy(): void {
    this.gone = true;
    this.release();
    this.hush();
    if (this.timer !== null) clearTimeout(this.timer);
    this.map.remove();
  }

  /** Take the theme from the document anew. */
  async retheme(): Promise<void> {
    const palette = readPalette();
    if (palette.theme === this.palette.theme) return;
    const base = await baseStyle(palette.theme);
    if (this.gone) return;
    this.palette = palette;
    this.atlas = drawAtlas(palette);
    this.map.setStyle(compose(base, palette, this.own), { diff: true });
    this.addImages();
    this.draw();
  }

  setToggles(toggles: Toggles): void {
    this.toggles = toggles;
    this.viewsKey = '';
    this.draw();
  }

  /** Pins that are many are given as a question, asked when they are drawn and not for every alert that comes. */
  setAlerts(pins: readonly Pin[] | (() => readonly Pin[]), chosen: string | null): void {
    const other = chosen !== this.chosen;
    this.pins = typeof pins === 'function' ? pins : () => pins;
    this.chosen = chosen;
    // A choice is drawn at once; alerts that come and go are drawn four times a second.
    this.later(other ? 0 : this.pinned > MANY_ALERTS ? DRAW_MANY_MS : DRAW_EVERY_MS);
  }

  /** What the chosen alert shows on the ground. */
  setOverlay(areas: GeoJSON.Feature[], flows: GeoJSON.Feature[], deviating: ReadonlyMap<number, Severity>): void {
    this.own = {
      ...this.own,
      areas: { type: 'FeatureCollection', features: areas },
      flows: { type: 'FeatureCollection', features: flows },
    };
    this.deviating = deviating;
    this.setSource('own-areas', this.own.areas);
    this.setSource('own-flows', this.own.flows);
    this.later(0);
  }

  fly(longitude: number, latitude: number, zoom = 16, calm = false): void {
    const options = { center: [longitude, latitude] as [number, number], zoom: Math.max(zoom, this.map.getZoom()) };
    if (calm) this.map.jumpTo(options);
    else this.map.easeTo({ ...options, duration: 320 });
  }

  /** Whether the map knows the ground there: flying to where it ends shows an empty sheet. */
  covers(longitude: number, latitude: number): boolean {
    const { west, south, east, north } = this.extent;
    return longitude >= west && longitude <= east && latitude >= south && latitude <= north;
  }

  inside(longitude: number, latitude: number): boolean {
    return this.map.getBounds().contains([longitude, latitude]);
  }

  zoomBy(step: number): void {
    this.map.easeTo({ zoom: this.map.getZoom() + step, duration: 180 });
  }

  hitAt(x: number, y: number): Hit | null {
    let best: Cluster | null = null;
    let least = REACH_PX;
    for (const one of this.clusters) {
      const point = this.map.project([one.longitude, one.latitude]);
      const distance = Math.hypot(point.x - x, point.y - y);
      if (distance <= least) [best, least] = [one, distance];
    }
    if (best) return { type: 'alert', id: best.id, ids: best.ids };
    if (modeAt(this.map.getZoom(), this.store.size) === 'hexagons') return null;
    const here = this.map.unproject([x, y]);
    const there = this.map.unproject([x + REACH_PX, y - REACH_PX]);
    const index = this.store.grid.nearest(here.lng, here.lat, there.lng - here.lng, there.lat - here.lat);
    if (index < 0) return null;
    const camera = this.store.columns?.kinds[index] === 'camera';
    return (camera ? this.toggles.cameras : this.toggles.sensors) ? { type: 'sensor', index } : null;
  }

  private later(wait = DRAW_EVERY_MS): void {
    if (this.gone || this.timer !== null) return;
    const due = Math.max(0, this.drawnAt + wait - performance.now());
    this.timer = setTimeout(() => {
      this.timer = null;
      this.draw();
    }, due);
  }

  private draw(): void {
    if (this.gone) return;
    this.drawnAt = performance.now();
    const zoom = this.map.getZoom();
    const bounds = this.map.getBounds();
    const [dx, dy] = [(bounds.getEast() - bounds.getWest()) / 4, (bounds.getNorth() - bounds.getSouth()) / 4];
    const box = {
      west: bounds.getWest() - dx,
      east: bounds.getEast() + dx,
      south: bounds.getSouth() - dy,
      north: bounds.getNorth() + dy,
    };
    const pins = this.pins();
    this.pinned = pins.length;
    this.clusters = cluster(pins.filter((pin) => within(pin, box)), zoom, 26, this.chosen);
    this.marks.show({ clusters: this.clusters, chosen: this.chosen, atlas: this.atlas, palette: this.palette });
    this.drawSensors(zoom, box);
    this.drawViews(box);
  }

  /** The sensors; only when something about them changed, for alerts come far more often. */
  private drawSensors(zoom: number, box: Box): void {
    const { store, palette, atlas, toggles, deviating } = this;
    const { structure, states } = store.versions;
    const told = [...deviating].join(';');
    const key = [structure, states, palette.theme, toggles.sensors, toggles.cameras, zoom, told, ...Object.values(box)].join();
    if (key === this.sensorsKey) return;
    this.sensorsKey = key;
    const inView = modeAt(zoom, store.size) === 'markers' ? store.grid.within(box, 20_000) : [];
    this.overlay.setProps({ layers: layersOf({ store, zoom, inView, palette, atlas, toggles, deviating }, this.points) });
    // The drawing over the map takes no keys, so Tab passes it by.
    this.overlay.getCanvas()?.setAttribute('tabindex', '-1');
  }

  /** Fields of view of the cameras near; only when something about them changed. */
  private drawViews(box: Box): void {
    const { store } = this;
    const features: GeoJSON.Feature[] = [];
    const wanted = this.toggles.cameras && this.map.getZoom() >= 14.4;
    const near = wanted ? store.grid.within(box, 4000) : [];
    const cameras = near.filter((index) => store.columns?.kinds[index] === 'camera').slice(0, 300);
    const key = `${store.versions.states}:${store.versions.structure}:${cameras.join()}`;
    if (key === this.viewsKey) return;
    this.viewsKey = key;
    for (const index of cameras) {
      const bearing = store.columns?.bearings[index];
      if (bearing === null || bearing === undefined) continue;
      const reach = Math.min(60, store.columns?.reaches[index] ?? 45);
      const [longitude, latitude] = [store.positions[index * 2]!, store.positions[index * 2 + 1]!];
      features.push(fieldOfView(longitude, latitude, bearing, reach, store.unseen(index)));
    }
    this.own = { ...this.own, views: { type: 'FeatureCollection', features } };
    this.setSource('own-views', this.own.views);
  }

  private setSource(id: string, data: GeoJSON.FeatureCollection): void {
    if (!this.map.style) return;
    const source = this.map.getSource(id) as GeoJSONSource | undefined;
    source?.setData(data);
  }

  private addImages(): void {
    for (const [name, picture] of [
      ['own-hatch', drawHatch(this.palette)],
      ['own-arrow', drawArrow(this.palette)],
    ] as const) {
      if (this.map.hasImage(name)) this.map.updateImage(name, picture);
      else this.map.addImage(name, picture, { pixelRatio: 2 });
    }
  }
}

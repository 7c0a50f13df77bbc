/* What a pane stands on: the city's map where it reaches, else a plain sheet with the same ways to move it. */

import { SensorStore } from '../operations/logic/sensors';
import { MapView } from '../operations/map/view';
import type { Project } from './draw';

const NONE = new SensorStore();
const METRES = 111_195;

export interface Ground {
  plain: boolean;
  project: Project;
  unproject: (x: number, y: number) => [number, number];
  /** Pixels of a metre. */
  metre: () => number;
  middle: () => [number, number];
  show: (bounds: [[number, number], [number, number]]) => void;
  go: (longitude: number, latitude: number) => void;
  /** Longitude and latitude of the middle, and the zoom: what another pane is to show as well. */
  stand: () => Stand;
  follow: (stand: Stand) => void;
  retheme: () => void;
  end: () => void;
}

export type Stand = [number, number, number];

/** Panes that move together: whoever is moved takes the others along. */
export class Together {
  private readonly all = new Set<Ground>();
  private busy = false;

  join(ground: Ground): () => void {
    const [first] = this.all;
    this.all.add(ground);
    if (first) ground.follow(first.stand());
    return () => this.all.delete(ground);
  }

  moved(ground: Ground): void {
    if (this.busy || !this.all.has(ground)) return;
    this.busy = true;
    for (const each of this.all) if (each !== ground) each.follow(ground.stand());
    this.busy = false;
  }
}

export interface GroundEvents { onMove: () => void; onPick: (longitude: number, latitude: number) => void }

/** The city's map. Null where it does not reach the place. */
export async function mapGround(box: HTMLElement, middle: [number, number], events: GroundEvents, label: string): Promise<Ground | null> {
  const nothing = () => undefined;
  const view = await MapView.create(box, NONE, { onHover: nothing, onPick: nothing, onMove: events.onMove, onReady: events.onMove, onProblem: nothing });
  if (!view.covers(...middle)) {
    view.destroy();
    return null;
  }
  const { map } = view;
  map.getCanvas().setAttribute('aria-label', label);
  map.on('click', (event) => events.onPick(event.lngLat.lng, event.lngLat.lat));
  map.on('resize', events.onMove);
  return {
    plain: false,
    project: (longitude, latitude) => {
      const point = map.project([longitude, latitude]);
      return [point.x, point.y];
    },
    unproject: (x, y) => map.unproject([x, y]).toArray(),
    metre: () => {
      const { lng, lat } = map.getCenter();
      return Math.abs(map.project([lng, lat + 100 / METRES]).y - map.project([lng, lat]).y) / 100;
    },
    middle: () => map.getCenter().toArray(),
    show: (bounds) => void map.fitBounds(bounds, { padding: 24, animate: false }),
    stand: () => [map.getCenter().lng, map.getCenter().lat, map.getZoom()],
    follow: ([lng, latitude, zoom]) => void map.jumpTo({ center: [lng, latitude], zoom }),
    go: (longitude, latitude) => view.fly(longitude, latitude, 16.5, matchMedia('(prefers-reduced-motion: reduce)').matches),
    retheme: () => void view.retheme().catch(() => undefined),
    end: () => view.destroy(),
  };
}

/** A sheet without a map: dragged, wheeled, and moved with the arrow keys, + and -. */
export function plainGround(box: HTMLElement, events: GroundEvents): Ground {
  let [lon, lat, metre] = [0, 0, 2];
  const size = () => [box.clientWidth || 1, box.clientHeight || 1] as const;
  const east = () => METRES * Math.cos((lat * Math.PI) / 180);
  const project: Project = (longitude, latitude) => {
    const [wide, high] = size();
    return [wide / 2 + (longitude - lon) * east() * metre, high / 2 - (latitude - lat) * METRES * metre];
  };
  const unproject = (x: number, y: number): [number, number] => {
    const [wide, high] = size();
    return [lon + (x - wide / 2) / metre / east(), lat - (y - high / 2) / metre / METRES];
  };
  const shift = (x: number, y: number) => {
    lon -= x / metre / east();
    lat += y / metre / METRES;
    events.onMove();
  };
  const zoom = (by: number, x = size()[0] / 2, y = size()[1] / 2) => {
    const [before, beforeLat] = unproject(x, y);
    metre = Math.max(0.05, Math.min(60, metre * by));
    const [after, afterLat] = unproject(x, y);
    lon += before - after;
    lat += beforeLat - afterLat;
    events.onMove();
  };
  let from: [number, number] | null = null;
  let moved = 0;
  const at = (event: MouseEvent): [number, number] => {
    const frame = box.getBoundingClientRect();
    return [event.clientX - frame.left, event.clientY - frame.top];
  };
  const listeners: [keyof HTMLElementEventMap, (event: never) => void][] = [
    ['pointerdown', (event: PointerEvent) => { from = at(event); moved = 0; }],
    ['pointermove', (event: PointerEvent) => {
      if (!from || !event.buttons) return;
      const now = at(event);
      moved += Math.abs(now[0] - from[0]) + Math.abs(now[1] - from[1]);
      shift(now[0] - from[0], now[1] - from[1]);
      from = now;
    }],
    ['pointerup', (event: PointerEvent) => { if (from && moved < 6) events.onPick(...unproject(...at(event))); from = null; }],
    ['wheel', (event: WheelEvent) => { event.preventDefault(); zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, ...at(event)); }],
    ['keydown', (event: KeyboardEvent) => {
      const step = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
      if (step) shift(step[0] ?? 0, step[1] ?? 0);
      else if (event.key === '+' || event.key === '-') zoom(event.key === '+' ? 1.4 : 1 / 1.4);
      else return;
      event.preventDefault();
      event.stopPropagation();
    }],
  ];
  for (const [name, listener] of listeners) box.addEventListener(name, listener as EventListener, name === 'wheel' ? { passive: false } : undefined);
  return {
    plain: true, project, unproject, metre: () => metre, middle: () => [lon, lat],
    show: ([[west, south], [easternmost, north]]) => {
      [lon, lat] = [(west + easternmost) / 2, (south + north) / 2];
      const [wide, high] = size();
      metre = Math.min((wide - 60) / Math.max(20, (easternmost - west) * east()), (high - 60) / Math.max(20, (north - south) * METRES));
      metre = Math.max(0.05, Math.min(60, metre));
      events.onMove();
    },
    stand: () => [lon, lat, metre],
    follow: (stand) => { [lon, lat, metre] = stand; events.onMove(); },
    go: (longitude, latitude) => { [lon, lat] = [longitude, latitude]; events.onMove(); },
    retheme: events.onMove,
    end: () => { for (const [name, listener] of listeners) box.removeEventListener(name, listener as EventListener); },
  };
}

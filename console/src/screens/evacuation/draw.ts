/* Draws people, streets and orders over the map: one canvas, drawn anew when the map moves or time passes. */

import { number } from '../../ui/format';
import { countsAt, stepOf, type Frames } from './frames';
import { closesAfter, exitsOf } from './gates';
import { isExit, type Place } from './place';
import type { Posts, Setting } from './types';

export type Project = (longitude: number, latitude: number) => [number, number];

/** What a pane shows. `difference`: persons per square metre by which the other plan is worse, for each arc of the frames. */
export interface Scene {
  place: Place;
  setting: Setting;
  frames: Frames | null;
  difference: Float32Array | null;
  posts: Posts | null;
  chosen: number | null;
  time: number;
  letter: 'a' | 'b';
  /** There is no map below: streets are drawn as streets. */
  plain: boolean;
}

const MOST_DOTS = 1100;
const WIDTHS = [3, 4.5, 6, 7.5, 9, 10];

/** The colours of the theme, read when it changes. */
export interface Colours { steps: string[]; text: string; soft: string; street: string; land: string; crit: string; critWash: string; a: string; b: string }

export function readColours(): Colours {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string) => style.getPropertyValue(name).trim();
  return {
    steps: ['a', 'b', 'c', 'd', 'e', 'f'].map((one) => of(`--los-${one}`)),
    text: of('--t-1'), soft: of('--t-3'), street: of('--m-main'), land: of('--m-land'), crit: of('--crit-fill'), critWash: of('--crit-wash'), a: of('--plan-a'), b: of('--plan-b'),
  };
}

export function draw(ctx: CanvasRenderingContext2D, scene: Scene, project: Project, metre: number, colours: Colours): void {
  const { place } = scene;
  const x = new Float32Array(place.ids.length);
  const y = new Float32Array(place.ids.length);
  for (let node = 0; node < x.length; node += 1) [x[node], y[node]] = project(place.lon[node] ?? 0, place.lat[node] ?? 0);
  ctx.lineCap = 'round';
  ctx.lineJoin = 'round';
  streets(ctx, scene, x, y, metre, colours);
  const counts = scene.frames ? countsAt(scene.frames, scene.time) : null;
  if (scene.frames && scene.difference) differences(ctx, scene.frames, scene.difference, place, x, y, colours);
  else if (scene.frames && counts) {
    densities(ctx, scene.frames, counts, place, x, y, colours);
    dots(ctx, scene.frames, counts, scene, x, y, colours);
  }
  situation(ctx, scene, x, y, project, metre, colours);
  if (scene.posts) posts(ctx, scene.posts, scene, project, colours);
  for (const crowd of scene.setting.crowds) {
    const [cx, cy] = project(crowd.longitude, crowd.latitude);
    label(ctx, cx, cy - Math.max(6, crowd.radius_m * metre) - 7, number(crowd.people), colours);
  }
}

/** One path for all arcs that fit. */
function lines(ctx: CanvasRenderingContext2D, place: Place, x: Float32Array, y: Float32Array, arcs: Iterable<number>): void {
  ctx.beginPath();
  for (const arc of arcs) {
    const [tail, head] = [place.tail[arc] ?? 0, place.head[arc] ?? 0];
    ctx.moveTo(x[tail] ?? 0, y[tail] ?? 0);
    ctx.lineTo(x[head] ?? 0, y[head] ?? 0);
  }
  ctx.stroke();
}

function streets(ctx: CanvasRenderingContext2D, { place, plain }: Scene, x: Float32Array, y: Float32Array, metre: number, colours: Colours): void {
  ctx.strokeStyle = plain ? colours.street : colours.soft;
  ctx.globalAlpha = plain ? 1 : 0.35;
  if (!plain) {
    ctx.lineWidth = 1;
    lines(ctx, place, x, y, place.tail.keys());
  } else {
    for (let arc = 0; arc < place.tail.length; arc += 1) {
      ctx.lineWidth = Math.max(1.5, Math.min(26, (place.width[arc] ?? 1) * metre * 0.9));
      lines(ctx, place, x, y, [arc]);
    }
  }
  ctx.globalAlpha = 1;
}

function densities(ctx: CanvasRenderingContext2D, frames: Frames, counts: Float32Array, place: Place, x: Float32Array, y: Float32Array, colours: Colours): void {
  const steps: number[][] = WIDTHS.map(() => []);
  frames.arcs.forEach((arc, at) => {
    const many = counts[at] ?? 0;
    if (many >= 0.5) steps[stepOf(many / (frames.area[at] ?? 1))]?.push(arc);
  });
  steps.forEach((arcs, step) => {
    if (!arcs.length) return;
    ctx.strokeStyle = colours.steps[step] ?? '';
    ctx.lineWidth = WIDTHS[step] ?? 4;
    ctx.globalAlpha = step < 2 ? 0.85 : 0.95;
    lines(ctx, place, x, y, arcs);
    if (step < 5) return;
    // Above 4 persons/m² colour is not the only sign: a hatch along the street.
    ctx.strokeStyle = colours.land;
    ctx.lineWidth = 4;
    ctx.setLineDash([1, 7]);
    lines(ctx, place, x, y, arcs);
    ctx.setLineDash([]);
  });
  ctx.globalAlpha = 1;
}

function dots(ctx: CanvasRenderingContext2D, frames: Frames, counts: Float32Array, scene: Scene, x: Float32Array, y: Float32Array, colours: Colours): void {
  const { place } = scene;
  const total = counts.reduce((sum, many) => sum + many, 0);
  const share = Math.min(1, MOST_DOTS / Math.max(1, total));
  ctx.fillStyle = colours.text;
  ctx.globalAlpha = 0.75;
  frames.arcs.forEach((arc, at) => {
    const exact = (counts[at] ?? 0) * share;
    // Less than one dot is shown for its share of streets, so that thin streams do not vanish.
    const many = Math.floor(exact) + ((arc * 7919) % 97 < (exact % 1) * 97 ? 1 : 0);
    if (!many) return;
    const [tail, head] = [place.tail[arc] ?? 0, place.head[arc] ?? 0];
    const [ax, ay, bx, by] = [x[tail] ?? 0, y[tail] ?? 0, x[head] ?? 0, y[head] ?? 0];
    const far = Math.hypot(bx - ax, by - ay) || 1;
    const [side, up] = [-(by - ay) / far, (bx - ax) / far];
    const on = (scene.time * 1.34) / (place.length[arc] || 1);
    for (let one = 0; one < many; one += 1) {
      // The golden ratio spreads any number of people along and across a street without a pattern.
      const along = (one * 0.618034 + arc * 0.37 + on) % 1;
      const off = (((one * 0.754878 + arc * 0.57) % 1) - 0.5) * 7;
      ctx.fillRect(ax + (bx - ax) * along + side * off - 0.9, ay + (by - ay) * along + up * off - 0.9, 1.8, 1.8);
    }
  });
  ctx.globalAlpha = 1;
}

function differences(ctx: CanvasRenderingContext2D, frames: Frames, difference: Float32Array, place: Place, x: Float32Array, y: Float32Array, colours: Colours): void {
  for (const better of [true, false]) {
    ctx.strokeStyle = better ? colours.a : colours.b;
    frames.arcs.forEach((arc, at) => {
      const by = difference[at] ?? 0;
      if (Math.abs(by) < 0.2 || by > 0 !== better) return;
      ctx.lineWidth = 2 + Math.min(9, Math.abs(by) * 2);
      lines(ctx, place, x, y, [arc]);
    });
  }
}

function situation(ctx: CanvasRenderingContext2D, scene: Scene, x: Float32Array, y: Float32Array, project: Project, metre: number, colours: Colours): void {
  const { place, setting } = scene;
  for (const kept of [false, true]) {
    ctx.strokeStyle = kept ? colours.text : colours.crit;
    ctx.setLineDash(kept ? [7, 4] : [3, 4]);
    ctx.lineWidth = kept ? 2.2 : 4;
    for (const one of setting.closed) {
      const [from, to] = [place.at.get(one.from), place.at.get(one.to)];
      if (one.kept_free !== kept || from === undefined || to === undefined) continue;
      ctx.beginPath();
      ctx.moveTo(x[from] ?? 0, y[from] ?? 0);
      ctx.lineTo(x[to] ?? 0, y[to] ?? 0);
      ctx.stroke();
    }
  }
  ctx.setLineDash([]);
  place.ids.forEach((_, node) => {
    if (!isExit(place, node, setting)) return;
    ctx.fillStyle = colours.land;
    ctx.strokeStyle = colours.text;
    ctx.lineWidth = 1.4;
    ctx.beginPath();
    ctx.rect((x[node] ?? 0) - 3.5, (y[node] ?? 0) - 3.5, 7, 7);
    ctx.fill();
    ctx.stroke();
  });
  gates(ctx, scene, x, y, colours);
  setting.crowds.forEach((crowd) => {
    const [cx, cy] = project(crowd.longitude, crowd.latitude);
    circle(ctx, cx, cy, Math.max(6, crowd.radius_m * metre), '', colours.text, [2, 4]);
  });
  setting.threats.forEach((threat) => {
    const [cx, cy] = project(threat.longitude, threat.latitude);
    circle(ctx, cx, cy, Math.max(5, (threat.radius_m + threat.growth_m_s * scene.time) * metre), colours.critWash, colours.crit, [6, 4]);
  });
}

/** Exits of which more is known: by their number, struck out while they are shut. */
function gates(ctx: CanvasRenderingContext2D, { place, setting, time }: Scene, x: Float32Array, y: Float32Array, colours: Colours): void {
  if (!Object.keys(setting.gates).length) return;
  for (const { id, number } of exitsOf(place, setting)) {
    const gate = setting.gates[id];
    if (!gate) continue;
    const closes = closesAfter(gate, setting.starts);
    const [cx, cy] = [x[place.at.get(id) ?? 0] ?? 0, y[place.at.get(id) ?? 0] ?? 0];
    const shut = closes !== null && closes <= time;
    ctx.lineWidth = 2;
    ctx.strokeStyle = shut ? colours.crit : colours.text;
    ctx.fillStyle = colours.land;
    ctx.beginPath();
    ctx.rect(cx - 6, cy - 6, 12, 12);
    ctx.fill();
    if (shut) {
      ctx.moveTo(cx - 6, cy - 6);
      ctx.lineTo(cx + 6, cy + 6);
    }
    ctx.stroke();
    label(ctx, cx, cy - 15, String(number), colours);
  }
}

function circle(ctx: CanvasRenderingContext2D, x: number, y: number, radius: number, fill: string, line: string, dash: number[]): void {
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
  if (fill) {
    ctx.fillStyle = fill;
    ctx.fill();
  }
  ctx.strokeStyle = line;
  ctx.lineWidth = 1.6;
  ctx.setLineDash(dash);
  ctx.stroke();
  ctx.setLineDash([]);
}

function label(ctx: CanvasRenderingContext2D, x: number, y: number, text: string, colours: Colours): void {
  ctx.font = '600 12px system-ui, sans-serif';
  ctx.textAlign = 'center';
  ctx.lineWidth = 3;
  ctx.strokeStyle = colours.land;
  ctx.strokeText(text, x, y + 4);
  ctx.fillStyle = colours.text;
  ctx.fillText(text, x, y + 4);
}

function posts(ctx: CanvasRenderingContext2D, all: Posts, scene: Scene, project: Project, colours: Colours): void {
  const ink = scene.letter === 'a' ? colours.a : colours.b;
  for (const post of all.posts) {
    if (post.lon === null || post.lat === null) continue;
    const [x, y] = project(post.lon, post.lat);
    const now = post.orders.find((order) => order.first_s <= scene.time && (order.last_s === null || scene.time < order.last_s));
    ctx.globalAlpha = now ? 1 : 0.55;
    if (now?.bearing !== null && now?.bearing !== undefined) arrow(ctx, x, y, now.bearing, ink, colours.land);
    ctx.beginPath();
    ctx.arc(x, y, scene.chosen === post.number ? 12 : 9.5, 0, 2 * Math.PI);
    ctx.fillStyle = ink;
    ctx.fill();
    ctx.lineWidth = scene.chosen === post.number ? 3 : 1.6;
    ctx.strokeStyle = scene.chosen === post.number ? colours.text : colours.land;
    ctx.stroke();
    ctx.fillStyle = colours.land;
    ctx.font = '700 11px system-ui, sans-serif';
    ctx.textAlign = 'center';
    ctx.fillText(String(post.number), x, y + 4);
    ctx.globalAlpha = 1;
  }
}

function arrow(ctx: CanvasRenderingContext2D, x: number, y: number, bearing: number, ink: string, edge: string): void {
  ctx.save();
  ctx.translate(x, y);
  ctx.rotate((bearing * Math.PI) / 180);
  ctx.beginPath();
  ctx.moveTo(0, -30);
  ctx.lineTo(7.5, -18);
  ctx.lineTo(2, -18);
  ctx.lineTo(2, -9);
  ctx.lineTo(-2, -9);
  ctx.lineTo(-2, -18);
  ctx.lineTo(-7.5, -18);
  ctx.closePath();
  ctx.lineWidth = 3;
  ctx.strokeStyle = edge;
  ctx.stroke();
  ctx.fillStyle = ink;
  ctx.fill();
  ctx.restore();
}

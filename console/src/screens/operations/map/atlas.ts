/* One picture with every marker on it: kinds by shape, states by ring, severities by silhouette. */

import type { SensorState, Severity } from '../logic/types';
import type { Palette } from './palette';

const CELL = 64;
/** Drawing units a cell holds; 32 units are 32 CSS pixels at double density. */
const UNITS = 32;

export const KINDS = ['people', 'traffic', 'air', 'noise', 'camera', 'weather', 'water', 'bioaerosol', 'other'] as const;
export const STATES: readonly SensorState[] = ['fresh', 'late', 'blind', 'stuck', 'impossible', 'drifting', 'silenced', 'unknown'];
const SEVERITIES: readonly Severity[] = ['info', 'low', 'medium', 'high', 'critical'];
const WEDGES = 8;

export interface Atlas {
  canvas: HTMLCanvasElement;
  mapping: Record<string, { x: number; y: number; width: number; height: number; mask: boolean }>;
}

type Pen = CanvasRenderingContext2D;

function kindShape(pen: Pen, kind: string, colour: string, land: string, hollow: boolean): void {
  pen.fillStyle = colour;
  pen.strokeStyle = colour;
  pen.lineWidth = 1.4;
  const path = new Path2D();
  if (kind === 'people') path.arc(0, 0, 3.7, 0, 7);
  else if (kind === 'traffic') path.roundRect(-3.3, -3.3, 6.6, 6.6, 1);
  else if (kind === 'air') path.addPath(new Path2D('M0-4.4 4 2.9H-4z'));
  else if (kind === 'camera') path.roundRect(-4.7, -3.3, 9.4, 6.6, 1.6);
  else if (kind === 'weather') path.addPath(new Path2D('M0-4.6 3.7 0 0 4.6-3.7 0z'));
  else if (kind === 'water') path.addPath(new Path2D('M0-5C2 -2 3.6-.4 3.6 1.4a3.6 3.6 0 0 1-7.2 0C-3.6-.4-2-2 0-5z'));
  else if (kind === 'bioaerosol') path.addPath(new Path2D('M-3.9-2.2 0-4.5 3.9-2.2V2.2L0 4.5-3.9 2.2z'));
  else if (kind === 'noise') {
    pen.lineCap = 'round';
    pen.lineWidth = 1.8;
    pen.stroke(new Path2D('M-3.3-1.5v3M0-4v8M3.3-1.5v3'));
    return;
  } else path.arc(0, 0, 2.6, 0, 7);
  if (hollow) pen.stroke(path);
  else pen.fill(path);
  if (kind === 'camera' && !hollow) {
    pen.fillStyle = land;
    pen.beginPath();
    pen.arc(0, 0, 1.5, 0, 7);
    pen.fill();
  }
}

function ring(pen: Pen, colour: string, radius: number, width: number, dash: number[] = []): void {
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.setLineDash(dash);
  pen.beginPath();
  pen.arc(0, 0, radius, 0, Math.PI * 2);
  pen.stroke();
  pen.setLineDash([]);
}

function strokes(pen: Pen, colour: string, path: string, width = 2): void {
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.lineCap = 'round';
  pen.stroke(new Path2D(path));
}

function sensor(pen: Pen, kind: string, state: SensorState, palette: Palette): void {
  const unseen = state === 'late' || state === 'blind' || state === 'stuck' || state === 'impossible' || state === 'drifting';
  const hollow = state === 'silenced' || state === 'unknown';
  kindShape(pen, kind, unseen ? palette.blind : palette.sensor, palette.land, hollow);
  if (state === 'late') ring(pen, palette.blind, 8, 1.7, [3.2, 2.6]);
  if (state === 'blind') {
    ring(pen, palette.blind, 8.5, 1.7);
    strokes(pen, palette.blind, 'M-6 6 6-6');
  }
  if (state === 'stuck') {
    ring(pen, palette.blind, 8, 1.7);
    strokes(pen, palette.blind, 'M-4-6.5h8M-4 6.5h8');
  }
  if (state === 'impossible') {
    ring(pen, palette.blind, 8, 1.7);
    strokes(pen, palette.blind, 'M-8-8l3 3M8-8l-3 3M-8 8l3-3M8 8l-3-3', 1.7);
  }
  if (state === 'drifting') {
    ring(pen, palette.blind, 8, 1.7);
    strokes(pen, palette.blind, 'M3 8 8 3M4 3h4v4', 1.7);
  }
  if (state === 'silenced') ring(pen, palette.sensor, 8, 1.5, [1, 3]);
}

/** The four silhouettes of severity, 16 units across and centred. */
export function severityShape(pen: Pen, severity: Severity, palette: Palette): void {
  pen.save();
  pen.translate(-8, -8);
  const mark = (colour: string, path: string, width: number, dot?: [number, number, number]) => {
    strokes(pen, colour, path, width);
    if (!dot) return;
    pen.fillStyle = colour;
    pen.beginPath();
    pen.arc(dot[0], dot[1], dot[2], 0, 7);
    pen.fill();
  };
  const fill = (path: Path2D, edge: number) => {
    // A thin rim in the ground's colour keeps the silhouette readable on any map.
    pen.strokeStyle = palette.land;
    pen.lineJoin = 'round';
    pen.lineWidth = edge;
    pen.stroke(path);
    pen.fillStyle = palette.fill[severity];
    pen.fill(path);
  };
  if (severity === 'critical') {
    fill(new Path2D('M8 .6 15.4 8 8 15.4.6 8z'), 2);
    mark(palette.onFill, 'M8 4.3v4.6', 1.9, [8, 11.6, 1.1]);
  } else if (severity === 'high') {
    const path = new Path2D('M8 1.4 15.4 14.4H.6z');
    fill(path, 3);
    pen.strokeStyle = palette.fill.high;
    pen.lineWidth = 1;
    pen.stroke(path);
    mark(palette.onBright, 'M8 6v3.7', 1.7, [8, 12.1, 1]);
  } else if (severity === 'medium') {
    const path = new Path2D();
    path.arc(8, 8, 6.6, 0, 7);
    fill(path, 2.6);
    pen.strokeStyle = palette.mediumEdge;
    pen.lineWidth = 1;
    pen.stroke(path);
    mark(palette.onBright, 'M5 8h6', 1.7);
  } else {
    const path = new Path2D();
    path.arc(8, 8, 5.7, 0, 7);
    pen.strokeStyle = palette.land;
    pen.lineWidth = 4;
    pen.stroke(path);
    pen.strokeStyle = palette.fill[severity];
    pen.lineWidth = 1.8;
    pen.stroke(path);
  }
  pen.restore();
}

/** Draw the atlas for a palette. Cells are named `people-late`, `alert-high`, `wedge-3`. */
export function drawAtlas(palette: Palette): Atlas {
  const columns = 16;
  const names: [string, (pen: Pen) => void][] = [];
  for (const kind of KINDS)
    for (const state of STATES) names.push([`${kind}-${state}`, (pen) => sensor(pen, kind, state, palette)]);
  for (const severity of SEVERITIES)
    names.push([`alert-${severity}`, (pen) => {
      pen.scale(1.75, 1.75);
      severityShape(pen, severity, palette);
    }]);
  for (let part = 1; part <= WEDGES; part += 1)
    names.push([`wedge-${part}`, (pen) => {
      pen.fillStyle = palette.blind;
      pen.beginPath();
      pen.moveTo(0, 0);
      pen.arc(0, 0, 13, -Math.PI / 2, -Math.PI / 2 + (part / WEDGES) * Math.PI * 2);
      pen.fill();
    }]);
  const canvas = document.createElement('canvas');
  canvas.width = columns * CELL;
  canvas.height = Math.ceil(names.length / columns) * CELL;
  const pen = canvas.getContext('2d');
  const mapping: Atlas['mapping'] = {};
  if (!pen) return { canvas, mapping };
  names.forEach(([name, draw], at) => {
    const x = (at % columns) * CELL;
    const y = Math.floor(at / columns) * CELL;
    pen.save();
    pen.translate(x + CELL / 2, y + CELL / 2);
    pen.scale(CELL / UNITS, CELL / UNITS);
    draw(pen);
    pen.restore();
    mapping[name] = { x, y, width: CELL, height: CELL, mask: false };
  });
  return { canvas, mapping };
}

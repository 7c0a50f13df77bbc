/* Alerts over the map, in a canvas without WebGL: in a storm they change every second, and a drawing of the GPU that is
   read back costs a machine without a graphics card more than everything else on the page. */

import type { IControl, Map as LibreMap } from 'maplibre-gl';
import type { Atlas } from './atlas';
import type { Cluster } from './bins';
import type { Palette } from './palette';

/** Where a count stands beside its marker, in CSS pixels. */
const COUNT_AT = [13, -9] as const;
const COUNT_FONT = '600 12px "Liberation Sans", "Segoe UI", Arial, sans-serif';

export interface Marks {
  clusters: readonly Cluster[];
  chosen: string | null;
  atlas: Atlas;
  palette: Palette;
}

/** Height of a marker in CSS pixels; its silhouette fills 28 of the cell's 32 units. */
export function sizeOf(one: Cluster, chosen: string | null): number {
  if (one.id === chosen) return 30;
  return one.severity === 'critical' || one.severity === 'high' ? 24 : 20;
}

/** A control of the map, so that it lies over the sensors' drawing, which is one too. */
export class MarksOverlay implements IControl {
  private readonly box = document.createElement('div');
  private readonly canvas = document.createElement('canvas');
  private map: LibreMap | null = null;
  private marks: Marks | null = null;
  private readonly redraw = () => this.paint();

  onAdd(map: LibreMap): HTMLElement {
    this.map = map;
    Object.assign(this.box.style, { position: 'absolute', left: '0', top: '0', margin: '0', pointerEvents: 'none' });
    Object.assign(this.canvas.style, { position: 'absolute', left: '0', top: '0' });
    this.canvas.className = 'marks';
    this.canvas.setAttribute('aria-hidden', 'true'); // its twin is the list
    this.box.append(this.canvas);
    // The map says so after each frame it drew: while it moves, the marks move with it.
    map.on('render', this.redraw);
    map.on('resize', this.redraw);
    return this.box;
  }

  onRemove(): void {
    this.map?.off('render', this.redraw);
    this.map?.off('resize', this.redraw);
    this.map = null;
    this.box.remove();
  }

  show(marks: Marks): void {
    this.marks = marks;
    this.paint();
  }

  private paint(): void {
    const { map, marks, canvas } = this;
    const pen = canvas.getContext('2d');
    if (!map || !marks || !pen) return;
    const { clientWidth: width, clientHeight: height } = map.getContainer();
    const ratio = window.devicePixelRatio || 1;
    const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== across || canvas.height !== down) {
      [canvas.width, canvas.height] = [across, down];
      Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
    }
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    pen.font = COUNT_FONT;
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    pen.lineJoin = 'round';
    pen.lineWidth = 3;
    pen.strokeStyle = marks.palette.halo;
    pen.fillStyle = marks.palette.strong;
    for (const one of marks.clusters) {
      const at = map.project([one.longitude, one.latitude]);
      if (at.x < -32 || at.y < -32 || at.x > width + 32 || at.y > height + 32) continue;
      const cell = marks.atlas.mapping[`alert-${one.severity}`];
      const size = sizeOf(one, marks.chosen);
      if (cell) {
        const [x, y] = [at.x - size / 2, at.y - size / 2];
        pen.drawImage(marks.atlas.canvas, cell.x, cell.y, cell.width, cell.height, x, y, size, size);
      }
      if (one.count < 2) continue;
      pen.strokeText(String(one.count), at.x + COUNT_AT[0], at.y + COUNT_AT[1]);
      pen.fillText(String(one.count), at.x + COUNT_AT[0], at.y + COUNT_AT[1]);
    }
  }
}

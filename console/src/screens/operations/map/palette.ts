/* The design tokens as the map's drawing code needs them. */

import type { Severity } from '../logic/types';

export type Rgba = [number, number, number, number];

export interface Palette {
  theme: string;
  sensor: string;
  land: string;
  blind: string;
  text: string;
  halo: string;
  strong: string;
  fill: Record<Severity, string>;
  wash: Record<Severity, string>;
  mediumEdge: string;
  onFill: string;
  onBright: string;
}

let probe: CanvasRenderingContext2D | null = null;

/** Any CSS colour as bytes. */
export function bytes(colour: string): Rgba {
  probe ??= document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (!probe) return [128, 128, 128, 255];
  probe.clearRect(0, 0, 1, 1);
  probe.fillStyle = colour;
  probe.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0, alpha = 0] = probe.getImageData(0, 0, 1, 1).data;
  return [red, green, blue, alpha];
}

/** Read the tokens in force on the document. */
export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim() || '#888888';
  return {
    theme: document.documentElement.dataset.theme ?? 'dark',
    sensor: token('m-sensor'),
    land: token('m-land'),
    blind: token('blind'),
    text: token('m-text'),
    halo: token('m-halo'),
    strong: token('t-1'),
    fill: {
      info: token('low-fill'),
      low: token('low-fill'),
      medium: token('med-fill'),
      high: token('high-fill'),
      critical: token('crit-fill'),
    },
    wash: {
      info: token('low-wash'),
      low: token('low-wash'),
      medium: token('med-wash'),
      high: token('high-wash'),
      critical: token('crit-wash'),
    },
    mediumEdge: token('med-edge'),
    onFill: token('t-on-fill'),
    onBright: token('t-on-bright'),
  };
}

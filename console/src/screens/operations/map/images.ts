/* Small pictures that MapLibre's layers need. */

import type { Palette } from './palette';

function canvas(size: number): [CanvasRenderingContext2D, number] {
  const element = document.createElement('canvas');
  element.width = size;
  element.height = size;
  return [element.getContext('2d', { willReadFrequently: true })!, size];
}

/** Violet diagonal hatch: what a blind camera would see. */
export function drawHatch(palette: Palette): ImageData {
  const [pen, size] = canvas(16);
  pen.strokeStyle = palette.blind;
  pen.lineWidth = 2.4;
  pen.globalAlpha = 0.7;
  for (const shift of [-size, 0, size]) {
    pen.beginPath();
    pen.moveTo(shift - 2, size + 2);
    pen.lineTo(shift + size + 2, -2);
    pen.stroke();
  }
  return pen.getImageData(0, 0, size, size);
}

/** The head of a flow, pointing north. */
export function drawArrow(palette: Palette): ImageData {
  const [pen, size] = canvas(48);
  pen.fillStyle = palette.strong;
  pen.fill(new Path2D('M24 6 42 40 24 33 6 40z'));
  return pen.getImageData(0, 0, size, size);
}

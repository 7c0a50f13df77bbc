import type { Step } from '../types';

export const WIDE = 212;
export const HIGH = 104;
const GAP_X = 28;
const GAP_Y = 46;
const LANE = 26;

export interface Box { id: string; x: number; y: number }
export interface Arrow { from: string; answer: number; to: string; points: [number, number][] }
export interface Drawn { boxes: Box[]; arrows: Arrow[]; width: number; height: number }

interface Cell { key: string; step: Step | null; wide: number; from: string[] }

/** Rows of the drawing: a step stands below everything that leads to it. What leads back, or nowhere, has no part in it. */
function rows(steps: Step[]): Map<string, number> {
  const place = new Map(steps.map((step, at) => [step.id, at]));
  const depth = new Map(steps.map((step) => [step.id, 0]));
  steps.forEach((step, at) => {
    for (const { next } of step.answers) {
      const to = place.get(next);
      if (to !== undefined && to > at) depth.set(next, Math.max(depth.get(next) ?? 0, (depth.get(step.id) ?? 0) + 1));
    }
  });
  return depth;
}

/** Where each step and each arrow is drawn. Long arrows get a lane of their own in the rows they pass. */
export function layout(steps: Step[]): Drawn {
  const depth = rows(steps);
  const table: Cell[][] = [];
  const put = (row: number, cell: Cell) => (table[row] ??= []).push(cell);
  for (const step of steps) put(depth.get(step.id) ?? 0, { key: step.id, step, wide: WIDE, from: [] });
  const cells = new Map(table.flat().map((cell) => [cell.key, cell]));
  const links: { from: string; answer: number; to: string; via: string[] }[] = [];
  const lanes = new Map<string, string[]>();
  for (const step of steps) {
    step.answers.forEach((answer, at) => {
      const target = cells.get(answer.next);
      if (!target || target.key === step.id) return;
      const [top, foot] = [depth.get(step.id) ?? 0, depth.get(answer.next) ?? 0];
      const pair = `${step.id}>${answer.next}`;
      let via = lanes.get(pair);
      if (!via) {
        via = [];
        let before = step.id;
        for (let row = top + 1; row < foot; row += 1) {
          const key = `${pair}@${row}`;
          const cell = { key, step: null, wide: LANE, from: [before] };
          cells.set(key, cell);
          put(row, cell);
          via.push(key);
          before = key;
        }
        if (foot > top) target.from.push(before);
        lanes.set(pair, via);
      }
      links.push({ from: step.id, answer: at, to: answer.next, via });
    });
  }
  const middle = new Map<string, number>();
  const wide = (row: Cell[]) => row.reduce((sum, cell) => sum + cell.wide + GAP_X, -GAP_X);
  const width = Math.max(WIDE, ...table.map(wide));
  const boxes: Box[] = [];
  table.forEach((row, at) => {
    const wish = (cell: Cell) => (cell.from.length ? cell.from.reduce((sum, key) => sum + (middle.get(key) ?? 0), 0) / cell.from.length : width / 2);
    const wished = row.map((cell, nth) => ({ cell, nth, x: wish(cell) })).sort((a, b) => a.x - b.x || a.nth - b.nth);
    // Each as near to what leads to it as its neighbours allow: left to right, then pushed back from the right edge.
    let edge = 0;
    const xs = wished.map(({ cell, x }) => {
      const left = Math.max(edge, x - cell.wide / 2);
      edge = left + cell.wide + GAP_X;
      return left;
    });
    let right = width;
    for (let nth = wished.length - 1; nth >= 0; nth -= 1) {
      const cell = wished[nth]?.cell as Cell;
      xs[nth] = Math.min(xs[nth] as number, right - cell.wide);
      right = (xs[nth] as number) - GAP_X;
    }
    wished.forEach(({ cell }, nth) => {
      const x = xs[nth] as number;
      middle.set(cell.key, x + cell.wide / 2);
      if (cell.step) boxes.push({ id: cell.step.id, x, y: at * (HIGH + GAP_Y) });
    });
  });
  const at = new Map(boxes.map((box) => [box.id, box]));
  const arrows = links.map(({ from, answer, to, via }): Arrow => {
    const [a, b] = [at.get(from) as Box, at.get(to) as Box];
    const count = steps.find((step) => step.id === from)?.answers.length ?? 1;
    const points: [number, number][] = [[a.x + (WIDE * (answer + 0.5)) / count, a.y + HIGH]];
    via.forEach((key, nth) => {
      const y = a.y + (nth + 1) * (HIGH + GAP_Y);
      points.push([middle.get(key) ?? 0, y], [middle.get(key) ?? 0, y + HIGH]);
    });
    points.push([b.x + WIDE / 2, b.y]);
    return { from, answer, to, points };
  });
  return { boxes, arrows, width, height: table.length * (HIGH + GAP_Y) - GAP_Y + 18 };
}

/** A soft line through points that goes down into each. */
export function path(points: [number, number][]): string {
  return points.map(([x, y], at) => {
    const before = points[at - 1];
    if (!before) return `M${x} ${y}`;
    const half = (y - before[1]) / 2;
    return before[0] === x ? `L${x} ${y}` : `C${before[0]} ${before[1] + half} ${x} ${y - half} ${x} ${y}`;
  }).join(' ');
}

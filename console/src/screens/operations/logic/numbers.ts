/* Readings and axes. */

import { tag } from '../../../ui/format';

const cache = new Map<string, Intl.NumberFormat>();

function format(digits: number): Intl.NumberFormat {
  const key = `${tag()}:${digits}`;
  let found = cache.get(key);
  if (!found) {
    found = new Intl.NumberFormat(tag(), { maximumFractionDigits: digits });
    cache.set(key, found);
  }
  return found;
}

export function whole(value: number): string {
  return format(0).format(value);
}

/** A reading: whole from 100 up, at most one decimal from 10, two below; a dash where there is none. */
export function reading(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  const size = Math.abs(value);
  return format(size >= 100 ? 0 : size >= 10 ? 1 : 2).format(value);
}

/** Round values for an axis from `low` to `high`, about `wanted` of them. */
export function ticks(low: number, high: number, wanted = 4): number[] {
  const span = high - low;
  if (!(span > 0)) return [low];
  const rough = span / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((one) => one >= rough) ?? power * 10;
  const found: number[] = [];
  for (let at = Math.ceil(low / step - 1e-9); at * step <= high + step * 1e-9; at += 1)
    found.push(Number((at * step).toPrecision(12)));
  return found;
}

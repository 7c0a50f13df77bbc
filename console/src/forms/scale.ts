/** How many stops a slider has; fine enough for a hand, coarse enough for arrow keys. */
export const STOPS = 200;

/** Whether a range spans so much that equal ratios, not equal steps, should look alike. */
export function logarithmic(min: number, max: number): boolean {
  return min > 0 && max / min >= 100;
}

/** Two significant figures, and whole numbers where asked. */
function tidy(value: number, whole: boolean): number {
  return whole ? Math.round(value) : Number(value.toPrecision(2));
}

/** The stop of a value, 0 to STOPS. */
export function stopOf(value: number, min: number, max: number): number {
  const inside = Math.min(max, Math.max(min, value));
  const share = logarithmic(min, max) ? Math.log(inside / min) / Math.log(max / min) : (inside - min) / (max - min || 1);
  return Math.round(share * STOPS);
}

/** The value at a stop. */
export function valueAt(stop: number, min: number, max: number, whole: boolean): number {
  const share = stop / STOPS;
  const value = logarithmic(min, max) ? min * (max / min) ** share : min + share * (max - min);
  return Math.min(max, Math.max(min, tidy(value, whole)));
}

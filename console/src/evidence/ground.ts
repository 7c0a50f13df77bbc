/* A flat drawing of a small place: degrees to pixels, with north up. */

export interface Ground {
  width: number;
  height: number;
  x: (longitude: number) => number;
  y: (latitude: number) => number;
  /** Metres a pixel. */
  scale: number;
}

const METRES = 111_320;

/** Fit places into a box, keeping metres equal in both directions. */
export function fit(places: readonly (readonly [number, number])[], width: number, height: number, margin = 18): Ground {
  const longitudes = places.map((place) => place[0]);
  const latitudes = places.map((place) => place[1]);
  const [west, east] = [Math.min(...longitudes), Math.max(...longitudes)];
  const [south, north] = [Math.min(...latitudes), Math.max(...latitudes)];
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const [wide, tall] = [Math.max(1e-6, (east - west) * squeeze), Math.max(1e-6, north - south)];
  const zoom = Math.min((width - 2 * margin) / wide, (height - 2 * margin) / tall);
  const [middle, centre] = [(west + east) / 2, (south + north) / 2];
  return {
    width,
    height,
    x: (longitude) => width / 2 + (longitude - middle) * squeeze * zoom,
    y: (latitude) => height / 2 - (latitude - centre) * zoom,
    scale: METRES / zoom,
  };
}

export function pathOf(ground: Ground, places: readonly (readonly [number, number])[], close = false): string {
  const text = places.map(([x, y]) => `${ground.x(x).toFixed(1)} ${ground.y(y).toFixed(1)}`).join('L');
  return text ? `M${text}${close ? 'Z' : ''}` : '';
}

/** A round length for a scale bar of at most `pixels`. */
export function scaleBar(ground: Ground, pixels = 70): { metres: number; pixels: number } {
  const most = ground.scale * pixels;
  const power = 10 ** Math.floor(Math.log10(most));
  const metres = ([5, 2, 1].find((factor) => factor * power <= most) ?? 1) * power;
  return { metres, pixels: metres / ground.scale };
}

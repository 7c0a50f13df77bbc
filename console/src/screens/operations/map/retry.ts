/* Tiles that did not come while the server was away for a moment. MapLibre leaves them blank for good. */

import type { Map as LibreMap, VectorTileSource } from 'maplibre-gl';

const WAIT_MS = [2000, 5000, 15_000, 30_000];
/** After so long without an error, the next one is a new trouble. */
const CALM_MS = 60_000;

/** Reads the base map's tiles again after an error, ever less often while it lasts. Returns what ends it. */
export function keepAsking(map: LibreMap): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let tries = 0;
  let last = 0;
  const ask = () => {
    timer = null;
    for (const [id, { type }] of Object.entries(map.getStyle()?.sources ?? {})) {
      const source = type === 'vector' ? (map.getSource(id) as VectorTileSource | undefined) : undefined;
      // Reads the archive's description again too, which may be what failed; tiles that stand stay until others come.
      if (source?.url) source.setUrl(source.url);
    }
  };
  const heard = (event: { sourceId?: unknown }) => {
    if (event.sourceId === undefined || timer !== null) return;
    const now = performance.now();
    tries = now - last > CALM_MS ? 0 : tries + 1;
    last = now;
    timer = setTimeout(ask, WAIT_MS[Math.min(tries, WAIT_MS.length - 1)]);
  };
  map.on('error', heard as (event: object) => void);
  return () => {
    if (timer !== null) clearTimeout(timer);
    map.off('error', heard as (event: object) => void);
  };
}

/* MapLibre's worker and the PMTiles protocol, once for the page. */

import { addProtocol, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { PMTiles, Protocol } from 'pmtiles';

let protocol: Protocol | null = null;
const archives = new Map<string, PMTiles>();

/** Make `pmtiles://` addresses work; safe to call again. */
export function prepare(): void {
  if (protocol) return;
  setWorkerUrl(workerUrl);
  protocol = new Protocol({ metadata: true });
  addProtocol('pmtiles', protocol.tile);
}

export interface Extent {
  west: number;
  south: number;
  east: number;
  north: number;
  minZoom: number;
}

/** Where the archive's data lie, and the zoom at which they still fill some 700 pixels. */
export async function extentOf(address: string): Promise<Extent> {
  prepare();
  const url = new URL(address.replace(/^pmtiles:\/\//, ''), window.location.href).href;
  let archive = archives.get(url);
  if (!archive) {
    archive = new PMTiles(url);
    archives.set(url, archive);
  }
  const header = await archive.getHeader();
  const span = Math.max(1e-4, header.maxLon - header.minLon);
  return {
    west: header.minLon,
    south: header.minLat,
    east: header.maxLon,
    north: header.maxLat,
    minZoom: Math.max(header.minZoom, Math.floor(Math.log2((360 / span) * (700 / 512)))),
  };
}

/* MapLibre's worker and the PMTiles protocol, once for the page. */

import { addProtocol, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { type Entry, type Header, PMTiles, Protocol, SharedPromiseCache, type Source } from 'pmtiles';

let protocol: Protocol | null = null;

/** The reader's cache, which forgets what could not be read: its own keeps a failed read as long as the page stands. */
class Readable extends SharedPromiseCache {
  override async getHeader(source: Source): Promise<Header> {
    try {
      return await super.getHeader(source);
    } catch (problem) {
      this.cache.delete(source.getKey());
      throw problem;
    }
  }

  override async getDirectory(source: Source, offset: number, length: number, header: Header, signal?: AbortSignal): Promise<Entry[]> {
    try {
      return await super.getDirectory(source, offset, length, header, signal);
    } catch (problem) {
      // The key that SharedPromiseCache gives it.
      this.cache.delete(`${source.getKey()}|${header.etag || ''}|${offset}|${length}`);
      throw problem;
    }
  }
}

/** Make `pmtiles://` addresses work; safe to call again. */
export function prepare(): Protocol {
  if (protocol) return protocol;
  setWorkerUrl(workerUrl);
  protocol = new Protocol({ metadata: true });
  addProtocol('pmtiles', protocol.tile);
  return protocol;
}

/** The worker's program is fetched here first: MapLibre never asks again for one that did not come, and draws nothing. */
async function workerThere(): Promise<void> {
  const answer = await fetch(workerUrl);
  if (!answer.ok) throw new Error(`${workerUrl}: ${answer.status}`);
  await answer.arrayBuffer();
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
  const own = prepare();
  // Under the name by which the map asks for its tiles, so that both read one archive.
  const name = address.replace(/^pmtiles:\/\//, '');
  const archive = own.get(name) ?? new PMTiles(name, new Readable());
  own.add(archive);
  const [header] = await Promise.all([archive.getHeader(), workerThere()]);
  const span = Math.max(1e-4, header.maxLon - header.minLon);
  return {
    west: header.minLon,
    south: header.minLat,
    east: header.maxLon,
    north: header.maxLat,
    minZoom: Math.max(header.minZoom, Math.floor(Math.log2((360 / span) * (700 / 512)))),
  };
}

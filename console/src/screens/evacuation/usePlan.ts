import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { api } from '../../api/client';
import { idQuery, pathOf } from '../incidents/api';
import type { IncidentDetail } from '../incidents/types';
import { askTool } from './useReckon';
import { BLANK, counted, discOf, graphOf, keep, libraryQuery, streets } from './api';
import { recounted } from './live';
import { metres, placeOf, unzip, zipBytes, type Place } from './place';
import type { Crowd, Finding, Graph, KeptPlan, PlanHead, Reckoned, Setting } from './types';

const RADIUS_M = 450;
const COUNTED_M = 350;
/** People where nobody counts: a figure to be corrected, shown as such. */
const ASSUMED = 2000;

export interface About { id: string; number: string }

/** What was kept last: anything else on the screen is kept before it is printed or given out. */
interface Saved { name: string; setting: Setting; reckoned: Reckoned | null }

/** What is being planned: a place with its setting, where it came from, and the kept plan behind it. */
export interface Open { place: Place; setting: Setting; name: string; venue: string; about: About | null; fromMap: boolean; kept: PlanHead | null; reckoned: Reckoned | null; saved?: Saved; findings?: Finding[] }

/** Opens places: from a model, the base map, a file, the library, or a live incident. */
export function usePlan() {
  const queries = useQueryClient();
  const [open, setOpen] = useState<Open | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [loading, setLoading] = useState(false);

  const load = useCallback(async (make: () => Promise<Open>): Promise<Open | null> => {
    setLoading(true);
    setError(null);
    try {
      const made = await make();
      setOpen(made);
      return made;
    } catch (problem) {
      setError(problem);
      return null;
    } finally {
      setLoading(false);
    }
  }, []);

  const fromGraph = (graph: Graph, name: string, about: About | null = null): Open => ({
    place: placeOf(graph), setting: BLANK, name, venue: '', about, fromMap: false, kept: null, reckoned: null,
  });

  const model = (id: string, name: string) => load(async () => {
    const { graph } = await askTool({ ask: 'place', place: id }, () => undefined);
    if (!graph || typeof graph === 'string') throw new Error('no graph');
    return fromGraph(graph, name);
  });

  const around = (longitude: number, latitude: number, name: string) => load(async () => {
    const place = placeOf(await streets(longitude, latitude, RADIUS_M));
    const crowds = somebody(await counted(longitude, latitude, COUNTED_M));
    const all = crowds.length ? crowds : [{ longitude, latitude, radius_m: 80, people: ASSUMED, name: '', counted_at: '' }];
    return { place, setting: { ...BLANK, crowds: all }, name, venue: '', about: null, fromMap: true, kept: null, reckoned: null };
  });

  const file = (graph: Graph, name: string) => load(() => Promise.resolve(fromGraph(graph, name)));

  /** A map's file, made into a graph by the tool: what it assumed stands beside the plan. */
  const map = (file: File) => load(async () => {
    const answer = await askTool({ ask: 'map', name: file.name, content: await zipBytes(new Uint8Array(await file.arrayBuffer())) }, () => undefined);
    if (typeof answer.graph !== 'string') throw new Error('no graph');
    return { ...fromGraph(JSON.parse(await unzip(answer.graph)) as Graph, file.name.split('.')[0] ?? ''), findings: answer.findings ?? [] };
  });

  const library = (id: string) => load(async () => {
    const kept = await api.get<KeptPlan>(`/evacuations/${encodeURIComponent(id)}`);
    const graph = await graphOf(kept);
    const reckoned = kept.reckoned && kept.tasked ? { ...kept.reckoned, given: true } : kept.reckoned;
    if (!graph) throw new Error('no graph');
    const about = kept.about ? await api.get<IncidentDetail>(pathOf(kept.about)).then(({ id: one, number }) => ({ id: one, number }), () => null) : null;
    return { place: placeOf(graph), setting: kept.setting, name: kept.name, venue: kept.venue, about, fromMap: false, kept, reckoned, saved: { name: kept.name, setting: kept.setting, reckoned } };
  });

  /** The incident's place, its area as the threat, and the people that counters see around it. */
  const incident = (address: string) => load(async () => {
    const id = (await queries.fetchQuery(idQuery(address))) ?? address;
    const found = await api.get<IncidentDetail>(pathOf(id));
    const about = { id: found.id, number: found.number };
    const disc = discOf(found.place.longitude, found.place.latitude, found.place.area);
    if (!disc) throw new NoPlace();
    const place = placeOf(await streets(disc.longitude, disc.latitude, Math.max(RADIUS_M, disc.radius_m * 2)));
    const seen = somebody(await counted(disc.longitude, disc.latitude, COUNTED_M));
    const crowds = seen.length ? seen : [{ longitude: disc.longitude, latitude: disc.latitude, radius_m: disc.radius_m + 60, people: ASSUMED, name: '', counted_at: '' }];
    const setting = { ...BLANK, crowds, threats: [{ ...disc, growth_m_s: 0 }] };
    return { place, setting, name: found.place.name || found.title, venue: '', about, fromMap: true, kept: null, reckoned: null };
  });

  /** Counts anew, as `recounted` says; gives the setting with the counts, and changes nothing. */
  const recount = async (): Promise<Setting | null> => {
    if (!open) return null;
    const [[west, south], [east, north]] = open.place.bounds;
    const seen = await counted((west + east) / 2, (south + north) / 2, Math.max(COUNTED_M, metres(west, south, east, north) / 2));
    return { ...open.setting, crowds: recounted(open.setting.crowds, seen) };
  };

  const save = async (reckoned: Reckoned): Promise<KeptPlan | null> => {
    if (!open) return null;
    const words = { name: open.name, venue: open.venue, about: open.about?.id ?? null };
    const kept = await keep(open.place, open.setting, reckoned, words, open.kept);
    const saved = { name: open.name, setting: open.setting, reckoned };
    setOpen((now) => (now ? { ...now, kept, saved } : now));
    await queries.invalidateQueries({ queryKey: libraryQuery.queryKey });
    return kept;
  };

  const change = useCallback((change: Partial<Open>) => setOpen((now) => (now ? { ...now, ...change } : now)), []);
  /** Changes parts of the setting as it is by then. */
  const set = useCallback((part: Partial<Setting>) => setOpen((now) => (now ? { ...now, setting: { ...now.setting, ...part } } : now)), []);
  return { open, error, loading, model, around, file, map, library, incident, recount, save, change, set };
}

/** Counters that see nobody are no crowds. */
const somebody = (seen: Crowd[]) => seen.filter((one) => one.people > 0);

/** The incident has no place on the map. */
export class NoPlace extends Error {}

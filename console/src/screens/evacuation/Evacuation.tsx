import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, problemOf } from '../../api/client';
import { useSession } from '../../api/session';
import { cityNow } from '../../api/status';
import { Banner, Button, Loading, Problem, time, toast, useKeys } from '../../ui';
import { Begin } from './Begin';
import { BLANK_GATE } from './gates';
import { Head } from './Head';
import { InUse } from './InUse';
import { asOpened, countsAge, elapsedOf, grown, isStale } from './live';
import { Maps, type Look } from './Maps';
import { Outcome, postsOf } from './Outcome';
import { Play } from './Play';
import { Playback } from './playback';
import { isExit, nearestArc, nearestNode, peopleOf } from './place';
import type { PaneHandle } from './PlanMap';
import { Situation } from './Situation';
import type { Binding, Pen, Post, Setting } from './types';
import { NoPlace, usePlan } from './usePlan';
import { useReckon } from './useReckon';
import { useRival } from './useRival';
import css from './Evacuation.module.css';

/** Draw a situation, reckon how people leave, compare, and brief those who carry it out. */
export function Evacuation() {
  const { t } = useTranslation('evacuation');
  const { incident, plan: wish } = useSearch({ strict: false }) as { incident?: string; plan?: string };
  const go = useNavigate();
  const permissions = useSession()?.permissions ?? [];
  const mayKeep = permissions.includes('work_incidents');
  const mayExport = permissions.includes('export') && mayKeep;
  const plan = usePlan();
  const { reckoned, running, error, fallback, run, again, cancel, show, note } = useReckon();
  const playback = useMemo(() => new Playback(), []);
  useEffect(() => () => playback.stop(), [playback]);
  const pane = useRef<PaneHandle>(null);
  const [beginning, setBeginning] = useState(false);
  const [pen, setPen] = useState<Pen>('none');
  const [look, setLook] = useState<Look>('a');
  const [chosen, setChosen] = useState<number | null>(null);
  const [drawer, setDrawer] = useState(false);
  const [busy, setBusy] = useState(false);
  const { open } = plan;
  const posts = postsOf(reckoned);
  const stale = open !== null && isStale(reckoned, open.setting);
  const { rival, choose } = useRival(reckoned, open?.place ?? null);
  const queries = useQueryClient();

  const opened = (made: Awaited<ReturnType<typeof plan.model>>) => {
    setBeginning(false);
    setChosen(null);
    if (!made) return;
    show(asOpened(made.reckoned, cityNow(queries)));
    playback.seek(0);
  };
  useEffect(() => {
    if (incident) {
      void plan.incident(incident).then((made) => {
        opened(made);
        if (made) void run(made.place, made.setting);
      });
    } else if (wish && wish !== open?.kept?.id) void plan.library(wish).then(opened);
  }, [incident, wish]);

  const change = (part: Partial<Setting>, undone?: string) => {
    if (!open) return;
    plan.change({ setting: { ...open.setting, ...part }, kept: open.kept && { ...open.kept, tasked: false } });
    // Taken back is what was changed, not what was drawn since.
    const before = Object.fromEntries(Object.keys(part).map((key) => [key, open.setting[key as keyof Setting]])) as Partial<Setting>;
    if (undone) toast(undone, { undo: () => plan.set(before) });
  };
  const start = (setting = open?.setting) => {
    if (!open || !setting) return;
    if (!peopleOf(open.place, setting)) {
      toast(t('nobody'), { kind: 'problem' });
      return;
    }
    setChosen(null);
    void run(open.place, setting);
  };
  /** The plan in use, for the situation as it is by now: counted anew where counters answer, threats grown. */
  const adapt = async () => {
    if (!open || running || !mayKeep) return;
    const now = cityNow(queries);
    const elapsed = elapsedOf(reckoned, now);
    const fresh = (await plan.recount().catch(() => null)) ?? open.setting;
    const setting = { ...fresh, starts: fresh.starts && time(now), threats: grown(fresh.threats, reckoned.of?.threats ?? [], elapsed) };
    const typed = JSON.stringify(fresh.crowds) !== JSON.stringify(reckoned.of?.crowds);
    plan.change({ setting });
    setChosen(null);
    const age = countsAge(setting.crowds, now) ?? (typed ? 0 : elapsed);
    await again(open.place, setting, reckoned, elapsed, age, () => new Date(cityNow(queries)).toISOString());
  };
  const pick = (longitude: number, latitude: number) => {
    if (!open || pen === 'none') return;
    const { place, setting } = open;
    if (pen === 'people') return change({ crowds: [...setting.crowds, { longitude, latitude, radius_m: 50, people: 500, name: '', counted_at: '' }] });
    if (pen === 'threat') return change({ threats: [...setting.threats, { longitude, latitude, radius_m: 40, growth_m_s: 0 }] });
    if (pen === 'gate') {
      const id = place.ids[nearestNode(place, longitude, latitude, (node) => isExit(place, node, setting))] ?? '';
      return change({ gates: { ...setting.gates, [id]: setting.gates[id] ?? BLANK_GATE } });
    }
    if (pen === 'exit') {
      const node = nearestNode(place, longitude, latitude);
      return change({ exits: { ...setting.exits, [place.ids[node] ?? '']: !isExit(place, node, setting) } });
    }
    const arc = nearestArc(place, longitude, latitude);
    const [from, to] = [place.ids[place.tail[arc] ?? 0] ?? '', place.ids[place.head[arc] ?? 0] ?? ''];
    const same = (one: Setting['closed'][number]) => (one.from === from && one.to === to) || (one.from === to && one.to === from);
    return change({ closed: setting.closed.some(same) ? setting.closed.filter((one) => !same(one)) : [...setting.closed, { from, to, kept_free: pen === 'free' }] });
  };
  const inMiddle = () => {
    const middle = pane.current?.middle();
    if (middle) pick(...middle);
  };
  /** What two metres more would do, walked through: the street is made wider in both directions. */
  const wider = (one: Binding) => {
    if (!open) return;
    const graph = structuredClone(open.place.graph);
    for (const arc of graph.arcs) if ((String(arc[0]) === one.from && String(arc[1]) === one.to) || (String(arc[0]) === one.to && String(arc[1]) === one.from)) arc[3] += 2;
    const gate = open.setting.gates[one.to];
    const setting = gate?.width_m ? { ...open.setting, gates: { ...open.setting.gates, [one.to]: { ...gate, width_m: gate.width_m + 2 } } } : open.setting;
    void plan.file(graph, t('result.tried', { name: open.name })).then((made) => {
      if (!made) return;
      plan.change({ setting, about: open.about, fromMap: open.fromMap });
      void run(made.place, setting);
    });
  };
  const doing = async (act: () => Promise<void>) => {
    setBusy(true);
    try {
      await act();
    } catch (problem) {
      toast(problemOf(problem).problem ?? t('ui:noAnswer'), { kind: 'problem' });
    } finally {
      setBusy(false);
    }
  };
  /** The plan as it is on the screen, kept: what is printed or given out is what one sees. */
  const kept = async () => {
    const { saved } = open ?? {};
    const same = saved !== undefined && saved.name === open?.name && saved.setting === open.setting && saved.reckoned === reckoned;
    return same && open?.kept ? open.kept : plan.save(reckoned);
  };
  /** Notes since when (city time, ms) the plan is carried out, null for not any more, and keeps it so. */
  const use = (since: number | null) => doing(async () => {
    const made = { ...reckoned, used_at: since === null ? null : new Date(since).toISOString(), before: null };
    show(made);
    await plan.save(made);
  });
  const keepIt = () => doing(async () => {
    const made = await plan.save(reckoned);
    if (made) toast(t('kept', { name: made.name }));
  });
  const brief = (post?: Post) => doing(async () => {
    const made = await kept();
    if (made) await api.download(`/evacuations/${made.id}/brief.pdf`, `${made.name}.pdf`, { post: post?.number });
  });
  const file = (kind: 'csv' | 'geojson') => doing(async () => {
    const made = await kept();
    if (made) await api.download(`/evacuations/${made.id}/${kind === 'csv' ? 'posts.csv' : 'plan.geojson'}`, `${made.name}.${kind}`);
  });
  const tasks = () => doing(async () => {
    const made = await kept();
    if (!made) return;
    const done = await api.post<{ tasks: number }>(`/evacuations/${made.id}/tasks`);
    plan.change({ kept: { ...made, tasked: true } });
    note({ given: true, used_at: reckoned.used_at ?? new Date(cityNow(queries)).toISOString() });
    toast(t('tasked', { count: done.tasks, incident: open?.about?.number ?? '' }));
  });
  useKeys(
    [
      { id: 'evacuation_run', keys: 'r', group: 'edit', label: t('head.run'), run: () => (reckoned.used_at ? void adapt() : start()) },
      { id: 'evacuation_play', keys: 'space', group: 'look', label: t('curve.play'), run: () => playback.toggle() },
      { id: 'evacuation_brief', keys: 'p', group: 'edit', label: t('keys.brief'), run: () => void (posts && mayExport && !stale && brief()) },
      { id: 'evacuation_look', keys: 'd', group: 'look', label: t('keys.look'), run: () => setLook((now) => (now === 'a' ? 'side' : now === 'side' ? 'difference' : 'a')) },
      { id: 'evacuation_back', keys: 'arrowleft', group: 'look', label: t('keys.back'), run: () => playback.seek(playback.time - 10) },
      { id: 'evacuation_on', keys: 'arrowright', group: 'look', label: t('keys.on'), run: () => playback.seek(playback.time + 10) },
      { id: 'evacuation_stop', keys: 'escape', group: 'edit', label: t('head.cancel'), run: () => (pen === 'none' ? cancel() : setPen('none')) },
    ],
    [t, open, reckoned, posts, pen, mayExport, stale],
  );
  const toPost = (post: Post) => {
    setChosen(post.number);
    if (post.lon !== null && post.lat !== null) pane.current?.go(post.lon, post.lat);
  };
  const toStreet = (from: string, to: string) => {
    const [one, other] = [open?.place.at.get(from), open?.place.at.get(to)];
    if (!open || one === undefined || other === undefined) return;
    const { lon, lat } = open.place;
    pane.current?.go(((lon[one] ?? 0) + (lon[other] ?? 0)) / 2, ((lat[one] ?? 0) + (lat[other] ?? 0)) / 2);
  };
  const begin = (
    <Begin open={beginning} onClose={() => setBeginning(false)}
      onPlan={(id) => { setBeginning(false); void go({ to: '/evacuation', search: { plan: id } }); if (id === wish) void plan.library(id).then(opened); }}
      onModel={(id) => void plan.model(id, t(`model.${id}`)).then(opened)}
      onMap={() => void middleOfMap().then(([lon, lat]) => plan.around(lon, lat, t('begin.here')).then(opened))}
      onMapFile={(file) => void plan.map(file).then(opened)}
      onFile={(graph, name) => void plan.file(graph, name).then(opened)} />
  );
  if (!open) {
    return (
      <div className={css.empty}>
        <h1>{t('title')}</h1>
        {plan.loading ? <Loading>{t('loading')}</Loading> : <><p className="t2">{t('intro')}</p><Button kind="pri" className={css.begins} onClick={() => setBeginning(true)}>{t('head.begin')}</Button></>}
        {plan.error !== null && (plan.error instanceof NoPlace ? <Banner kind="problem" live>{t('noPlace')}</Banner> : <Problem error={plan.error} />)}
        {begin}
      </div>
    );
  }
  return (
    <div className={`${css.evac} ${drawer ? css.open : ''}`}>
      <Head open={open} reckoned={reckoned} stale={stale} running={running} posts={posts} mayKeep={mayKeep} mayExport={mayExport} busy={busy} narrow={() => setDrawer((now) => !now)} onRun={() => start()} onCancel={cancel} onBegin={() => setBeginning(true)}
        onKeep={() => void keepIt()} onBrief={() => void brief()} onTasks={() => void tasks()} onFile={(kind) => void file(kind)} onName={(name) => plan.change({ name })} />
      <Situation place={open.place} setting={open.setting} reckoned={reckoned} pen={pen} onPen={setPen} onChange={change} onRecount={() => void doing(async () => { const made = await plan.recount(); if (made) change({ crowds: made.crowds }); })} fromMap={open.fromMap} findings={open.findings ?? []} />
      <Maps place={open.place} setting={open.setting} reckoned={reckoned} posts={posts} chosen={chosen} playback={playback} look={look} pen={pen} rival={rival} mine={open.kept?.id ?? null} onRival={(id) => void doing(() => choose(id))} onLook={setLook} onPick={pick} onDone={() => setPen('none')} handle={pane} middle={inMiddle} />
      <Play reckoned={reckoned} rival={rival} playback={playback} />
      <div className={css.side}>
        {plan.error !== null && <Problem error={plan.error} />}
        <InUse reckoned={reckoned} setting={open.setting} posts={posts} stale={stale} running={running !== null} mayKeep={mayKeep && !busy} fallback={fallback} error={error}
          onUse={(since) => void use(since)} onAgain={() => void adapt()} onStart={() => start()} onPost={toPost} />
        <Outcome reckoned={reckoned} rival={rival} chosen={chosen} mayBrief={mayExport && !busy && !stale} onTry={wider} onBrief={(post) => void brief(post)}
          onPost={toPost} onStreet={toStreet} running={running !== null} />
      </div>
      {begin}
    </div>
  );
}

/** The middle of the city's map: where its style looks. */
async function middleOfMap(): Promise<[number, number]> {
  const style = (await (await fetch('/maps/style-dark.json')).json()) as { center?: [number, number] };
  return style.center ?? [24.9414, 60.1719];
}

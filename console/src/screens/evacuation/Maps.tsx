import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui';
import { libraryQuery } from './api';
import { lengthOf, openFrames, STEPS, worst, type Frames } from './frames';
import { widths } from './gates';
import { Together } from './ground';
import { postsOf } from './Outcome';
import { Letter } from './parts';
import { PlanMap, type PaneHandle } from './PlanMap';
import type { Playback } from './playback';
import type { Place } from './place';
import type { Pen, Posts, Reckoned, Setting } from './types';
import type { Rival } from './useRival';
import css from './Evacuation.module.css';

export type Look = 'a' | 'side' | 'difference';

interface Props {
  place: Place; setting: Setting; reckoned: Reckoned; posts: Posts | null; chosen: number | null; playback: Playback; look: Look; pen: Pen;
  rival: Rival; mine: string | null; onRival: (id: string | null) => void; onLook: (look: Look) => void; onPick: (longitude: number, latitude: number) => void; onDone: () => void; handle: Ref<PaneHandle>; middle: () => void;
}

/** Opens the counts of both plans as they come. */
function useFrames(reckoned: Reckoned, rival: Rival, place: Place, setting: Setting, playback: Playback): { a: Frames | null; b: Frames | null } {
  const [frames, setFrames] = useState<{ a: Frames | null; b: Frames | null }>({ a: null, b: null });
  const latest = useRef(setting);
  latest.current = setting;
  useEffect(() => {
    let gone = false;
    const theirs = rival.place ?? place;
    const made = widths(place, reckoned.of ?? latest.current);
    const others = widths(theirs, rival.reckoned.of ?? rival.setting ?? latest.current);
    void Promise.all([openFrames(reckoned.frames, 'plan', place, made), openFrames(rival.reckoned.frames, rival.name, theirs, others)]).then(([a, b]) => {
      if (gone) return;
      setFrames({ a, b });
      playback.last(lengthOf(a, b));
    });
    return () => { gone = true; };
  }, [reckoned.frames, rival.reckoned.frames, rival.name, rival.place, place, playback]);
  return frames;
}

/** What plan A is held against: the nearest way out, or a kept plan. */
function RivalChoice({ rival, mine, onRival }: { rival: Rival; mine: string | null; onRival: (id: string | null) => void }) {
  const { t } = useTranslation('evacuation');
  const { data } = useQuery(libraryQuery);
  const plans = data?.filter((one) => one.clear_s !== null && one.id !== mine) ?? [];
  return (
    <select className={css.rival} aria-label={t('rival.choose')} value={rival.id ?? ''} onChange={(event) => onRival(event.currentTarget.value || null)}>
      <option value="">{t('map.nearest')}</option>
      {plans.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
    </select>
  );
}

function Key({ look }: { look: Look }) {
  const { t } = useTranslation('evacuation');
  if (look === 'difference') return <div className={css.key}>{t('map.difference')}</div>;
  return (
    <div className={css.key}>
      <div className={css.ramp}>{['a', 'b', 'c', 'd', 'e', 'f'].map((one) => <i key={one} className={css[`los_${one}`]} />)}</div>
      <div className={css.ticks}>{STEPS.map((one) => <span key={one}>{one}</span>)}</div>
      {t('map.key')}
    </div>
  );
}

/** Plan A, both side by side, or where they differ. */
export function Maps(props: Props) {
  const { place, setting, reckoned, posts, chosen, playback, look, pen, rival, onRival, mine, onLook, onPick, onDone, handle, middle } = props;
  const { t } = useTranslation('evacuation');
  const together = useMemo(() => new Together(), []);
  const { a, b } = useFrames(reckoned, rival, place, setting, playback);
  const difference = useMemo(() => {
    if (!a || !b) return null;
    const theirs = new Map([...worst(b)].map((one, at) => [b.arcs[at], one]));
    return worst(a).map((one, at) => (theirs.get(a.arcs[at]) ?? 0) - one);
  }, [a, b]);
  const scene = { place, setting, chosen, difference: null };
  const side = look === 'side' && (b !== null || rival.id !== null);
  return (
    <section className={`${css.maps} ${side ? css.two : ''}`} aria-label={t('map.label')}>
      <PlanMap ref={handle} scene={{ ...scene, frames: a, posts, letter: 'a', difference: look === 'difference' ? difference : null }} playback={playback} label={t('map.planA')} drawing={pen !== 'none'} together={together} onPick={onPick}>
        <div className={css.lbl}><Letter plan="a" /><b>{posts ? t('map.posts', { count: posts.posts.length }) : t('map.plan')}</b></div>
        {(a ?? b) && <Key look={look} />}
        {pen !== 'none' && (
          <div className={css.hint} role="status"><span>{t(`pen.${pen}`)}</span>
            <Button small onClick={middle}>{t('pen.middle')}</Button><Button small kind="quiet" onClick={onDone}>{t('pen.done')}</Button></div>
        )}
        {(b ?? rival.id) && (
          <div className={css.looks} role="group" aria-label={t('map.look')}>
            {(['a', 'side', 'difference'] as const).map((one) => <button key={one} type="button" aria-pressed={look === one} className={look === one ? css.on : undefined} onClick={() => onLook(one)}>{t(`look.${one}`)}</button>)}
          </div>
        )}
      </PlanMap>
      {side && (
        <PlanMap scene={{ ...scene, place: rival.place ?? place, setting: rival.setting ?? setting, frames: b, posts: rival.id === null ? null : postsOf(rival.reckoned), chosen: null, letter: 'b' }} playback={playback} label={t('map.planB')} drawing={pen !== 'none'} together={together} onPick={onPick}>
          <div className={css.lbl}><Letter plan="b" /><RivalChoice rival={rival} mine={mine} onRival={onRival} /></div>
        </PlanMap>
      )}
    </section>
  );
}

import { useEffect, useMemo, useState, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui';
import { lengthOf, openFrames, STEPS, worst, type Frames } from './frames';
import { Together } from './ground';
import { Letter } from './parts';
import { PlanMap, type PaneHandle } from './PlanMap';
import type { Playback } from './playback';
import type { Place } from './place';
import type { Pen, Posts, Reckoned, Setting } from './types';
import css from './Evacuation.module.css';

export type Look = 'a' | 'side' | 'difference';

interface Props {
  place: Place; setting: Setting; reckoned: Reckoned; posts: Posts | null; chosen: number | null; playback: Playback; look: Look; pen: Pen;
  onLook: (look: Look) => void; onPick: (longitude: number, latitude: number) => void; onDone: () => void; handle: Ref<PaneHandle>; middle: () => void;
}

/** Opens the counts of both plans as they come. */
function useFrames(reckoned: Reckoned, place: Place, playback: Playback): { a: Frames | null; b: Frames | null } {
  const [frames, setFrames] = useState<{ a: Frames | null; b: Frames | null }>({ a: null, b: null });
  useEffect(() => {
    let gone = false;
    void Promise.all([openFrames(reckoned.frames, 'plan', place), openFrames(reckoned.frames, 'nearest', place)]).then(([a, b]) => {
      if (gone) return;
      setFrames({ a, b });
      playback.last(lengthOf(a, b));
    });
    return () => { gone = true; };
  }, [reckoned.frames, place, playback]);
  return frames;
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
  const { place, setting, reckoned, posts, chosen, playback, look, pen, onLook, onPick, onDone, handle, middle } = props;
  const { t } = useTranslation('evacuation');
  const together = useMemo(() => new Together(), []);
  const { a, b } = useFrames(reckoned, place, playback);
  const difference = useMemo(() => {
    if (!a || !b) return null;
    const [mine, theirs] = [worst(a), worst(b)];
    return mine.map((one, at) => (theirs[at] ?? 0) - one);
  }, [a, b]);
  const scene = { place, setting, chosen, difference: null };
  return (
    <section className={`${css.maps} ${look === 'side' && b ? css.two : ''}`} aria-label={t('map.label')}>
      <PlanMap ref={handle} scene={{ ...scene, frames: a, posts, letter: 'a', difference: look === 'difference' ? difference : null }} playback={playback} label={t('map.planA')} drawing={pen !== 'none'} together={together} onPick={onPick}>
        <div className={css.lbl}><Letter plan="a" /><b>{posts ? t('map.posts', { count: posts.posts.length }) : t('map.plan')}</b></div>
        {(a ?? b) && <Key look={look} />}
        {pen !== 'none' && (
          <div className={css.hint} role="status"><span>{t(`pen.${pen}`)}</span>
            <Button small onClick={middle}>{t('pen.middle')}</Button><Button small kind="quiet" onClick={onDone}>{t('pen.done')}</Button></div>
        )}
        {b && (
          <div className={css.looks} role="group" aria-label={t('map.look')}>
            {(['a', 'side', 'difference'] as const).map((one) => <button key={one} type="button" aria-pressed={look === one} className={look === one ? css.on : undefined} onClick={() => onLook(one)}>{t(`look.${one}`)}</button>)}
          </div>
        )}
      </PlanMap>
      {look === 'side' && b && (
        <PlanMap scene={{ ...scene, frames: b, posts: null, letter: 'b' }} playback={playback} label={t('map.planB')} drawing={pen !== 'none'} together={together} onPick={onPick}>
          <div className={css.lbl}><Letter plan="b" /><b>{t('map.nearest')}</b></div>
        </PlanMap>
      )}
    </section>
  );
}

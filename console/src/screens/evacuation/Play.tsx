import { useTranslation } from 'react-i18next';
import { Button, EmptyState, number } from '../../ui';
import { Curve, insideAt, stillInside } from './Curve';
import { clock } from './frames';
import { usePlayback, type Playback } from './playback';
import type { Reckoned } from './types';
import type { Rival } from './useRival';
import css from './Evacuation.module.css';

/** The time slider with what it says, above the clearance curve. */
export function Play({ reckoned, rival, playback }: { reckoned: Reckoned; rival: Rival; playback: Playback }) {
  const { t } = useTranslation('evacuation');
  const { time, playing, end } = usePlayback(playback);
  const [a, b] = [stillInside(reckoned, 'plan'), stillInside(rival.reckoned, rival.name)];
  if (!reckoned.plan) return <section className={css.curve} aria-label={t('curve.label')}><EmptyState title={t('curve.none')}>{t('curve.how')}</EmptyState></section>;
  const said = b.length
    ? t('curve.both', { a: number(insideAt(a, time)), b: number(insideAt(b, time)) })
    : t('curve.one', { a: number(insideAt(a, time)) });
  return (
    <section className={css.curve} aria-label={t('curve.label')}>
      <div className={css.play}>
        <Button kind="pri" icon={playing ? 'pause' : 'play'} aria-label={t(playing ? 'curve.pause' : 'curve.play')} disabled={end === 0} onClick={() => playback.toggle()} />
        <b className={css.clock}>{clock(time)}</b>
        <input type="range" aria-label={t('curve.time')} aria-valuetext={`${clock(time)}, ${said}`} min={0} max={Math.max(1, Math.round(end))} value={time} disabled={end === 0} onChange={(event) => playback.seek(Number(event.currentTarget.value))} />
        <span className="t2">{said}</span>
        {reckoned.simulated && <span className={`meta ${css.bands}`}>{t('curve.bands')}</span>}
      </div>
      <Curve reckoned={reckoned} rival={rival} playback={playback} />
    </section>
  );
}

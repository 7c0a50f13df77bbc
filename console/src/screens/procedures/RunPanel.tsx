import './run/run.css';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OfferOut, RunOut } from '../../api/generated';
import { Button, Icon, iconOf, Problem, time } from '../../ui';
import { RunHistory } from './run/RunHistory';
import { RunStep } from './run/RunStep';
import { offeredQuery, runsQuery, useRunActs, type RunActs } from './run/useRuns';

/** A procedure that fits, why, and the button that begins it. */
function Offer({ offer, acts, first }: { offer: OfferOut; acts: RunActs; first: boolean }) {
  const { t } = useTranslation('procedures');
  return (
    <div className="offer">
      <Icon name={iconOf(offer.icon)} size={18} />
      <div>
        <b>{offer.title}</b>
        <span className="meta">{offer.reason} · {t('steps', { count: offer.steps })}</span>
      </div>
      <Button small kind={first ? 'plain' : 'line'} icon="play" disabled={acts.busy} aria-label={t('run.startNamed', { title: offer.title })} onClick={() => void acts.start(offer.procedure)}>{t('run.start')}</Button>
    </div>
  );
}

function Ended({ run, acts }: { run: RunOut; acts: RunActs }) {
  const { t } = useTranslation('procedures');
  const [past, setPast] = useState(false);
  return (
    <section className="proc" aria-label={t('run.title', { title: run.title })}>
      <h3 className="sec">
        <span>{t('run.title', { title: run.title })}</span>
        <span className="end">{t(`ended.${run.state === 'stopped' ? 'stopped' : 'done'}`, { time: run.ended_at ? time(run.ended_at) : '' })}</span>
      </h3>
      <div className="foot">
        {run.state === 'done' && <Button small kind="quiet" icon="undo" disabled={acts.busy} onClick={() => void acts.undo(run)}>{t('run.back')}</Button>}
        <span className="end"><Button small kind="quiet" aria-expanded={past} onClick={() => setPast(!past)}>{t('run.history', { count: run.history.length })}</Button></span>
      </div>
      {past && <RunHistory run={run} acts={acts} />}
    </section>
  );
}

/**
 * Procedures of an alert or of an incident: those that fit, the one at work as one question at a time, those that ended.
 * Answers are `1` to `9`, `S` skips.
 */
export function RunPanel({ incident, alert }: { incident?: string; alert?: string }) {
  const { t, i18n } = useTranslation('procedures');
  const about = alert ? { alert } : { incident };
  const runs = useQuery(runsQuery(about, i18n.language));
  const offered = useQuery(offeredQuery(about, i18n.language));
  const acts = useRunActs(about);
  const [wish, setWish] = useState<string | null>(null);
  const [past, setPast] = useState(false);
  const running = (runs.data ?? []).filter((run) => run.state === 'running').sort((a, b) => a.id.localeCompare(b.id));
  const ended = (runs.data ?? []).filter((run) => run.state !== 'running');
  const chosen = running.find((run) => run.id === wish) ?? running[0];
  const offers = (offered.data ?? []).filter((offer) => !runs.data?.some((run) => run.procedure === offer.procedure && run.state !== 'stopped'));
  const error = acts.error ?? runs.error ?? offered.error;
  return (
    <>
      {error !== null && <Problem error={error} />}
      {running.length > 1 && (
        <div className="proc-which tabs" role="group" aria-label={t('run.several')}>
          {running.map((run) => <button key={run.id} type="button" aria-pressed={run === chosen} className={run === chosen ? 'on' : ''} onClick={() => setWish(run.id)}>{run.title}</button>)}
        </div>
      )}
      {chosen && (
        <section className="proc" aria-label={t('run.title', { title: chosen.title })}>
          <RunStep key={chosen.id} run={chosen} acts={acts} past={past} onPast={() => setPast(!past)} />
          {past && <RunHistory run={chosen} acts={acts} />}
        </section>
      )}
      {offers.length > 0 && runs.data && (
        <section className="proc" aria-label={t('run.offered')}>
          <h3 className="sec"><span>{t(chosen ? 'run.also' : 'run.offered')}</span></h3>
          {offers.slice(0, 4).map((offer, at) => <Offer key={offer.procedure} offer={offer} acts={acts} first={at === 0 && !chosen} />)}
        </section>
      )}
      {ended.map((run) => <Ended key={run.id} run={run} acts={acts} />)}
    </>
  );
}

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RunOut } from '../../../api/generated';
import { Button, time } from '../../../ui';
import { Why } from './RunStep';
import type { RunActs } from './useRuns';

/** Every answer of a run with who and when, the taken back ones struck out; and the way to end it early. */
export function RunHistory({ run, acts }: { run: RunOut; acts: RunActs }) {
  const { t } = useTranslation('procedures');
  const [why, setWhy] = useState(false);
  return (
    <>
      <ol className="past" tabIndex={0} aria-label={t('run.past')}>
        <li><span className="a">{t('run.began', { version: run.version })}</span><span className="meta">{run.started_by?.name}</span><time className="meta">{time(run.started_at)}</time></li>
        {run.history.map((line) => (
          <li key={line.id} className={line.undone ? 'gone' : ''}>
            <span className="meta">{line.text}</span>
            <time className="meta" dateTime={line.at}>{time(line.at)}</time>
            <span className="a">
              {line.what === 'answered' ? line.answer : <span className={line.what === 'skipped' ? 'skip' : ''}>{t(`did.${line.what}`)}</span>}
              {line.note && line.what !== 'acted' ? `: ${line.note}` : ''}
            </span>
            <span className="meta">{line.by?.name}</span>
          </li>
        ))}
      </ol>
      {run.state === 'running' && !why && <Button small kind="line" onClick={() => setWhy(true)}>{t('run.stop')}</Button>}
      {why && <Why label={t('run.stopWhy')} act={t('run.stop')} busy={acts.busy} onSend={(reason) => void acts.stop(run, reason)} onClose={() => setWhy(false)} />}
    </>
  );
}

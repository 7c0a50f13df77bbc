import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { number, time } from '../../../ui';
import type { Alert } from '../logic/types';

/** Below this many verdicts a share would say more than is known. */
const ENOUGH_JUDGED = 30;

/** "94 of 100 such alerts were real (212 judged)", in counts and never as a bare percentage. */
export function TrackRecord({ record }: { record: Alert['track_record'] }) {
  const { t } = useTranslation('operations');
  if (!record || record.judged === 0) return <span className="t2">{t('record.none')}</span>;
  if (record.judged < ENOUGH_JUDGED) return <span className="t2">{t('record.few', { count: record.judged, real: number(record.real) })}</span>;
  const real = Math.round((record.real / record.judged) * 100);
  return (
    <>
      <span className="t2">{t('record.share', { real: number(real) })}</span> {t('record.judged', { judged: number(record.judged) })}
    </>
  );
}

/** The sentence, and how far such sentences have been right so far. */
export function Why({ alert, headRef }: { alert: Alert; headRef: Ref<HTMLHeadingElement> }) {
  const { t } = useTranslation('operations');
  return (
    <div className="whybox">
      <h2 className="why" ref={headRef} tabIndex={-1}>{alert.why || alert.title}</h2>
      <p className="meta">
        <TrackRecord record={alert.track_record} />{' '}
        {t('record.when', { from: time(alert.window_start), to: time(alert.window_end) })}
        {alert.over ? ` ${t('record.over')}` : ''}
      </p>
    </div>
  );
}

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import type { AssessmentOut } from '../../../api/generated';
import { useMay } from '../../../api/session';
import { Button, date, EffectsBelow } from '../../../ui';
import css from './Assessments.module.css';

interface Props { one: AssessmentOut; dirty: boolean; url: string; act: (send: () => Promise<unknown>, said: string) => Promise<void> }

/** The officer's opinion and the controller's decision. Both ways of each have the same weight. */
export function Judge({ one, dirty, url, act }: Props) {
  const { t } = useTranslation('assessments');
  const draft = one.state === 'draft';
  const advises = useMay('advise_assessment') && draft;
  const decides = useMay('decide_assessment') && draft;
  const [words, setWords] = useState('');
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState('');
  const advise = (favourable: boolean) => act(() => api.post(`${url}/opinion`, { revision: one.revision, favourable, text: words }), t('opinion.given'));
  const decide = (accepted: boolean) =>
    act(() => api.post(`${url}/decision`, { revision: one.revision, accepted, reason, valid_until: until ? `${until}T00:00:00Z` : '' }), t(accepted ? 'decision.isAccepted' : 'decision.isRefused'));
  return (
    <>
      <section className={css.section}>
        <h3>{t('opinion.title')}</h3>
        {one.opinion
          ? <><p>{one.opinion.text}</p><p className="meta">{t(one.opinion.favourable ? 'opinion.for' : 'opinion.against', { by: one.opinion.by, at: date(one.opinion.at) })}</p></>
          : <p className="t2">{t('opinion.none')}</p>}
        {advises && (
          <>
            <textarea className={css.area} rows={3} maxLength={4000} aria-label={t('opinion.title')} value={words} onChange={(event) => setWords(event.currentTarget.value)} />
            <div className={css.acts}>
              <Button disabled={words.trim().length < 3 || dirty} onClick={() => void advise(true)}>{t('opinion.favour')}</Button>
              <Button disabled={words.trim().length < 3 || dirty} onClick={() => void advise(false)}>{t('opinion.object')}</Button>
            </div>
          </>
        )}
      </section>
      <section className={css.section}>
        <h3>{t('decision.title')}</h3>
        {!draft && <p>{one.decision || t('nothing')}</p>}
        {draft && !decides && <p className="t2">{t('decision.byOthers')}</p>}
        {decides && (
          <>
            <textarea className={css.area} rows={2} maxLength={4000} aria-label={t('decision.reason')} placeholder={t('decision.reason')} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
            <div className={css.line}>
              <label>{t('decision.until')}<input type="date" value={until} onChange={(event) => setUntil(event.currentTarget.value)} /></label>
              <Button disabled={dirty || one.lacking.length > 0 || reason.trim().length < 3 || !until} onClick={() => void decide(true)}>{t('decision.accept')}</Button>
              <Button disabled={dirty || reason.trim().length < 3} onClick={() => void decide(false)}>{t('decision.refuse')}</Button>
            </div>
            <EffectsBelow of="decide" />
          </>
        )}
      </section>
    </>
  );
}

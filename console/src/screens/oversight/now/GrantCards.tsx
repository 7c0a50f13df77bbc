import { Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import { Age, Button, Dialog, Effects, EffectsBelow, Icon, moment, number, Problem, toast, useKeys } from '../../../ui';
import type { Grant } from '../types';
import { usePurposeName } from './words';
import css from './Now.module.css';

const SHORTER = [5, 10, 15, 30];

/** What somebody asks to see, in words. */
export function useItemName(): (grant: Grant) => string {
  const { t } = useTranslation('oversight');
  return (grant) => t(`item.${grant.kind}`, { about: grant.about, defaultValue: t('item.other', { about: grant.about }) });
}

/** Acts on a grant; what went wrong is told where it was pressed. */
function useGrantAct(grant: Grant) {
  const queries = useQueryClient();
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState('');
  const act = async (what: string, body: unknown, done: string): Promise<boolean> => {
    setBusy(what);
    setError(null);
    try {
      await api.post(`/grants/${encodeURIComponent(grant.id)}/${what}`, body);
      toast(done);
      await Promise.all([queries.invalidateQueries({ queryKey: ['grants'] }), queries.invalidateQueries({ queryKey: ['oversight-done'] }), queries.invalidateQueries({ queryKey: ['audit-newest'] })]);
      return true;
    } catch (problem) {
      setError(problem);
      return false;
    } finally {
      setBusy('');
    }
  };
  return { act, error, busy };
}

/** Somebody asks to see what is masked: allow, shorter, refuse. Neither answer looks better than the other. */
export function AskedCard({ grant, chosen, several, onChoose }: { grant: Grant; chosen: boolean; several: boolean; onChoose: () => void }) {
  const { t } = useTranslation('oversight');
  const item = useItemName()(grant);
  const { act, error, busy } = useGrantAct(grant);
  const purpose = usePurposeName();
  const [asking, setAsking] = useState<'refuse' | 'shorter' | null>(null);
  const [reason, setReason] = useState('');
  const allow = (minutes: number) => {
    setAsking(null);
    void act('allow', { minutes }, t('grant.allowed', { name: grant.asked_by.name, count: minutes }));
  };
  const refuse = async () => {
    if (reason.trim().length >= 3 && (await act('refuse', { reason: reason.trim() }, t('grant.refused', { name: grant.asked_by.name })))) setAsking(null);
  };
  useKeys(
    chosen
      ? [
          { id: 'grant.allow', keys: 'y', group: 'alert', label: t('keys.allow'), run: () => { if (grant.may_decide && !busy) allow(grant.minutes); } },
          { id: 'grant.refuse', keys: 'n', group: 'alert', label: t('keys.refuse'), run: () => { if (grant.may_decide) setAsking('refuse'); } },
        ]
      : [],
    [t, chosen, grant.id, grant.minutes, grant.may_decide, busy],
  );
  const told = { name: grant.asked_by.name, time: t('minutes', { count: grant.minutes }) };
  const shorter = SHORTER.filter((minutes) => minutes < grant.minutes);
  return (
    <article className={`${css.card} ${chosen && several ? css.chosen : ''}`} onFocus={onChoose}>
      <div className={css.kind}><Icon name="eyeoff" size={16} />{t('grant.kind')}<span className={css.end}>{t('grant.waits')} <Age since={grant.asked_at} /></span></div>
      <p className={css.say}>
        <Trans t={t} i18nKey="grant.asks" count={grant.minutes} values={{ name: grant.asked_by.name, item, count: grant.minutes }} components={{ b: <b /> }} />
      </p>
      <dl className={css.facts}>
        <dt>{t('grant.purpose')}</dt><dd>{[purpose(grant.purpose), grant.case_reference && t('grant.case', { reference: grant.case_reference })].filter(Boolean).join(', ')}</dd>
        {grant.categories.length > 0 && <><dt>{t('grant.sees')}</dt><dd>{grant.categories.map((one) => t(`category.${one}`, { defaultValue: one })).join(', ')}</dd></>}
        <dt>{t('grant.reason')}</dt><dd>{grant.reason}</dd>
        {!grant.may_decide && <><dt>{t('grant.notYou')}</dt><dd>{t(grant.mine ? 'grant.own' : 'grant.notYouText')}</dd></>}
      </dl>
      {error !== null && <Problem error={error} />}
      <div className={css.acts}>
        <Button keys={chosen ? 'Y' : undefined} disabled={!grant.may_decide} busy={busy === 'allow'} onClick={() => allow(grant.minutes)}>{t('grant.allow', { count: grant.minutes })}</Button>
        {shorter.length > 0 && <Button disabled={!grant.may_decide} onClick={() => setAsking('shorter')}>{t('grant.shorter')}</Button>}
        <Button keys={chosen ? 'N' : undefined} disabled={!grant.may_decide} onClick={() => setAsking('refuse')}>{t('grant.refuse')}</Button>
      </div>
      {grant.may_decide && <EffectsBelow of="allow" values={told} />}
      <Dialog open={asking === 'shorter'} onClose={() => setAsking(null)} title={t('grant.shorterTitle', { count: grant.minutes })}>
        <div className={css.acts}>{shorter.map((minutes) => <Button key={minutes} onClick={() => allow(minutes)}>{t('minutes', { count: minutes })}</Button>)}</div>
      </Dialog>
      <Dialog open={asking === 'refuse'} onClose={() => setAsking(null)} title={t('grant.refuseTitle', { name: grant.asked_by.name })}>
        <form className="form" onSubmit={(event) => { event.preventDefault(); void refuse(); }}>
          <Textarea label={t('grant.why')} value={reason} maxLength={200} autosize minRows={2} required data-autofocus onChange={(event) => setReason(event.currentTarget.value)} />
          <Effects of="refuse" values={told} />
          {error !== null && <Problem error={error} />}
          <div className={css.right}>
            <Button onClick={() => setAsking(null)}>{t('leave')}</Button>
            <Button type="submit" disabled={reason.trim().length < 3} busy={busy === 'refuse'}>{t('grant.refuseAct')}</Button>
          </div>
        </form>
      </Dialog>
    </article>
  );
}

/** An emergency override: it was in force at once, and an officer says afterwards whether it was right. */
export function ReviewCard({ grant }: { grant: Grant }) {
  const { t } = useTranslation('oversight');
  const item = useItemName()(grant);
  const { act, error, busy } = useGrantAct(grant);
  const [judging, setJudging] = useState<boolean | null>(null);
  const [note, setNote] = useState('');
  const judge = async () => {
    if (judging !== null && note.trim() && (await act('review', { right: judging, note: note.trim() }, t('review.done')))) setJudging(null);
  };
  return (
    <article className={css.card}>
      <div className={css.kind}><Icon name="warn" size={16} />{t('review.kind')}<span className={css.end}>{grant.review_due_at && t('review.by', { at: moment(grant.review_due_at) })}</span></div>
      <p className={css.say}>
        <Trans t={t} i18nKey="review.say" values={{ name: grant.asked_by.name, item, at: moment(grant.asked_at), reason: grant.reason }} components={{ b: <b /> }} />
      </p>
      <div className={css.acts}>
        <Button disabled={!grant.may_review} onClick={() => setJudging(true)}>{t('review.right')}</Button>
        <Button disabled={!grant.may_review} onClick={() => setJudging(false)}>{t('review.wrong')}</Button>
        <span className="meta">{grant.uses ? t('review.seen', { count: grant.uses, uses: number(grant.uses) }) : t('review.unseen')}</span>
      </div>
      <Dialog open={judging !== null} onClose={() => setJudging(null)} title={t(judging ? 'review.rightTitle' : 'review.wrongTitle')}>
        <form className="form" onSubmit={(event) => { event.preventDefault(); void judge(); }}>
          <Textarea label={t('review.note')} value={note} maxLength={500} autosize minRows={2} required data-autofocus onChange={(event) => setNote(event.currentTarget.value)} />
          <Effects of="review" />
          {error !== null && <Problem error={error} />}
          <div className={css.right}>
            <Button onClick={() => setJudging(null)}>{t('leave')}</Button>
            <Button type="submit" disabled={!note.trim()} busy={busy === 'review'}>{t('review.act')}</Button>
          </div>
        </form>
      </Dialog>
    </article>
  );
}

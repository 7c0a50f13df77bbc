import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import type { RetentionLockOut } from '../../../api/generated';
import { useMay } from '../../../api/session';
import { Button, Dialog, Effects, Loading, moment, Problem, toast } from '../../../ui';
import { retentionQuery, useAct } from './api';
import css from './Deletion.module.css';

/** What somebody keeps from deletion, by name and reason. */
export function Locks({ query }: { query: UseQueryResult<RetentionLockOut[]> }) {
  const { t } = useTranslation('deletion');
  const [adding, setAdding] = useState(false);
  const [ending, setEnding] = useState<RetentionLockOut | null>(null);
  const may = useMay('lock_evidence');
  const { data, error, isPending, refetch } = query;
  return (
    <section className={css.part} aria-labelledby="locks-title" tabIndex={0}>
      <div className={css.head}>
        <h2 id="locks-title">{t('locks.title')}</h2>
        {may && <Button small onClick={() => setAdding(true)}>{t('locks.add')}</Button>}
      </div>
      {isPending && <Loading />}
      {error && <Problem error={error} retry={() => void refetch()} />}
      {data?.length === 0 && <p className="t2">{t('locks.none')}</p>}
      <ul className={css.rows}>
        {data?.map((one) => (
          <li key={one.id}>
            <div>
              <b>{one.title}</b> <code>{one.item}</code>{' '}
              <span className={one.active ? css.over : 't3'}>{one.active ? (one.until ? t('locks.until', { at: moment(one.until) }) : t('locks.open')) : t('locks.ended', { at: moment(one.ended_at ?? one.at), who: one.ended_by?.name ?? '–' })}</span>
              <p>{one.reason} <span className="meta">{one.by.name}, {moment(one.at)}</span></p>
              {one.end_reason && !one.active && <p className="meta">{one.end_reason}</p>}
            </div>
            {may && one.active && <Button small onClick={() => setEnding(one)}>{t('locks.end')}</Button>}
          </li>
        ))}
      </ul>
      {adding && <Add onClose={() => setAdding(false)} />}
      {ending && <End lock={ending} onClose={() => setEnding(null)} />}
    </section>
  );
}

function Add({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useTranslation('deletion');
  const { act, problem } = useAct();
  const [body, setBody] = useState({ category: 'incident', item: '', reason: '', until: '' });
  const set = (change: Partial<typeof body>) => setBody((now) => ({ ...now, ...change }));
  const known = useQuery(retentionQuery(i18n.language)).data ?? [];
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const until = body.until ? new Date(`${body.until}T23:59`).toISOString() : '';
    if (await act(() => api.post('/retention/locks', { ...body, item: body.item.trim(), until }))) {
      toast(t('locks.added'));
      onClose();
    }
  };
  return (
    <Dialog open onClose={onClose} title={t('locks.add')}>
      <form className="fields" onSubmit={(event) => void submit(event)}>
        <label className="in"><span className="lbl">{t('locks.category')}</span>
          <select value={body.category} onChange={(event) => set({ category: event.currentTarget.value })}>
            <option value="case">{t('locks.case')}</option>
            {known.filter((one) => !one.of).map((one) => <option key={one.category} value={one.category}>{one.title}</option>)}
          </select>
        </label>
        <label className="in"><span className="lbl">{t(body.category === 'reading' ? 'locks.kind' : 'locks.item')}</span>
          <input value={body.item} maxLength={200} autoFocus required onChange={(event) => set({ item: event.currentTarget.value })} />
        </label>
        <label className="in"><span className="lbl">{t('reason')}</span>
          <input value={body.reason} maxLength={400} required minLength={3} onChange={(event) => set({ reason: event.currentTarget.value })} />
        </label>
        <label className="in"><span className="lbl">{t('locks.untilField')}</span>
          <input type="date" value={body.until} onChange={(event) => set({ until: event.currentTarget.value })} />
        </label>
        <Effects of="lock" />
        {problem !== null && <Problem error={problem} />}
        <Button kind="pri" type="submit" disabled={!body.item.trim() || body.reason.trim().length < 3}>{t('locks.keep')}</Button>
      </form>
    </Dialog>
  );
}

function End({ lock, onClose }: { lock: RetentionLockOut; onClose: () => void }) {
  const { t } = useTranslation('deletion');
  const { act, problem } = useAct();
  const [reason, setReason] = useState('');
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (await act(() => api.post(`/retention/locks/${encodeURIComponent(lock.id)}/end`, { reason }))) {
      toast(t('locks.released'));
      onClose();
    }
  };
  return (
    <Dialog open onClose={onClose} title={t('locks.endTitle', { title: lock.title })}>
      <form className="fields" onSubmit={(event) => void submit(event)}>
        <label className="in"><span className="lbl">{t('reason')}</span>
          <input value={reason} maxLength={400} autoFocus required minLength={3} onChange={(event) => setReason(event.currentTarget.value)} />
        </label>
        <Effects of="unlock" />
        {problem !== null && <Problem error={problem} />}
        <Button kind="pri" type="submit" disabled={reason.trim().length < 3}>{t('locks.end')}</Button>
      </form>
    </Dialog>
  );
}

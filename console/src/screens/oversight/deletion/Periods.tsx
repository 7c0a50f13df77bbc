import type { UseQueryResult } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import type { RetentionOut } from '../../../api/generated';
import { useMay } from '../../../api/session';
import { Button, Dialog, Effects, Loading, moment, number, Problem, toast } from '../../../ui';
import { useAct } from './api';
import css from './Deletion.module.css';

/** How long each category is kept; whoever may shortens it. */
export function Periods({ query }: { query: UseQueryResult<RetentionOut[]> }) {
  const { t } = useTranslation('deletion');
  const [changing, setChanging] = useState<RetentionOut | null>(null);
  const may = useMay('manage_retention');
  const { data, error, isPending, refetch } = query;
  return (
    <section className={css.part} aria-labelledby="periods-title" tabIndex={0}>
      <h2 id="periods-title">{t('periods.title')}</h2>
      {isPending && <Loading />}
      {error && <Problem error={error} retry={() => void refetch()} />}
      {data && (
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{t('periods.what')}</th>
              <th scope="col" className="num">{t('periods.days')}</th>
              <th scope="col">{t('periods.begins')}</th>
              <th scope="col" className="num">{t('periods.due')}</th>
              <th scope="col">{t('periods.next')}</th>
              {may && <th scope="col"><span className="sr">{t('periods.change')}</span></th>}
            </tr>
          </thead>
          <tbody>
            {data.map((one) => (
              <tr key={`${one.category} ${one.of}`}>
                <th scope="row">{one.title}{one.of && <span className="t3"> {one.of_name}</span>}</th>
                <td className="num">
                  {t('days', { count: one.days, shown: number(one.days) })}
                  {one.days < one.longest && <span className="meta"> {t('periods.longest', { shown: number(one.longest) })}</span>}
                </td>
                <td className="t2">{one.begins}</td>
                <td className={`num ${one.due ? css.over : ''}`}>{one.due === null ? t('periods.itself') : number(one.due)}</td>
                <td className="t2">{one.next_at ? moment(one.next_at) : '–'}</td>
                {may && <td><Button small onClick={() => setChanging(one)} aria-label={t('periods.changeOf', { title: `${one.title} ${one.of_name}`.trim() })}>{t('periods.change')}</Button></td>}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p className="meta">{t('periods.note')}</p>
      {changing && <Change one={changing} onClose={() => setChanging(null)} />}
    </section>
  );
}

function Change({ one, onClose }: { one: RetentionOut; onClose: () => void }) {
  const { t } = useTranslation('deletion');
  const { act, problem } = useAct();
  const [days, setDays] = useState(String(one.days));
  const [reason, setReason] = useState('');
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (await act(() => api.put('/retention', { category: one.category, of: one.of, days: Number(days), reason }))) {
      toast(t('periods.changed', { title: one.title }));
      onClose();
    }
  };
  return (
    <Dialog open onClose={onClose} title={t('periods.changeOf', { title: `${one.title} ${one.of_name}`.trim() })}>
      <form className="fields" onSubmit={(event) => void submit(event)}>
        <label className="in"><span className="lbl">{t('periods.field', { shown: number(one.longest) })}</span>
          <input type="number" min={1} max={one.longest} value={days} autoFocus required onChange={(event) => setDays(event.currentTarget.value)} />
        </label>
        <label className="in"><span className="lbl">{t('reason')}</span>
          <input value={reason} maxLength={400} required minLength={3} onChange={(event) => setReason(event.currentTarget.value)} />
        </label>
        {one.set && <p className="meta">{t('periods.set', { who: one.set.name, at: moment(one.set.at), reason: one.set.reason })}</p>}
        <Effects of="shorten" />
        {problem !== null && <Problem error={problem} />}
        <Button kind="pri" type="submit" disabled={reason.trim().length < 3 || !(Number(days) >= 1)}>{t('periods.save')}</Button>
      </form>
    </Dialog>
  );
}

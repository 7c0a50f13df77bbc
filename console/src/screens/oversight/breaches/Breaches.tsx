import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import type { BreachDetailOut, BreachOut } from '../../../api/generated';
import { useMay, useSession } from '../../../api/session';
import { Banner, Button, day, Dialog, EmptyState, Loading, number, Problem, toast } from '../../../ui';
import { useTakeUp } from '../requests/api';
import rows from '../requests/Requests.module.css';
import { Breach } from './Breach';

/** Breaches of personal data: 72 hours from becoming aware, what is known, who is told. */
export function Breaches() {
  const { t } = useTranslation('breaches');
  const role = useSession()?.person.role ?? '';
  const writes = useMay('manage_breaches');
  const takeUp = useTakeUp('oversight');
  const [chosen, setChosen] = useState('');
  const [adding, setAdding] = useState(false);
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['breaches'], queryFn: ({ signal }) => api.get<BreachOut[]>('/breaches', {}, signal), refetchInterval: 30_000,
  });
  const id = chosen || data?.[0]?.id || '';
  const detail = useQuery({
    queryKey: ['breaches', id], queryFn: ({ signal }) => api.get<BreachDetailOut>(`/breaches/${encodeURIComponent(id)}`, {}, signal), enabled: id !== '',
  });
  const running = data?.filter((one) => one.hours_left !== null) ?? [];
  return (
    <div className={rows.screen}>
      <section className={rows.left} aria-label={t('title')}>
        <div className={rows.head}>
          <h2>{data ? t(running.length ? 'say.running' : 'say.none', { count: running.length }) : t('title')}</h2>
          {writes && <Button kind="line" small icon="plus" onClick={() => setAdding(true)}>{t('add')}</Button>}
        </div>
        <div className={`${rows.rows} scroll`} tabIndex={0} role="group" aria-label={t('list')}>
          {isPending && <Loading>{t('loading')}</Loading>}
          {error && <Problem error={error} retry={() => void refetch()} />}
          {data?.length === 0 && <EmptyState title={t('none.title')}>{t('none.text')}</EmptyState>}
          <ul className={rows.list}>
            {data?.map((one) => (
              <li key={one.id} className={one.id === id ? rows.chosen : undefined} onClick={() => setChosen(one.id)}>
                <button type="button" aria-current={one.id === id || undefined}>{one.title}</button>
                <span className={`meta ${rows.end}`}>{one.number}</span>
                <span className={`${rows.due} ${one.hours_left !== null && one.hours_left < 12 ? rows.over : 't2'}`}>{hours(one, t)}</span>
                <span className={`meta ${rows.end}`}>{t('aware', { at: day(one.aware_at) })}</span>
              </li>
            ))}
          </ul>
        </div>
      </section>
      <section className={`${rows.right} scroll`} aria-label={t('one')} tabIndex={0}>
        {!writes && role === 'data_protection_officer' && <Banner kind="note" act={<Button onClick={() => void takeUp()}>{t('gate.go')}</Button>}>{t('gate.text')}</Banner>}
        {detail.error && <Problem error={detail.error} retry={() => void detail.refetch()} />}
        {detail.data && <Breach key={`${id} ${detail.data.version}`} breach={detail.data} writes={writes} />}
      </section>
      {adding && <NewBreach onClose={() => setAdding(false)} onMade={(made) => { setAdding(false); setChosen(made); }} />}
    </div>
  );
}

/** How much of the 72 hours is left, in words. */
export function hours(one: BreachOut, t: TFunction<'breaches'>): string {
  if (one.state === 'closed') return t('closed');
  if (one.authority_told_at) return t('toldAuthority');
  if (one.hours_left === null) return t('notTold');
  const left = one.hours_left;
  return left < 0 ? t('over', { hours: number(Math.ceil(-left)) }) : t('left', { hours: number(left < 10 ? Math.round(left * 10) / 10 : Math.floor(left)) });
}

function NewBreach({ onClose, onMade }: { onClose: () => void; onMade: (id: string) => void }) {
  const { t } = useTranslation('breaches');
  const queries = useQueryClient();
  const [title, setTitle] = useState('');
  const [aware, setAware] = useState('');
  const [problem, setProblem] = useState<unknown>(null);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    try {
      const made = await api.post<BreachDetailOut>('/breaches', { title, aware_at: aware ? new Date(aware).toISOString() : '' });
      await queries.invalidateQueries({ queryKey: ['breaches'] });
      toast(t('begun', { number: made.number }));
      onMade(made.id);
    } catch (error) {
      setProblem(error);
    }
  };
  return (
    <Dialog open onClose={onClose} title={t('add')}>
      <form className="fields" onSubmit={(event) => void submit(event)}>
        <label className="in"><span className="lbl">{t('field.title')}</span>
          <input value={title} maxLength={120} autoFocus onChange={(event) => setTitle(event.currentTarget.value)} />
        </label>
        <label className="in"><span className="lbl">{t('field.aware')}</span>
          <input type="datetime-local" value={aware} onChange={(event) => setAware(event.currentTarget.value)} />
        </label>
        <p className="meta">{t('clock')}</p>
        {problem !== null && <Problem error={problem} />}
        <Button kind="pri" type="submit" disabled={!title.trim()}>{t('begin')}</Button>
      </form>
    </Dialog>
  );
}

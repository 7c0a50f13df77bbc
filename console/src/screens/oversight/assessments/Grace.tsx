import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import type { GraceOut } from '../../../api/generated';
import { useMay } from '../../../api/session';
import { Button, Problem, toast } from '../../../ui';
import css from './Assessments.module.css';

/** Hours: the longest time that the server takes. */
const MOST = 720;

/** How long a tool runs on after its assessment went stale; whoever decides on assessments sets it. */
export function Grace() {
  const { t } = useTranslation('assessments');
  const queries = useQueryClient();
  const decides = useMay('decide_assessment');
  const { data } = useQuery({ queryKey: ['assessments', 'grace'], queryFn: ({ signal }) => api.get<GraceOut>('/assessments/grace', {}, signal) });
  const [hours, setHours] = useState<string | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  if (!data) return null;
  const wish = hours ?? String(data.hours);
  const fits = /^\d{1,3}$/.test(wish) && Number(wish) <= MOST;
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!fits) return;
    try {
      await api.put('/assessments/grace', { hours: Number(wish) });
      setProblem(null);
      setHours(null);
      toast(t('grace.saved', { count: Number(wish) }));
      await queries.invalidateQueries({ queryKey: ['assessments'] });
    } catch (fault) {
      setProblem(fault);
    }
  };
  if (!decides) return <p className={`${css.grace} t2`}>{data.hours === 0 ? t('grace.none') : t('grace.say', { count: data.hours })}</p>;
  return (
    <form className={css.grace} onSubmit={(event) => void submit(event)}>
      <label className="in"><span className="lbl">{t('grace.label')}</span>
        <input type="number" min={0} max={MOST} value={wish} onChange={(event) => setHours(event.currentTarget.value)} />
      </label>
      <p className="meta">{t('grace.note')}</p>
      {problem !== null && <Problem error={problem} />}
      {hours !== null && <div className={css.acts}><Button small type="submit" disabled={!fits}>{t('save')}</Button></div>}
    </form>
  );
}

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import type { PauseOut } from '../../../api/generated';
import { useMay } from '../../../api/session';
import { Button, Dialog, Effects, Loading, moment, Problem, toast } from '../../../ui';
import css from './Statistics.module.css';

/** Tools that officers stopped, and lifting that; the button that stops one stands in the head of the screen. */
export function Pauses() {
  const { t, i18n } = useTranslation('judging');
  const may = useMay('pause_tools');
  const { data, error, isPending } = useQuery({
    queryKey: ['oversight', 'pauses', i18n.language],
    queryFn: ({ signal }) => api.get<PauseOut[]>('/oversight/pauses', {}, signal),
    refetchInterval: 30_000,
  });
  const [lifting, setLifting] = useState<PauseOut | null>(null);
  return (
    <section className={css.part} aria-labelledby="pauses-title">
      <h2 id="pauses-title">{t('pauses.title')}</h2>
      {isPending && <Loading />}
      {error && <Problem error={error} />}
      {data?.length === 0 && <p className="t2">{t('pauses.none')}</p>}
      <ul className={css.pauses}>
        {data?.map((one) => (
          <li key={`${one.tool} ${one.at}`}>
            <div>
              <b>{one.name}</b> <span className={one.ended_at ? 't3' : css.over}>{one.ended_at ? t('pauses.ended', { at: moment(one.ended_at), who: one.ended_by }) : t('pauses.since', { at: moment(one.at) })}</span>
              <p>{one.reason} <span className="meta">· {one.by}</span></p>
              {one.end_reason && <p className="meta">{one.end_reason}</p>}
            </div>
            {!one.ended_at && <Button small disabled={!may} title={may ? undefined : t('pauses.mayNot')} onClick={() => setLifting(one)}>{t('pauses.lift')}</Button>}
          </li>
        ))}
      </ul>
      {lifting && <Lift pause={lifting} onClose={() => setLifting(null)} />}
    </section>
  );
}

function Lift({ pause, onClose }: { pause: PauseOut; onClose: () => void }) {
  const { t } = useTranslation('judging');
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<unknown>(null);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    try {
      await api.post(`/oversight/tools/${encodeURIComponent(pause.tool)}/lift`, { reason });
      toast(t('pauses.lifted', { tool: pause.name }));
      await queries.invalidateQueries({ queryKey: ['oversight'] });
      onClose();
    } catch (error) {
      setProblem(error);
    }
  };
  return (
    <Dialog open onClose={onClose} title={t('pauses.liftTitle', { tool: pause.name })}>
      <form className="fields" onSubmit={(event) => void submit(event)}>
        <label className="in"><span className="lbl">{t('pauses.reason')}</span>
          <input value={reason} maxLength={200} autoFocus onChange={(event) => setReason(event.currentTarget.value)} />
        </label>
        <Effects of="lift" />
        {problem !== null && <Problem error={problem} />}
        <Button kind="pri" type="submit" disabled={!reason.trim()}>{t('pauses.start')}</Button>
      </form>
    </Dialog>
  );
}

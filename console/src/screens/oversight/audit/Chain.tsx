import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import { Button, Icon, moment, number, Problem } from '../../../ui';
import { keep, verify, type State, type Verified } from './api';
import css from './Audit.module.css';

const SHOWN = 12;

/** Whether the log is whole, and the checkpoints that prove it to a second party. */
export function Chain() {
  const { t } = useTranslation('audit');
  const queries = useQueryClient();
  const { data: state, error: missing } = useQuery({ queryKey: ['audit-state'], queryFn: ({ signal }) => api.get<State>('/audit/state', {}, signal), staleTime: 60_000 });
  const [found, setFound] = useState<Verified | null>(null);
  const [done, setDone] = useState<number | null>(null);
  const [note, setNote] = useState('');
  const [error, setError] = useState<unknown>(null);
  const read = async () => {
    setError(null);
    setFound(null);
    setDone(0);
    try {
      setFound(await verify(note, (sofar, total) => setDone(total ? sofar / total : 1)));
      void queries.invalidateQueries({ queryKey: ['audit-state'] });
    } catch (problem) {
      setError(problem);
    }
    setDone(null);
  };
  const whole = found ? found.whole : state?.whole;
  const said = done !== null ? t('chain.reading') : whole === false ? t('chain.broken') : whole ? t('chain.whole', { count: found?.entries ?? state?.entries ?? 0, shown: number(found?.entries ?? state?.entries ?? 0) }) : t('chain.unknown');
  const at = found?.checked_at ?? state?.checked_at;
  return (
    <aside className={`${css.chain} scroll`} tabIndex={0} aria-label={t('chain.title')}>
      <h2>{t('chain.title')}</h2>
      <div role="status" className={whole === false ? css.broken : undefined}>
        <b><Icon name={whole === false ? 'warn' : whole ? 'check' : 'lock'} size={16} /> {said}</b>
        {found?.fault && <p>{t(`fault.${found.fault.problem}`, { entry: found.fault.entry ?? '–', place: found.fault.seq ?? '–' })}</p>}
        {at && <p className="meta">{t('chain.checked', { at: moment(at) })}{found && found.outside > 0 ? ` ${t('chain.outside')}` : ''}{found && found.forgotten > 0 ? ` ${t('chain.forgotten', { count: found.forgotten, shown: number(found.forgotten) })}` : ''}</p>}
      </div>
      {done !== null && <progress value={done} max={1} aria-label={t('chain.reading')} />}
      {(error !== null || missing) && <Problem error={error ?? missing} />}
      <label className={css.note}>
        <span>{t('chain.note')}</span>
        <textarea rows={4} value={note} maxLength={4000} spellCheck={false} onChange={(event) => setNote(event.currentTarget.value)} />
        <span className="meta">{t('chain.noteHint')}</span>
      </label>
      <Button kind="pri" busy={done !== null} onClick={() => void read()}>{t('chain.verify')}</Button>
      <h2>{t('chain.checkpoints')}</h2>
      <p className="meta">{t('chain.checkpointsText')}</p>
      <ul className={css.list}>
        {[...(state?.checkpoints ?? [])].reverse().slice(0, SHOWN).map((each) => (
          <li key={each.size} className={css.checkpoint}>
            <span>{moment(each.at)} <span className="meta">{t('chain.size', { count: each.size, shown: number(each.size) })}</span></span>
            <Button small icon="download" aria-label={t('chain.keep', { at: moment(each.at) })} onClick={() => keep(each)} />
          </li>
        ))}
      </ul>
      {state && <p className={`${css.key} meta`}>{t('chain.key')} <code>{state.key}</code></p>}
    </aside>
  );
}

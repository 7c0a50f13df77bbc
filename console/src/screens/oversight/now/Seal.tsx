import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import { Button, Icon, moment, number, Problem, time, useKeys } from '../../../ui';
import { useOptional } from '../waiting';
import css from './Now.module.css';

/** What a reading of the whole log found. */
export interface Verified {
  whole: boolean | null;
  entries: number;
  checked_at?: string | null;
  checkpoints?: number | { at: string; size: number }[];
  outside?: number;
  fault?: { words: string; seq: number | null; entry: number | null } | null;
}

const SHOWN = 5;

/** Whether the log is whole: a seal, the last checkpoints, and the key that reads it all again. */
export function Seal() {
  const { t } = useTranslation('oversight');
  const queries = useQueryClient();
  const kept = useOptional<Verified>(['audit-state'], '/audit/state', {}, 60_000);
  const [fresh, setFresh] = useState<Verified | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const state = fresh ?? kept;
  const verify = async () => {
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      setFresh({ checked_at: new Date().toISOString(), ...(await api.post<Verified>('/audit/verify')) });
      await queries.invalidateQueries({ queryKey: ['audit-state'] });
      await queries.invalidateQueries({ queryKey: ['audit-newest'] });
    } catch (problem) {
      setError(problem);
    }
    setBusy(false);
  };
  useKeys([{ id: 'verify', keys: 'v', group: 'look', label: t('keys.verify'), run: () => void verify() }], [t, busy]);
  const broken = state?.whole === false;
  const line = Array.isArray(state?.checkpoints) ? state.checkpoints.slice(-SHOWN) : [];
  return (
    <div className={css.sealBox}>
      <div className={css.seal}>
        <span className={`${css.ring} ${broken ? css.broken : ''}`}><Icon name={broken ? 'warn' : state?.whole ? 'check' : 'lock'} size={20} /></span>
        <div role="status">
          <b>{busy ? t('seal.reading') : broken ? t('seal.broken') : state?.whole ? t('seal.whole', { count: state.entries, entries: number(state.entries) }) : t('seal.unknown')}</b>
          <p className="meta">{broken ? state.fault?.words : state?.checked_at ? t('seal.checked', { at: moment(state.checked_at) }) : t('seal.hint')}</p>
        </div>
        <Button small keys="V" busy={busy} onClick={() => void verify()}>{t('seal.verify')}</Button>
      </div>
      {error !== null && <Problem error={error} />}
      {line.length > 1 && (
        <>
          <div className={css.chain} aria-hidden="true">{line.map((one, place) => <span key={one.at} className={place ? css.linked : undefined}><i /></span>)}</div>
          <div className={`${css.ends} meta`}><span>{time(line[0]!.at)}</span><span>{t('seal.hourly')}</span><span>{time(line[line.length - 1]!.at)}</span></div>
        </>
      )}
    </div>
  );
}

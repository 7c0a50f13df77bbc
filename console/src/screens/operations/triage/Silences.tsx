import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import { useWallNow } from '../../../api/status';
import { age, Button, EmptyState, Loading, moment, number, Problem, toast } from '../../../ui';
import { silencesQuery, type Silence } from './queries';

function Left({ until }: { until: string }) {
  const { t } = useTranslation('triage');
  return <>{t('left', { time: age(Math.max(0, Date.parse(until) - useWallNow())) })}</>;
}

function One({ silence, onEnd, busy }: { silence: Silence; onEnd: () => void; busy: boolean }) {
  const { t } = useTranslation('triage');
  return (
    <li className={`silence ${silence.state}`}>
      <div className="l1">
        <b>{silence.text}</b>
        <span className="meta nw">
          {silence.state === 'running' ? <Left until={silence.ends_at} /> : silence.state === 'coming' ? t('from', { when: moment(silence.starts_at) }) : t('ended', { when: moment(silence.ends_at) })}
        </span>
      </div>
      <div className="l1">
        <span className="t2">{t(`by.${silence.kind}`, { who: silence.author?.name ?? '', reason: silence.reason })}</span>
        <span className="meta nw">{t('heldBack', { count: silence.held, n: number(silence.held) })}</span>
        {silence.state !== 'over' && <Button small busy={busy} onClick={onEnd}>{t('end')}</Button>}
      </div>
    </li>
  );
}

/** Silences and maintenance windows with who, why, and how long still; each can be ended now. */
export function Silences() {
  const { t, i18n } = useTranslation('triage');
  const queries = useQueryClient();
  const list = useQuery(silencesQuery(i18n.language));
  const [busy, setBusy] = useState<string | null>(null);
  const end = async (silence: Silence) => {
    setBusy(silence.id);
    try {
      await api.post(`/triage/silences/${encodeURIComponent(silence.id)}/end`, {});
      toast(t('endedNow', { what: silence.text }));
    } catch {
      toast(t('ui:noAnswer'), { kind: 'problem' });
    }
    setBusy(null);
    await queries.invalidateQueries({ queryKey: ['triage'] });
  };
  if (list.isPending) return <Loading />;
  if (list.error) return <Problem error={list.error} retry={() => void list.refetch()} />;
  if (list.data.length === 0) return <EmptyState title={t('noSilence')}>{t('noSilenceText')}</EmptyState>;
  const order = { running: 0, coming: 1, over: 2 };
  const sorted = [...list.data].sort((a, b) => order[a.state] - order[b.state]);
  return (
    <ul className="silences scroll">
      {sorted.map((silence) => <One key={silence.id} silence={silence} busy={busy === silence.id} onEnd={() => void end(silence)} />)}
    </ul>
  );
}

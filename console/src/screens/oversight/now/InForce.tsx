import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import { useWallNow } from '../../../api/status';
import { Button, Panel, Problem, toast } from '../../../ui';
import type { Grant } from '../types';
import { useItemName } from './GrantCards';
import css from './Now.module.css';

/** What may be seen now, by whom, and for how much longer. */
export function InForce({ grants }: { grants: Grant[] }) {
  const { t } = useTranslation('oversight');
  const [error, setError] = useState<unknown>(null);
  const now = useWallNow();
  const standing = grants.filter((one) => !one.expires_at || Date.parse(one.expires_at) > now);
  return (
    <Panel title={t('force.title')}>
      {standing.length === 0 && <p className="t2">{t('force.none')}</p>}
      {standing.map((one) => <Line key={one.id} grant={one} now={now} onProblem={setError} />)}
      {error !== null && <Problem error={error} />}
    </Panel>
  );
}

function Line({ grant, now, onProblem }: { grant: Grant; now: number; onProblem: (error: unknown) => void }) {
  const { t } = useTranslation('oversight');
  const item = useItemName()(grant);
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const left = grant.expires_at ? Math.max(0, Math.floor((Date.parse(grant.expires_at) - now) / 1000)) : 0;
  const end = async () => {
    setBusy(true);
    try {
      await api.post(`/grants/${encodeURIComponent(grant.id)}/end`);
      toast(t('force.ended', { number: grant.number }));
      onProblem(null);
      await queries.invalidateQueries({ queryKey: ['grants'] });
    } catch (problem) {
      onProblem(problem);
    }
    setBusy(false);
  };
  return (
    <div className={css.force}>
      <span className={css.clip}>{t('force.line', { name: grant.asked_by.name, item })}</span>
      <b className="num">{t('force.left', { time: `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}` })}</b>
      <span className="meta">{[grant.number, grant.case_reference && t('force.case', { reference: grant.case_reference }), grant.uses ? t('force.seen', { count: grant.uses }) : t('force.unused')].filter(Boolean).join(', ')}</span>
      {grant.may_end && <Button kind="quiet" small busy={busy} aria-label={t('force.endOf', { number: grant.number })} onClick={() => void end()}>{t('force.end')}</Button>}
    </div>
  );
}

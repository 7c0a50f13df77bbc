import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { GrantOut } from '../api/generated';
import { Button, Problem, toast } from '../ui';

/** Takes a question of one's own back, or ends one's grant before its time. */
export function EndGrant({ grant, onDone }: { grant: GrantOut; onDone?: () => void }) {
  const { t } = useTranslation('grants');
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const end = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await api.post(`/grants/${encodeURIComponent(grant.id)}/end`);
      toast(t(grant.state === 'waiting' ? 'takenBack' : 'over', { number: grant.number }));
      onDone?.();
      await queries.invalidateQueries({ queryKey: ['grants'] });
    } catch (error) {
      setProblem(error);
    }
    setBusy(false);
  };
  return (
    <>
      <Button small kind="quiet" busy={busy} aria-label={t(grant.state === 'waiting' ? 'takeBackOf' : 'endOf', { number: grant.number })} onClick={() => void end()}>{t(grant.state === 'waiting' ? 'takeBack' : 'end')}</Button>
      {problem !== null && <Problem error={problem} />}
    </>
  );
}

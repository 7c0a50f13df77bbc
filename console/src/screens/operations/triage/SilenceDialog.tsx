import './triage.css';
import { Radio, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import { Button, Dialog, Problem, toast } from '../../../ui';
import type { Alert } from '../logic/types';
import type { Silence } from './queries';

const MINUTES = [15, 60, 240, 1440] as const;
type What = 'source' | 'kindHere' | 'kind';

function scopeOf(alert: Alert, what: What) {
  if (what === 'source') return { source: alert.subject };
  const { latitude, longitude } = alert.where;
  const area = latitude !== null && longitude !== null ? { latitude, longitude, metres: 300 } : undefined;
  return what === 'kind' || !area ? { kind: alert.kind } : { kind: alert.kind, area };
}

/** Silences what raised an alert, for a time and a reason. It ends by itself, and never hides a rise in severity. */
export function SilenceDialog({ alert, open, onClose }: { alert: Alert; open: boolean; onClose: () => void }) {
  const { t } = useTranslation('triage');
  const queries = useQueryClient();
  const [what, setWhat] = useState<What>('source');
  const [minutes, setMinutes] = useState<number>(60);
  const [kind, setKind] = useState<'silence' | 'maintenance'>('silence');
  const [reason, setReason] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const send = async () => {
    setBusy(true);
    setError(null);
    try {
      const made = await api.post<Silence>('/triage/silences', { kind, scope: scopeOf(alert, what), minutes, reason: reason.trim() });
      onClose();
      setReason('');
      toast(t('made', { what: made.text }), { undo: () => void api.post(`/triage/silences/${made.id}/end`, {}).then(() => queries.invalidateQueries({ queryKey: ['triage'] })) });
      await queries.invalidateQueries({ queryKey: ['triage'] });
    } catch (problem) {
      setError(problem);
    }
    setBusy(false);
  };
  return (
    <Dialog open={open} onClose={onClose} title={t('silence', { number: alert.number })}>
      <form className="form silence-form" onSubmit={(event) => { event.preventDefault(); if (reason.trim()) void send(); }}>
        <Radio.Group label={t('what')} value={what} onChange={(value) => setWhat(value as What)}>
          <Radio value="source" label={t('scope.source', { source: alert.where.name || alert.subject })} />
          {alert.where.latitude !== null && <Radio value="kindHere" label={t('scope.kindHere', { kind: alert.kind_title, metres: 300 })} />}
          <Radio value="kind" label={t('scope.kind', { kind: alert.kind_title })} />
        </Radio.Group>
        <Radio.Group label={t('howLong')} value={String(minutes)} onChange={(value) => setMinutes(Number(value))}>
          <div className="silence-row">{MINUTES.map((one) => <Radio key={one} value={String(one)} label={t(`minutes.${one}`)} />)}</div>
        </Radio.Group>
        <Radio.Group label={t('sort')} value={kind} onChange={(value) => setKind(value as 'silence' | 'maintenance')}>
          <div className="silence-row"><Radio value="silence" label={t('sorts.silence')} /><Radio value="maintenance" label={t('sorts.maintenance')} /></div>
        </Radio.Group>
        <Textarea label={t('reason')} value={reason} autosize minRows={2} maxLength={120} required data-autofocus onChange={(event) => setReason(event.currentTarget.value)} />
        <p className="t2">{t('never')}</p>
        {error !== null && <Problem error={error} />}
        <div className="silence-acts">
          <Button onClick={onClose}>{t('leave')}</Button>
          <Button kind="pri" type="submit" disabled={!reason.trim()} busy={busy}>{t('doIt')}</Button>
        </div>
      </form>
    </Dialog>
  );
}

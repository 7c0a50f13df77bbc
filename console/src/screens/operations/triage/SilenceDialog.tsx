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
const METRES = 300;
type What = 'source' | 'here' | 'kind' | 'feed';

/** What is to be silenced: an alert's subject or a sensor, with its place and, of an alert, its kind. */
export interface Quietened {
  title: string;
  source: string;
  name: string;
  kind?: { id: string; title: string };
  /** The source of data behind it. */
  feed?: { id: string; name: string };
  latitude: number | null;
  longitude: number | null;
}

/** What raised an alert. */
export function raiserOf(alert: Alert, title: string, feed?: Quietened['feed']): Quietened {
  const { latitude, longitude, name } = alert.where;
  return { title, source: alert.subject, name: name || alert.subject, kind: { id: alert.kind, title: alert.kind_title }, feed, latitude, longitude };
}

function scopeOf(of: Quietened, what: What) {
  if (what === 'feed' && of.feed) return { source: of.feed.id };
  if (what === 'source') return { source: of.source };
  const kind = of.kind ? { kind: of.kind.id } : {};
  const { latitude, longitude } = of;
  if (what === 'kind' || latitude === null || longitude === null) return kind;
  return { ...kind, area: { latitude, longitude, metres: METRES, name: of.name.slice(0, 120) } };
}

/** Silences something for a time and a reason. It ends by itself, and never hides a rise in severity. */
export function SilenceDialog({ of, open, onClose }: { of: Quietened; open: boolean; onClose: () => void }) {
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
      const made = await api.post<Silence>('/triage/silences', { kind, scope: scopeOf(of, what), minutes, reason: reason.trim() });
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
    <Dialog open={open} onClose={onClose} title={of.title}>
      <form className="form silence-form" onSubmit={(event) => { event.preventDefault(); if (reason.trim()) void send(); }}>
        <Radio.Group label={t('what')} value={what} onChange={(value) => setWhat(value as What)}>
          <Radio value="source" label={t('scope.source', { source: of.name })} />
          {of.latitude !== null && <Radio value="here" label={t(of.kind ? 'scope.kindHere' : 'scope.here', { kind: of.kind?.title, metres: METRES, place: of.name })} />}
          {of.feed && of.feed.id !== of.source && <Radio value="feed" label={t('scope.feed', { source: of.feed.name })} />}
          {of.kind && <Radio value="kind" label={t('scope.kind', { kind: of.kind.title })} />}
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

import { Checkbox, NumberInput, Select, Textarea } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { CasesOut, GrantOut } from '../api/generated';
import { useMay, useSession } from '../api/session';
import { Button, Dialog, Effects, Problem, toast } from '../ui';

/** Asks a second person for the original of something masked; in an emergency, sees it at once and is reviewed. */
export function AskDialog({ kind, id, onClose }: { kind: GrantOut['kind']; id: string; onClose: () => void }) {
  const { t } = useTranslation('grants');
  const session = useSession();
  const mayOverride = useMay('override_masking');
  const queries = useQueryClient();
  const cases = useQuery({ queryKey: ['cases'], queryFn: ({ signal }) => api.get<CasesOut>('/cases', {}, signal) });
  const [chosen, setChosen] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const [minutes, setMinutes] = useState(30);
  const [emergency, setEmergency] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const open = cases.data?.items.filter((one) => !one.closed_at) ?? [];
  const ready = chosen !== null && reason.trim().length >= 3;
  const send = async () => {
    setBusy(true);
    setProblem(null);
    const asked = { item: { kind, id }, case: chosen, reason: reason.trim() };
    try {
      const made = emergency
        ? await api.post<GrantOut>('/grants/override', asked)
        : await api.post<GrantOut>('/grants', { ...asked, purpose: session?.purpose.id, minutes });
      toast(t(emergency ? 'overridden' : 'asked', { number: made.number }));
      await queries.invalidateQueries({ queryKey: ['grants'] });
      onClose();
    } catch (error) {
      setProblem(error);
    }
    setBusy(false);
  };
  return (
    <Dialog open onClose={onClose} title={t('title')}>
      <form className="form" onSubmit={(event) => { event.preventDefault(); if (ready) void send(); }}>
        <p className="t2">{t('text', { purpose: session?.purpose.label ?? '' })}</p>
        <Select label={t('case')} description={open.length === 0 ? t('noCase') : undefined} data={open.map((one) => ({ value: one.id, label: `${one.reference} ${one.title}` }))} value={chosen} onChange={setChosen} required />
        <Textarea label={t('reason')} value={reason} maxLength={1000} autosize minRows={2} required onChange={(event) => setReason(event.currentTarget.value)} />
        {!emergency && <NumberInput label={t('minutes')} value={minutes} min={1} max={60} onChange={(value) => setMinutes(Math.min(60, Math.max(1, Number(value) || 1)))} />}
        {mayOverride && <Checkbox label={t('emergency')} checked={emergency} onChange={(event) => setEmergency(event.currentTarget.checked)} />}
        <Effects of={emergency ? 'override' : 'ask'} />
        {problem !== null && <Problem error={problem} />}
        <div className="row">
          <Button type="submit" disabled={!ready} busy={busy}>{t(emergency ? 'override' : 'send')}</Button>
        </div>
      </form>
    </Dialog>
  );
}

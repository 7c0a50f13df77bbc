import { Radio, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import type { SampleStep } from '../../../api/generated/types.gen';
import { faultsOf } from '../../../forms/faults';
import { Button, Dialog, Problem, toast } from '../../../ui';
import type { AlertDetail } from '../logic/types';
import { begun, bodyOf, degrees, freshLabel, holds, isResult, needsHolder, nextSteps, type Draft } from './steps';

/** One more line of a sample's chain of custody. What is written stays; a mistake is put right by a further line. */
export function SampleDialog({ alert, onClose }: { alert: AlertDetail; onClose: () => void }) {
  const { t } = useTranslation('laboratory');
  const queries = useQueryClient();
  const known = alert.laboratory;
  const labels = known?.samples.map((one) => one.label) ?? [];
  const fresh = freshLabel(known);
  const [draft, setDraft] = useState<Draft>(() => begun(known, labels.at(-1) ?? fresh));
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const faults = faultsOf(error);
  const notDegrees = Number.isNaN(degrees(draft.celsius));
  const ready = !notDegrees && !(needsHolder(draft.step) && !draft.holder.trim());
  // From what stands there now: two fields filled in one go must not lose the first.
  const set = (change: Partial<Draft>) => setDraft((before) => ({ ...before, ...change }));
  const send = async () => {
    setBusy(true);
    setError(null);
    try {
      await api.post<AlertDetail>(`/alerts/${encodeURIComponent(alert.id)}/samples`, bodyOf(draft));
      onClose();
      toast(t('written', { label: draft.label, step: t(`steps.${draft.step}`) }));
      await queries.invalidateQueries({ queryKey: ['alerts', 'one', alert.id] });
    } catch (problem) {
      setError(problem);
    }
    setBusy(false);
  };
  return (
    <Dialog open onClose={onClose} title={t('dialog', { number: alert.number })}>
      <form className="form sample-form" onSubmit={(event) => { event.preventDefault(); if (ready) void send(); }}>
        {labels.length > 0 && (
          <Radio.Group label={t('which')} value={draft.label} onChange={(label) => setDraft(begun(known, label))}>
            <div className="sample-row">
              {labels.map((label) => <Radio key={label} value={label} label={t('sample', { label })} />)}
              <Radio value={fresh} label={t('another', { label: fresh })} />
            </div>
          </Radio.Group>
        )}
        <Radio.Group label={t('what')} value={draft.step} error={faults.step} onChange={(step) => set({ step: step as SampleStep })}>
          <div className="sample-row">
            {nextSteps(known, draft.label).map((step, at) => <Radio key={step} value={step} label={t(`steps.${step}`)} data-autofocus={at === 0 || undefined} />)}
          </div>
        </Radio.Group>
        {holds(draft.step) && (
          <>
            <TextInput label={t(`holder.${draft.step}`)} description={t('holderText')} required={needsHolder(draft.step)} maxLength={200} value={draft.holder} error={faults.holder} onChange={(event) => set({ holder: event.currentTarget.value })} />
            <div className="sample-two">
              <TextInput label={t('seal')} description={t('sealText')} maxLength={40} value={draft.seal} error={faults.seal} onChange={(event) => set({ seal: event.currentTarget.value })} />
              <TextInput label={t('cold')} description={t('coldText')} inputMode="decimal" maxLength={8} value={draft.celsius} error={notDegrees ? t('noDegrees') : faults.temperature_c} onChange={(event) => set({ celsius: event.currentTarget.value })} />
            </div>
          </>
        )}
        <Textarea label={t(isResult(draft.step) ? 'finding' : 'note')} autosize minRows={2} maxLength={4000} value={draft.note} error={faults.note} onChange={(event) => set({ note: event.currentTarget.value })} />
        <p className="t2">{t(isResult(draft.step) ? 'noVerdict' : 'stays')}</p>
        {error !== null && <Problem error={error} />}
        <div className="sample-acts">
          <Button onClick={onClose}>{t('leave')}</Button>
          <Button kind="pri" type="submit" disabled={!ready} busy={busy}>{t('doIt')}</Button>
        </div>
      </form>
    </Dialog>
  );
}

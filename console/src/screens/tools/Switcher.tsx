import { Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { Tool } from '../../api/types';
import { Button, Dialog, Problem, toast } from '../../ui';
import css from './Tools.module.css';

/** Stops a tool on every machine, for a reason that goes into the audit log; or starts it again. */
export function Switcher({ tool }: { tool: Tool }) {
  const { t } = useTranslation('tools');
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const turn = async (running: boolean, why: string) => {
    setBusy(true);
    setError(null);
    try {
      await api.post(`/tools/${encodeURIComponent(tool.id)}/switch`, { running, reason: why });
      setAsking(false);
      setReason('');
      toast(t(running ? 'switch.started' : 'switch.stopped', { tool: tool.name }), running ? {} : { undo: () => void turn(true, t('switch.undoReason')) });
      await queries.invalidateQueries({ queryKey: ['tools'] });
    } catch (problem) {
      setError(problem);
      if (running) toast(t('ui:noAnswer'), { kind: 'problem' });
    }
    setBusy(false);
  };
  if (!tool.state.running) {
    return <Button className={css.end} icon="play" busy={busy} onClick={() => void turn(true, '')}>{t('switch.start')}</Button>;
  }
  return (
    <>
      <Button className={css.end} kind="danger" icon="stop" onClick={() => setAsking(true)}>{t('switch.stop')}</Button>
      <Dialog open={asking} onClose={() => setAsking(false)} title={t('switch.title', { tool: tool.name })}>
        <form
          className="form"
          onSubmit={(event) => {
            event.preventDefault();
            if (reason.trim()) void turn(false, reason.trim());
          }}
        >
          <p className="t2">{t('switch.text')}</p>
          <Textarea label={t('switch.reason')} value={reason} autosize minRows={2} required data-autofocus onChange={(event) => setReason(event.currentTarget.value)} />
          {error !== null && <Problem error={error} />}
          <div className={css.dialogActs}>
            <Button onClick={() => setAsking(false)}>{t('switch.leave')}</Button>
            <Button kind="danger" icon="stop" type="submit" disabled={!reason.trim()} busy={busy}>{t('switch.stop')}</Button>
          </div>
        </form>
      </Dialog>
    </>
  );
}

import { Select, Textarea } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { toolsQuery } from '../../api/queries';
import { Button, Dialog, Effects, Problem, toast } from '../../ui';
import css from './Oversight.module.css';

/** Stops a tool everywhere, for a reason. Only an officer or an administrator lets it run again. */
export function PauseTool({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useTranslation('oversight');
  const queries = useQueryClient();
  const tools = useQuery(toolsQuery(i18n.language)).data?.filter((tool) => tool.state.running) ?? [];
  const [tool, setTool] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const chosen = tools.find((each) => each.id === tool);
  const pause = async () => {
    if (!chosen || !reason.trim()) return;
    setBusy(true);
    setError(null);
    try {
      await api.post(`/oversight/tools/${encodeURIComponent(chosen.id)}/pause`, { reason: reason.trim() });
      toast(t('pause.done', { tool: chosen.name }));
      onClose();
      await Promise.all([queries.invalidateQueries({ queryKey: ['tools'] }), queries.invalidateQueries({ queryKey: ['oversight'] })]);
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  return (
    <Dialog open onClose={onClose} title={t('pause.title')}>
      <form className="form" onSubmit={(event) => { event.preventDefault(); void pause(); }}>
        <Select label={t('pause.tool')} placeholder={t('pause.choose')} data={tools.map((each) => ({ value: each.id, label: each.name }))} value={tool} onChange={setTool} required data-autofocus comboboxProps={{ withinPortal: false }} />
        <Textarea label={t('pause.reason')} value={reason} maxLength={200} autosize minRows={2} required onChange={(event) => setReason(event.currentTarget.value)} />
        <Effects of="pause" />
        {error !== null && <Problem error={error} />}
        <div className={css.dialog}>
          <Button onClick={onClose}>{t('pause.leave')}</Button>
          <Button kind="danger" icon="pause" type="submit" disabled={!chosen || !reason.trim()} busy={busy}>{t('pause.act')}</Button>
        </div>
      </form>
    </Dialog>
  );
}

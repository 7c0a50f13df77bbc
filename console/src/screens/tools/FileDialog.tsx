import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { ListEntryFileOut } from '../../api/generated';
import type { Tool } from '../../api/types';
import { Banner, Button, Dialog, Problem, toast } from '../../ui';
import { listPath, type ToolList } from './page';
import css from './Tools.module.css';

/** Entries from a CSV or calendar file: looked at first, then all of them are added, or none. */
export function FileDialog({ tool, list, onClose }: { tool: Tool; list: ToolList; onClose: () => void }) {
  const { t } = useTranslation('tools');
  const queries = useQueryClient();
  const [file, setFile] = useState<{ name: string; format: 'csv' | 'ical'; text: string } | null>(null);
  const [found, setFound] = useState<ListEntryFileOut | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const send = async (body: { format: 'csv' | 'ical'; text: string }, check: boolean) => {
    setBusy(true);
    setError(null);
    try {
      const answer = await api.post<ListEntryFileOut>(`${listPath(tool.id, list.name)}/file`, { ...body, check });
      setFound(answer);
      if (answer.added) {
        toast(t('list.fileAdded', { count: answer.added }));
        await queries.invalidateQueries({ queryKey: ['tools', 'page', tool.id] });
        onClose();
      }
    } catch (problem) {
      setError(problem);
      setFound(null);
    }
    setBusy(false);
  };
  const choose = async (chosen: File | undefined) => {
    if (!chosen) return;
    const format = /\.(ics|ical)$/i.test(chosen.name) ? 'ical' as const : 'csv' as const;
    const read = { name: chosen.name, format, text: await chosen.text() };
    setFile(read);
    await send({ format, text: read.text }, true);
  };
  const fine = found !== null && found.faults.length === 0 && found.rows > 0;
  return (
    <Dialog open onClose={onClose} title={t('list.file')}>
      <div className={css.asking}>
        <p className="t2">{t(list.calendar ? 'list.fileText' : 'list.fileCsv', { columns: list.columns.join(', ') })}</p>
        <label className={css.file}>
          <span>{t('list.choose')}</span>
          <input type="file" accept={list.calendar ? '.csv,.ics,text/csv,text/calendar' : '.csv,text/csv'} onChange={(event) => void choose(event.currentTarget.files?.[0])} />
        </label>
        {error !== null && <Problem error={error} />}
        {found && found.faults.length > 0 && (
          <Banner kind="problem" live>
            {t('list.faults', { count: found.faults.length })}
            <ul className={css.faults}>
              {found.faults.map((fault) => <li key={`${fault.number}${fault.field ?? ''}`}>{t('list.fault', { number: fault.number, problem: fault.problem })}</li>)}
            </ul>
          </Banner>
        )}
        {found?.rows === 0 && <Banner kind="note" live>{t('list.nothing')}</Banner>}
        {fine && <Banner kind="note" live>{t('list.rows', { count: found.rows })}</Banner>}
        <div className={css.dialogActs}>
          <Button onClick={onClose}>{t('list.leave')}</Button>
          <Button kind="pri" disabled={!fine || !file} busy={busy} onClick={() => file && void send({ format: file.format, text: file.text }, false)}>{t('list.addAll')}</Button>
        </div>
      </div>
    </Dialog>
  );
}

import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { useMay } from '../../api/session';
import type { JsonObject, Tool } from '../../api/types';
import { Button, EmptyState, moment, Panel, Problem, toast } from '../../ui';
import { EntryDialog } from './EntryDialog';
import { FileDialog } from './FileDialog';
import { listPath, type ListEntry, type ToolList } from './page';
import css from './Tools.module.css';

type Open = { what: 'new'; begun?: JsonObject } | { what: 'edit'; entry: ListEntry } | { what: 'file' } | null;

/** A list that people keep for a tool: entries with their authors, to add, change, end and put back. */
export function Entries({ tool, list, alert, onBegun }: { tool: Tool; list: ToolList; alert?: string; onBegun: () => void }) {
  const { t } = useTranslation('tools');
  const queries = useQueryClient();
  const may = useMay('change_tools');
  const [open, setOpen] = useState<Open>(null);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState('');
  useEffect(() => {
    // Somebody came from an alert to make an entry of it: the form opens with what the alert says.
    if (!alert || !list.from_alerts || !may) return;
    api.get<{ values: JsonObject }>(`${listPath(tool.id, list.name)}/draft`, { alert })
      .then(({ values }) => setOpen({ what: 'new', begun: values }), setError)
      .finally(onBegun);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once for each alert
  }, [alert, list.name]);

  const end = async (entry: ListEntry, ended: boolean, undo = true) => {
    setBusy(entry.id);
    setError(null);
    try {
      const now = await api.post<ListEntry>(`${listPath(tool.id, list.name, entry.id)}/end`, { ended, version: entry.version });
      await queries.invalidateQueries({ queryKey: ['tools', 'page', tool.id] });
      if (undo) toast(t(ended ? 'list.ended' : 'list.back', { title: entry.title }), { undo: () => void end(now, !ended, false) });
    } catch (problem) {
      setError(problem);
    }
    setBusy('');
  };
  const rows = (over: boolean) => list.entries.filter((entry) => entry.over === over);
  const row = (entry: ListEntry) => (
    <li key={entry.id} className={entry.over ? css.past : undefined}>
      <div>
        <b>{entry.title}</b>
        <span className="t2">{entry.detail}</span>
        <span className="meta">
          {entry.ended_at
            ? t('list.endedBy', { who: entry.ended_by, when: moment(entry.ended_at) })
            : t('list.by', { who: entry.changed_by, when: moment(entry.changed_at) })}
        </span>
      </div>
      {may && (entry.ended_at
        ? <Button small busy={busy === entry.id} aria-label={t('list.putBackOf', { title: entry.title })} onClick={() => void end(entry, false)}>{t('list.putBack')}</Button>
        : !entry.over && (
          <span className={css.rowActs}>
            <Button small aria-label={t('list.editOf', { title: entry.title })} onClick={() => setOpen({ what: 'edit', entry })}>{t('list.edit')}</Button>
            <Button small busy={busy === entry.id} aria-label={t('list.endOf', { title: entry.title })} onClick={() => void end(entry, true)}>{t('list.end')}</Button>
          </span>
        ))}
    </li>
  );
  const [now, past] = [rows(false), rows(true)];
  return (
    <>
      <div className={`${css.scroll} scroll`}>
        <Panel title={list.title} end={now.length ? t('list.count', { count: now.length }) : undefined}>
          <p className="meta">{list.description}</p>
          {error !== null && <Problem error={error} />}
          {now.length ? <ul className={css.entries}>{now.map(row)}</ul> : <EmptyState title={t('list.none')} />}
        </Panel>
        {past.length > 0 && <Panel title={t('list.past')} className={css.facts}><ul className={css.entries}>{past.map(row)}</ul></Panel>}
      </div>
      {may && (
        <div className={css.acts}>
          <Button kind="pri" icon="plus" onClick={() => setOpen({ what: 'new' })}>{t('list.new')}</Button>
          {list.files && <Button icon="doc" onClick={() => setOpen({ what: 'file' })}>{t('list.file')}</Button>}
        </div>
      )}
      {open?.what === 'file' && <FileDialog tool={tool} list={list} onClose={() => setOpen(null)} />}
      {open && open.what !== 'file' && (
        <EntryDialog tool={tool} list={list} entry={open.what === 'edit' ? open.entry : undefined} begun={open.what === 'new' ? open.begun : undefined} onClose={() => setOpen(null)} />
      )}
    </>
  );
}

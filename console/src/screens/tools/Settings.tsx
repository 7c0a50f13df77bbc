import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { Json, JsonObject, Tool, ToolSettings } from '../../api/types';
import { faultsOf } from '../../forms/faults';
import { SchemaForm } from '../../forms/SchemaForm';
import { put, same, type Schema } from '../../forms/schema';
import { Banner, Button, moment, Panel, Problem, toast, useKeys } from '../../ui';
import { Switcher } from './Switcher';
import css from './Tools.module.css';

/** The tool's settings as a form. What is typed stays until it is saved or undone, whatever comes from elsewhere. */
export function Settings({ tool, settings, foot }: { tool: Tool; settings: ToolSettings; foot: ReactNode }) {
  const { t } = useTranslation('tools');
  const queries = useQueryClient();
  const [base, setBase] = useState(settings);
  const [draft, setDraft] = useState<JsonObject>(settings.values);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const changed = !same(draft, base.values);
  const elsewhere = !same(settings.values, base.values);
  useEffect(() => {
    // Somebody else saved: with nothing typed here the form simply follows.
    if (elsewhere && !changed) {
      setBase(settings);
      setDraft(settings.values);
    }
  }, [settings, elsewhere, changed]);

  const send = async (values: JsonObject, version: number | undefined): Promise<ToolSettings | null> => {
    try {
      const saved = await api.put<ToolSettings>(`/tools/${encodeURIComponent(tool.id)}/settings`, { values, version });
      setBase(saved);
      setDraft(saved.values);
      setError(null);
      await queries.invalidateQueries({ queryKey: ['tools'] });
      return saved;
    } catch (problem) {
      setError(problem);
      return null;
    }
  };
  const save = async () => {
    if (!changed || busy) return;
    const before = base.values;
    setBusy(true);
    const saved = await send(draft, base.version);
    if (saved) toast(t('saved', { tool: tool.name }), { undo: () => void send(before, saved.version) });
    setBusy(false);
  };
  const undo = () => {
    setBase(settings);
    setDraft(settings.values);
    setError(null);
  };
  useKeys([{ id: 'save', keys: 'ctrl+s', group: 'edit', label: t('ui:save'), run: () => void save(), inFields: true }], [draft, base, busy, t]);
  const who = base.changed_by ?? '';
  const faults = faultsOf(error);
  return (
    <>
      <div className={`${css.scroll} scroll`}>
        <Panel title={t('settings')} end={who && base.changed_at ? t('changed', { who, when: moment(base.changed_at) }) : undefined}>
          {elsewhere && changed && (
            <Banner kind="note" act={<Button small onClick={undo}>{t('take')}</Button>}>{t('elsewhere')}</Banner>
          )}
          {error !== null && <Problem error={error} />}
          <SchemaForm
            schema={base.schema as Schema}
            value={draft}
            was={base.values}
            defaults={base.defaults}
            faults={faults}
            disabled={busy}
            onChange={(path, value: Json) => setDraft((now) => put(now, path, value) as JsonObject)}
          />
        </Panel>
        {foot}
      </div>
      <div className={css.acts}>
        <Button kind="pri" keys="Ctrl+S" disabled={!changed} busy={busy} onClick={() => void save()}>{t('ui:save')}</Button>
        <Button disabled={!changed} onClick={undo}>{t('ui:undo')}</Button>
        <Switcher tool={tool} />
      </div>
    </>
  );
}

import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { Json, JsonObject, Tool } from '../../api/types';
import { faultsOf } from '../../forms/faults';
import { SchemaForm } from '../../forms/SchemaForm';
import { blanks, put, type Schema } from '../../forms/schema';
import { Button, Dialog, Problem, toast } from '../../ui';
import { Answer, useAsk } from './Ask';
import { listPath, type ListEntry, type ToolList } from './page';
import css from './Tools.module.css';

/** A new entry of a list, or one to change; `begun` is what an alert gave. Lists with a preview show it first. */
export function EntryDialog({ tool, list, entry, begun, onClose }: { tool: Tool; list: ToolList; entry?: ListEntry; begun?: JsonObject; onClose: () => void }) {
  const { t } = useTranslation('tools');
  const queries = useQueryClient();
  const schema = list.schema as Schema;
  const [values, setValues] = useState<JsonObject>({ ...blanks(schema, schema), ...(entry?.values ?? begun) });
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const preview = useAsk(tool.id);
  const again = () => queries.invalidateQueries({ queryKey: ['tools', 'page', tool.id] });

  const save = async () => {
    setBusy(true);
    setError(null);
    try {
      if (entry) {
        const saved = await api.put<ListEntry>(listPath(tool.id, list.name, entry.id), { values, version: entry.version });
        const back = async () => {
          await api.put(listPath(tool.id, list.name, entry.id), { values: entry.values, version: saved.version }).catch(() => toast(t('ui:noAnswer'), { kind: 'problem' }));
          await again();
        };
        toast(t('list.saved', { title: saved.title }), { undo: () => void back() });
      } else {
        const made = await api.post<ListEntry>(listPath(tool.id, list.name), { values });
        const back = async () => {
          await api.post(`${listPath(tool.id, list.name, made.id)}/end`, { ended: true, version: made.version }).catch(() => toast(t('ui:noAnswer'), { kind: 'problem' }));
          await again();
        };
        toast(t('list.added', { title: made.title }), { undo: () => void back() });
      }
      await again();
      onClose();
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  return (
    <Dialog open onClose={onClose} title={entry ? entry.title : t('list.newIn', { list: list.title })} size={620}>
      <form
        className={css.asking}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <SchemaForm
          schema={schema}
          value={values}
          was={entry?.values}
          faults={{ ...faultsOf(preview.error), ...faultsOf(error) }}
          disabled={busy}
          onChange={(path, value: Json) => setValues((now) => put(now, path, value) as JsonObject)}
        />
        {list.preview && <Answer said={preview.said} error={preview.error} busy={preview.busy} />}
        {error !== null && <Problem error={error} />}
        <div className={css.dialogActs}>
          {list.preview && <Button icon="chart" busy={preview.busy} onClick={() => void preview.ask(list.preview, values)}>{t('list.preview')}</Button>}
          <Button onClick={onClose}>{t('list.leave')}</Button>
          <Button kind="pri" type="submit" busy={busy}>{t('ui:save')}</Button>
        </div>
      </form>
    </Dialog>
  );
}

import { TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { Json, JsonObject, Source, SourceDraft, SourceType } from '../../api/types';
import { faultsOf } from '../../forms/faults';
import { SchemaForm } from '../../forms/SchemaForm';
import { put, same, type Schema } from '../../forms/schema';
import { Button, Icon, Problem, toast, useKeys } from '../../ui';
import { draftOf, newDraft, trimmed } from './draft';
import { MappingEditor } from './MappingEditor';
import { PreviewPane } from './PreviewPane';
import { pictureOf } from './SourceTable';
import { usePreview } from './usePreview';
import css from './Sources.module.css';

/** Adding or changing a source: its settings, how its messages are read, and what a sample becomes. */
export function SourceEditor({ type, source }: { type: SourceType; source?: Source }) {
  const { t } = useTranslation('sources');
  const go = useNavigate();
  const queries = useQueryClient();
  const [before] = useState<SourceDraft>(() => (source ? draftOf(source) : newDraft(type)));
  const [draft, setDraft] = useState(before);
  const [sample, setSample] = useState('');
  const [topic, setTopic] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const preview = usePreview({ type: type.id, settings: draft.settings, mapping: draft.mapping, sample, topic, source: source?.id });
  const changed = !same(draft as unknown as JsonObject, before as unknown as JsonObject);
  const leave = (id?: string) => void go({ to: '/sources', search: id ? { source: id } : {} });
  const setSettings = (path: (string | number)[], value: Json) => setDraft((now) => ({ ...now, settings: put(now.settings, path, value) as JsonObject }));
  const setMapping = (mapping: JsonObject) => setDraft((now) => ({ ...now, mapping }));
  const save = async () => {
    if (busy) return;
    setBusy(true);
    setError(null);
    const body = { ...draft, name: draft.name.trim(), mapping: trimmed(draft.mapping) };
    try {
      const saved = source ? await api.put<Source>(`/sources/${source.id}`, body) : await api.post<Source>('/sources', body);
      await queries.invalidateQueries({ queryKey: ['sources'] });
      toast(t(source ? 'saved' : 'added', { name: saved.name }));
      leave(saved.id);
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  useKeys(
    [
      { id: 'save', keys: 'ctrl+s', group: 'edit', label: t('ui:save'), run: () => void save(), inFields: true },
      { id: 'back', keys: 'escape', group: 'edit', label: t('leave'), run: () => leave(source?.id) },
    ],
    [draft, busy, t],
  );
  const faults = faultsOf(error);
  const own = Object.fromEntries(Object.entries(faults).map(([field, fault]) => [field.replace(/^settings\./, ''), fault]));
  return (
    <div className={css.editor}>
      <div className={css.edithead}>
        <Button kind="quiet" icon="left" aria-label={t('leave')} onClick={() => leave(source?.id)} />
        <Icon name={pictureOf(type.id)} size={20} />
        <h1>{source ? source.name : t('new', { type: type.name })}</h1>
        <span className="t2">{type.description}</span>
        <span className={css.end}>
          <Button onClick={() => leave(source?.id)}>{t('leave')}</Button>
          <Button kind="pri" keys="Ctrl+S" busy={busy} disabled={!draft.name.trim() || (Boolean(source) && !changed)} onClick={() => void save()}>{t('ui:save')}</Button>
        </span>
      </div>
      <section className={`${css.col} scroll`} aria-label={t('settings')}>
        <h2 className="sec">{t('settings')}</h2>
        {error !== null && <Problem error={error} />}
        <div className={`form ${css.named}`}>
          <TextInput
            label={t('name')}
            description={t('nameText')}
            value={draft.name}
            required
            maxLength={120}
            error={faults.name}
            data-autofocus
            onChange={(event) => {
              const name = event.currentTarget.value;
              setDraft((now) => ({ ...now, name }));
            }}
          />
        </div>
        <SchemaForm
          schema={type.schema as Schema}
          value={draft.settings}
          was={source?.settings}
          secrets={source?.secrets_set}
          faults={own}
          disabled={busy}
          onChange={setSettings}
        />
      </section>
      <MappingEditor
        type={type}
        mapping={draft.mapping}
        sample={sample}
        topic={topic}
        suggestions={preview.data?.suggestions}
        faults={faults}
        onMapping={setMapping}
        onSample={setSample}
        onTopic={setTopic}
      />
      <PreviewPane preview={preview} empty={sample.trim() === ''} />
    </div>
  );
}

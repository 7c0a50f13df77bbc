import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import type { Json, JsonObject } from '../../../api/types';
import { faultsOf } from '../../../forms/faults';
import { SchemaForm } from '../../../forms/SchemaForm';
import { put, same, type Schema } from '../../../forms/schema';
import { Button, Loading, moment, number, Panel, Problem, toast, useKeys } from '../../../ui';
import { heldQuery, type TriageSettings } from '../../operations/triage/queries';
import css from './Triage.module.css';

const settingsQuery = { queryKey: ['triage', 'settings'], queryFn: () => api.get<TriageSettings>('/triage/settings') };

/** Every rule with its words, and how many alerts of the hour it holds back. */
function Rules() {
  const { t, i18n } = useTranslation('triage');
  const held = useQuery(heldQuery(i18n.language)).data;
  if (!held) return null;
  return (
    <Panel title={t('rules')} end={held.hour ? t('foot', { count: held.hour, n: number(held.hour) }) : t('footNone')}>
      <ul className={css.rules}>
        {held.rules.map((rule) => (
          <li key={rule.id}>
            <b>{rule.title}</b>
            <span className="t2">{rule.what}</span>
            <span className="num">{rule.held_hour > 0 ? number(rule.held_hour) : ''}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Form({ settings }: { settings: TriageSettings }) {
  const { t } = useTranslation('triage');
  const queries = useQueryClient();
  const [draft, setDraft] = useState(settings.values as JsonObject);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const changed = !same(draft, settings.values as JsonObject);
  const send = async (values: JsonObject, version: number) => {
    setBusy(true);
    try {
      const saved = await api.put<TriageSettings>('/triage/settings', { values, version });
      queries.setQueryData(settingsQuery.queryKey, saved);
      setDraft(saved.values as JsonObject);
      setError(null);
      return saved;
    } catch (problem) {
      setError(problem);
      return null;
    } finally {
      setBusy(false);
    }
  };
  const save = async () => {
    if (!changed || busy) return;
    const before = settings.values as JsonObject;
    const saved = await send(draft, settings.version);
    if (saved) toast(t('saved'), { undo: () => void send(before, saved.version) });
  };
  useKeys([{ id: 'save', keys: 'ctrl+s', group: 'edit', label: t('ui:save'), run: () => void save(), inFields: true }], [draft, settings, busy, t]);
  return (
    <>
      <Panel title={t('form')} end={settings.changed_by && settings.changed_at ? t('changed', { who: settings.changed_by, when: moment(settings.changed_at) }) : undefined}>
        {error !== null && <Problem error={error} />}
        <SchemaForm
          schema={settings.schema as Schema}
          value={draft}
          was={settings.values as JsonObject}
          defaults={settings.defaults as JsonObject}
          faults={faultsOf(error)}
          disabled={busy}
          onChange={(path, value: Json) => setDraft((now) => put(now, path, value) as JsonObject)}
        />
      </Panel>
      <div className={css.acts}>
        <Button kind="pri" keys="Ctrl+S" disabled={!changed} busy={busy} onClick={() => void save()}>{t('ui:save')}</Button>
        <Button disabled={!changed} onClick={() => { setDraft(settings.values as JsonObject); setError(null); }}>{t('ui:undo')}</Button>
      </div>
    </>
  );
}

/** How alerts become few: the rules, what each holds back now, and the agency's settings. */
export function Triage() {
  const { t } = useTranslation('triage');
  const { data, error, refetch } = useQuery(settingsQuery);
  return (
    <section className={css.screen} aria-label={t('settings')}>
      <div className={css.head}>
        <h1>{t('settings')}</h1>
        <span className="t2">{t('sentence')}</span>
      </div>
      <div className={`${css.body} scroll`} tabIndex={0} role="group" aria-label={t('settings')}>
        <div className={css.form}>
          {error && <Problem error={error} retry={() => void refetch()} />}
          {data ? <Form key={data.version} settings={data} /> : !error && <Loading />}
        </div>
        <div><Rules /></div>
      </div>
    </section>
  );
}

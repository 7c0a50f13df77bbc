import '../incidents.css';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import type { IncidentSettingsOut } from '../../../api/generated';
import { Button, Loading, moment, Panel, Problem, toast, useKeys } from '../../../ui';
import { durationOf, secondsFrom } from '../logic/durations';
import type { Severity } from '../types';
import { Goals, type GoalTexts } from './Goals';
import { Partners } from './Partners';
import { SharingRules, type Rule } from './SharingRules';

const settingsQuery = { queryKey: ['incident-settings'], queryFn: () => api.get<IncidentSettingsOut>('/incidents/settings') };
const LEVELS: Severity[] = ['critical', 'high', 'medium', 'low'];
const NAMES = ['acknowledge_s', 'dispatch_s', 'close_s'] as const;

interface Draft { goals: GoalTexts; rules: Rule[]; days: string }

function draftOf(settings: IncidentSettingsOut): Draft {
  const goals = Object.fromEntries(LEVELS.map((level) => [level, Object.fromEntries(NAMES.map((name) => [name, durationOf(settings.goals[level]?.[name])]))]));
  return { goals: goals as GoalTexts, rules: (settings.sharing ?? []).map((rule) => ({ ...rule })), days: String(settings.evidence_days ?? 30) };
}

function Form({ settings }: { settings: IncidentSettingsOut }) {
  const { t } = useTranslation('incidents');
  const queries = useQueryClient();
  const [draft, setDraft] = useState(() => draftOf(settings));
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const changed = JSON.stringify(draft) !== JSON.stringify(draftOf(settings));
  const days = Number(draft.days);
  const wrong = !Number.isInteger(days) || days < 1 || LEVELS.some((level) => NAMES.some((name) => Number.isNaN(secondsFrom(draft.goals[level][name]))))
    || draft.rules.some((rule) => !rule.name.trim() || !rule.agency);
  const save = async () => {
    if (!changed || wrong || busy) return;
    setBusy(true);
    // Whatever the form does not show (goals of "info", areas of rules) stays as it was.
    const goals = { ...settings.goals, ...Object.fromEntries(LEVELS.map((level) => [level, Object.fromEntries(NAMES.map((name) => [name, secondsFrom(draft.goals[level][name])]))])) };
    try {
      const saved = await api.put<IncidentSettingsOut>('/incidents/settings', { goals, sharing: draft.rules.map((rule) => ({ ...rule, name: rule.name.trim() })), evidence_days: days, version: settings.version });
      queries.setQueryData(settingsQuery.queryKey, saved);
      setDraft(draftOf(saved));
      setError(null);
      toast(t('settings.saved'));
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  useKeys([{ id: 'save', keys: 'ctrl+s', group: 'edit', label: t('ui:save'), run: () => void save(), inFields: true }], [draft, settings, busy, t]);
  return (
    <>
      <div className="isets scroll">
        {error !== null && <Problem error={error} />}
        <Panel title={t('settings.goals')} end={settings.changed_at ? t('settings.changed', { when: moment(settings.changed_at) }) : undefined}>
          <p className="meta">{t('settings.goalsText')}</p>
          <Goals value={draft.goals} onChange={(goals) => setDraft((now) => ({ ...now, goals }))} />
        </Panel>
        <Panel title={t('settings.sharing')}>
          <p className="meta">{t('settings.sharingText')}</p>
          <SharingRules rules={draft.rules} onChange={(rules) => setDraft((now) => ({ ...now, rules }))} />
        </Panel>
        <Panel title={t('settings.evidence')}>
          <label className="fld short"><span>{t('settings.days')}</span>
            <input inputMode="numeric" value={draft.days} aria-invalid={!Number.isInteger(days) || days < 1} onChange={(event) => { const value = event.currentTarget.value; setDraft((now) => ({ ...now, days: value })); }} />
          </label>
        </Panel>
        <Partners />
      </div>
      <div className="isave">
        <Button kind="pri" keys="Ctrl+S" busy={busy} disabled={!changed || wrong} onClick={() => void save()}>{t('ui:save')}</Button>
        <Button disabled={!changed} onClick={() => { setDraft(draftOf(settings)); setError(null); }}>{t('settings.reset')}</Button>
        {wrong && <span className="meta" role="status">{t('settings.wrong')}</span>}
      </div>
    </>
  );
}

/** How an agency works on incidents: its goals, what it shares by itself, how long evidence stays, other installations. */
export function IncidentSettings() {
  const { t } = useTranslation('incidents');
  const { data, error, refetch } = useQuery(settingsQuery);
  return (
    <div className="ilist">
      <header className="lhead"><div><h1>{t('settings.title')}</h1><p className="meta">{t('settings.what')}</p></div></header>
      {error && !data && <div className="pad"><Problem error={error} retry={() => void refetch()} /></div>}
      {!data && !error && <div className="pad"><Loading /></div>}
      {data && <Form settings={data} />}
    </div>
  );
}

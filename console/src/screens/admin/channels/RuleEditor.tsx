import { Select, Switch, TagsInput, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import { toolsQuery } from '../../../api/queries';
import type { Severity } from '../../../api/types';
import { faultsOf } from '../../../forms/faults';
import { Button, Problem, toast, useKeys } from '../../../ui';
import { AreaMap } from '../../warnings/AreaMap';
import { closed } from '../../warnings/ring';
import { CHANNELS, newRule, ruleDraft } from './api';
import { RuleSteps } from './RuleSteps';
import type { Channel, ChannelType, Rule, RuleConditions, RuleDraft } from './types';
import css from './Channels.module.css';

const SEVERITIES: Severity[] = ['critical', 'high', 'medium', 'low', 'info'];

/** Making or changing a rule: what it is about, and who is told in which steps. */
export function RuleEditor({ rule, channels, types }: { rule?: Rule; channels: Channel[]; types: ChannelType[] }) {
  const { t, i18n } = useTranslation('channels');
  const go = useNavigate();
  const queries = useQueryClient();
  const tools = useQuery(toolsQuery(i18n.language)).data ?? [];
  const [draft, setDraft] = useState<RuleDraft>(() => (rule ? ruleDraft(rule) : newRule(channels[0]?.id ?? '')));
  const [placed, setPlaced] = useState(draft.conditions.area.length > 0);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const { conditions } = draft;
  const set = (part: Partial<RuleConditions>) => setDraft((now) => ({ ...now, conditions: { ...now.conditions, ...part } }));
  const leave = () => void go({ to: '/admin/channels', search: { view: 'rules' } });
  const save = async () => {
    if (busy || !draft.name.trim()) return;
    setBusy(true);
    setError(null);
    try {
      const body = { ...draft, name: draft.name.trim(), conditions: { ...conditions, area: closed(conditions.area) } };
      const saved = rule ? await api.put<Rule>(`/channels/rules/${rule.id}`, body) : await api.post<Rule>('/channels/rules', body);
      await queries.invalidateQueries({ queryKey: CHANNELS });
      toast(t('saved', { name: saved.name }));
      leave();
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  useKeys(
    [
      { id: 'save', keys: 'ctrl+s', group: 'edit', label: t('ui:save'), run: () => void save(), inFields: true },
      { id: 'back', keys: 'escape', group: 'edit', label: t('leave'), run: leave },
    ],
    [draft, busy, t],
  );
  const faults = faultsOf(error);
  const toggle = (about: 'alert' | 'incident', on: boolean) => set({ about: on ? [...conditions.about, about] : conditions.about.filter((each) => each !== about) });
  return (
    <div className={css.editor}>
      <div className={css.edithead}>
        <Button kind="quiet" icon="left" aria-label={t('leave')} onClick={leave} />
        <h1>{rule ? rule.name : t('rules.new')}</h1>
        <span className={css.end}>
          <Button onClick={leave}>{t('leave')}</Button>
          <Button kind="pri" keys="Ctrl+S" busy={busy} disabled={!draft.name.trim() || !conditions.about.length} onClick={() => void save()}>{t('ui:save')}</Button>
        </span>
      </div>
      <section className={`${css.col} scroll`} aria-label={t('rules.about')}>
        <h2 className="sec">{t('rules.about')}</h2>
        {error !== null && <Problem error={error} />}
        <div className="form">
          <TextInput label={t('name')} value={draft.name} required maxLength={120} error={faults.name} data-autofocus onChange={(event) => { const name = event.currentTarget.value; setDraft((now) => ({ ...now, name })); }} />
          <fieldset className={css.choices}>
            <legend>{t('rules.things')}</legend>
            {(['alert', 'incident'] as const).map((about) => (
              <label key={about} className={css.check}>
                <input type="checkbox" checked={conditions.about.includes(about)} onChange={(event) => toggle(about, event.currentTarget.checked)} />
                {t(`about.${about}`)}
              </label>
            ))}
          </fieldset>
          <Select label={t('rules.minimum')} value={conditions.minimum} allowDeselect={false} data={SEVERITIES.map((each) => ({ value: each, label: t(`severity.${each}`) }))} onChange={(value) => value && set({ minimum: value as Severity })} />
          <TagsInput label={t('rules.kinds')} description={t('rules.kindsText')} value={conditions.kinds} onChange={(kinds) => set({ kinds })} data={['crowd', 'crowd.surge', 'crowd.flight', 'air', 'traffic', 'noise', 'weather.warning', 'imported.idmef']} error={faults['conditions.kinds']} />
          <TagsInput label={t('rules.tools')} description={t('rules.toolsText')} value={conditions.tools} onChange={(chosen) => set({ tools: chosen })} data={tools.map((tool) => tool.id)} />
          <Switch className="fld-switch" labelPosition="left" label={t('rules.shownOnly')} description={t('rules.shownOnlyText')} checked={conditions.shown_only} onChange={(event) => set({ shown_only: event.currentTarget.checked })} />
          <Switch className="fld-switch" labelPosition="left" label={t('rules.placed')} checked={placed} onChange={(event) => { setPlaced(event.currentTarget.checked); if (!event.currentTarget.checked) set({ area: [] }); }} />
        </div>
        {placed && <div className={css.map}><AreaMap ring={conditions.area} onRing={(area) => set({ area })} /></div>}
      </section>
      <section className={`${css.col} scroll`} aria-label={t('rules.who')}>
        <h2 className="sec">{t('rules.who')}</h2>
        <p className="meta">{t('rules.whoText')}</p>
        <RuleSteps steps={draft.steps} channels={channels} types={types} faults={faults} onChange={(steps) => setDraft((now) => ({ ...now, steps }))} />
      </section>
    </div>
  );
}

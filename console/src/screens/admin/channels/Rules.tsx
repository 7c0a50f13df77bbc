import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, problemOf } from '../../../api/client';
import { Button, Chip, EmptyState, Loading, Problem, SeverityShape, shapeOf, toast } from '../../../ui';
import { CHANNELS, ruleDraft } from './api';
import type { Rule } from './types';
import css from './Channels.module.css';

/** The rules, each with what it says in a sentence. */
export function Rules(props: { rules?: Rule[]; error: unknown; manages: boolean; ready: boolean; onOpen: (id: string) => void }) {
  const { rules, error, manages, ready, onOpen } = props;
  const { t } = useTranslation('channels');
  const queries = useQueryClient();
  const act = async (work: () => Promise<unknown>, said: string, undo?: () => void) => {
    try {
      await work();
      toast(said, undo ? { undo } : {});
      await queries.invalidateQueries({ queryKey: CHANNELS });
    } catch (problem) {
      toast(problemOf(problem).problem ?? t('ui:noAnswer'), { kind: 'problem' });
    }
  };
  const turn = (rule: Rule, enabled: boolean): void =>
    void act(() => api.put(`/channels/rules/${rule.id}`, { ...ruleDraft(rule), enabled }), t(enabled ? 'turnedOn' : 'turnedOff', { name: rule.name }), () => turn(rule, !enabled));
  const remove = (rule: Rule) =>
    void act(() => api.delete(`/channels/rules/${rule.id}`), t('removed', { name: rule.name }), () => void act(() => api.post('/channels/rules', ruleDraft(rule)), t('turnedOn', { name: rule.name })));
  if (error) return <Problem error={error} />;
  if (!rules) return <Loading />;
  if (rules.length === 0) {
    return (
      <div className={css.empty}>
        <EmptyState title={t('rules.none')} act={manages && ready && <Button kind="pri" icon="plus" onClick={() => onOpen('new')}>{t('add.rule')}</Button>}>
          {t(ready ? 'rules.noneText' : 'rules.noChannel')}
        </EmptyState>
      </div>
    );
  }
  return (
    <ul className={css.rules}>
      {rules.map((rule) => (
        <li key={rule.id} className={rule.enabled ? undefined : css.offRule}>
          <SeverityShape shape={shapeOf(rule.conditions.minimum)} size={18} bare />
          <div>
            <p className={css.ruleName}><b>{rule.name}</b>{!rule.enabled && <Chip edge>{t('off')}</Chip>}</p>
            <p className="t2">{rule.sentence}</p>
            <p className="meta">
              {[t('rules.from', { severity: t(`severity.${rule.conditions.minimum}`).toLowerCase() }), rule.conditions.about.map((about) => t(`about.${about}`)).join(', '), rule.conditions.kinds.join(', '), rule.conditions.tools.join(', '), rule.conditions.area.length ? t('rules.inArea') : '', rule.conditions.shown_only ? '' : t('rules.held')].filter(Boolean).join(' · ')}
            </p>
          </div>
          {manages && (
            <span className={css.end}>
              <Button small onClick={() => onOpen(rule.id)} aria-label={t('rules.editOf', { name: rule.name })}>{t('edit')}</Button>
              <Button small onClick={() => turn(rule, !rule.enabled)} aria-label={t(rule.enabled ? 'rules.offOf' : 'rules.onOf', { name: rule.name })}>{t(rule.enabled ? 'turnOff' : 'turnOn')}</Button>
              <Button small kind="quiet" icon="trash" onClick={() => remove(rule)} aria-label={t('rules.removeOf', { name: rule.name })} />
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

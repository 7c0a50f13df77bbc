import { NumberInput, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui';
import { contactsQuery } from './api';
import type { Channel, ChannelType, RuleStep, To, ToKind } from './types';
import css from './Channels.module.css';

const ROLES = ['operator', 'supervisor', 'analyst', 'it_security', 'field_responder', 'administrator'];
const KINDS: ToKind[] = ['desk', 'on_call', 'role', 'person', 'everybody'];

function ToLine(props: { to: To; number: number; email: boolean; people: { value: string; label: string }[]; onChange: (to: To | null) => void }) {
  const { to, number, email, people, onChange } = props;
  const { t } = useTranslation('channels');
  const kinds = email ? [...KINDS, 'address' as const] : KINDS;
  const begin = (kind: ToKind): To => ({ kind, id: kind === 'role' ? 'supervisor' : kind === 'person' ? (people[0]?.value ?? '') : '' });
  return (
    <li className={css.to}>
      <Select aria-label={t('steps.whom', { number })} value={to.kind} allowDeselect={false} data={kinds.map((kind) => ({ value: kind, label: t(`to.${kind}`) }))} onChange={(kind) => kind && onChange(begin(kind as ToKind))} />
      {to.kind === 'role' && <Select aria-label={t('steps.role', { number })} value={to.id} allowDeselect={false} data={ROLES.map((role) => ({ value: role, label: t(`shell:role.${role}`) }))} onChange={(id) => id && onChange({ ...to, id })} />}
      {to.kind === 'person' && <Select aria-label={t('steps.person', { number })} value={to.id} allowDeselect={false} searchable data={people} onChange={(id) => id && onChange({ ...to, id })} />}
      {to.kind === 'address' && <TextInput aria-label={t('steps.address', { number })} type="email" value={to.id} onChange={(event) => onChange({ ...to, id: event.currentTarget.value })} />}
      <Button kind="quiet" small icon="x" aria-label={t('steps.removeTo', { number })} onClick={() => onChange(null)} />
    </li>
  );
}

/** The chain of a rule: after how long without an acknowledgement, over which channel, to whom. */
export function RuleSteps(props: {
  steps: RuleStep[]; channels: Channel[]; types: ChannelType[]; faults: Record<string, string>; onChange: (steps: RuleStep[]) => void;
}) {
  const { steps, channels, types, faults, onChange } = props;
  const { t } = useTranslation('channels');
  const people = (useQuery(contactsQuery).data ?? []).map((each) => ({ value: each.person, label: each.name }));
  const set = (at: number, part: Partial<RuleStep>) => onChange(steps.map((step, index) => (index === at ? { ...step, ...part } : step)));
  const kindOf = (step: RuleStep) => channels.find((each) => each.id === step.channel)?.type;
  const add = () => {
    const last = steps[steps.length - 1];
    onChange([...steps, { after_s: (last?.after_s ?? 0) + 300, channel: last?.channel ?? channels[0]?.id ?? '', to: [{ kind: 'role', id: 'supervisor' }] }]);
  };
  return (
    <>
      <ol className={css.steps}>
        {steps.map((step, index) => {
          const number = index + 1;
          const kind = kindOf(step);
          const named = kind === 'console' || types.find((each) => each.id === kind)?.needs === 'email';
          const fault = faults[`steps.${index}.channel`] ?? faults[`steps.${index}.to`] ?? (index === 0 ? faults.steps : undefined);
          return (
            <li key={index} className={css.step}>
              <div className={css.stepHead}>
                <b>{t('steps.title', { number })}</b>
                {index > 0 && <Button kind="quiet" small icon="trash" aria-label={t('steps.remove', { number })} onClick={() => onChange(steps.filter((_, at) => at !== index))} />}
              </div>
              <div className="form">
                <NumberInput label={t('steps.after')} value={Math.round(step.after_s / 60)} min={0} max={1440} allowDecimal={false} hideControls suffix={` ${t('steps.minutes')}`} onChange={(value) => typeof value === 'number' && set(index, { after_s: value * 60 })} />
                <Select label={t('steps.over')} value={step.channel} allowDeselect={false} data={channels.map((each) => ({ value: each.id, label: each.name }))} error={fault} onChange={(channel) => channel && set(index, { channel })} />
              </div>
              {named ? (
                <ul className={css.tos}>
                  {step.to.map((to, place) => (
                    <ToLine key={place} to={to} number={number} email={kind !== 'console'} people={people} onChange={(changed) => set(index, { to: changed ? step.to.map((each, at) => (at === place ? changed : each)) : step.to.filter((_, at) => at !== place) })} />
                  ))}
                  <li><Button small icon="plus" onClick={() => set(index, { to: [...step.to, { kind: 'desk', id: '' }] })}>{t('steps.addTo')}</Button></li>
                </ul>
              ) : <p className="meta">{t('steps.onePlace')}</p>}
            </li>
          );
        })}
      </ol>
      <div><Button icon="plus" disabled={steps.length >= 8} onClick={add}>{t('steps.add')}</Button></div>
    </>
  );
}

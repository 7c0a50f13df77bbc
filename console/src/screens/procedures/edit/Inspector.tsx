import { Checkbox, NativeSelect, NumberInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui';
import { FaultLine } from './Faults';
import { add, change, lead, move, NONE, ofKind, remove } from '../logic/edit';
import { say, type ActionKind, type Content, type Fault, type Step, type StepKind } from '../types';
import { WordsField } from './WordsField';

const ACTIONS: ActionKind[] = ['notify', 'open_camera', 'start_evacuation', 'open_incident', 'create_task'];

export interface InspectorProps { content: Content; step: Step; faults: Fault[]; disabled: boolean; onChange: (content: Content) => void; onChoose: (id: string | null) => void }

/** Everything of the chosen step: words in three languages, kind, time, answers and where they lead. */
export function Inspector({ content, step, faults, disabled, onChange, onChoose }: InspectorProps) {
  const { t, i18n } = useTranslation('procedures');
  const at = content.steps.indexOf(step);
  const own = faults.filter((fault) => fault.step === step.id);
  const of = (field: string, answer: number | null = null) => own.filter((fault) => fault.field === field && fault.answer === answer);
  const set = (to: Partial<Step>) => onChange(change(content, step.id, to));
  const name = (other: Step) => `${content.steps.indexOf(other) + 1}. ${say(other.text, i18n.language).slice(0, 48) || t('flow.empty')}`;
  const targets = [{ value: '', label: t('edit.end') }, ...content.steps.filter((other) => other !== step).map((other) => ({ value: other.id, label: name(other) })), { value: '+', label: t('edit.newStep') }];
  const go = (answer: number, next: string) => {
    if (next !== '+') return onChange(lead(content, step.id, answer, next));
    const made = add(content, step.id, answer);
    onChange(made.content);
    return onChoose(made.id);
  };
  const answers = (change: (all: Step['answers']) => Step['answers']) => set({ answers: change(step.answers) });
  return (
    <div className="inspect">
      <div className="inspect-head">
        <h2>{t('edit.step', { number: at + 1, of: content.steps.length })}</h2>
        {!disabled && (
          <span className="end">
            <Button small kind="quiet" disabled={at <= 0} aria-label={t('edit.up')} title={`${t('edit.up')} (Alt+↑)`} icon="left" className="turn" onClick={() => onChange(move(content, step.id, at - 1))} />
            <Button small kind="quiet" disabled={at >= content.steps.length - 1} aria-label={t('edit.down')} title={`${t('edit.down')} (Alt+↓)`} icon="right" className="turn" onClick={() => onChange(move(content, step.id, at + 1))} />
            <Button small kind="quiet" icon="trash" disabled={content.steps.length < 2} aria-label={t('edit.remove')} title={t('edit.remove')} onClick={() => { onChange(remove(content, step.id)); onChoose(content.steps[at - 1]?.id ?? content.steps[1]?.id ?? null); }} />
          </span>
        )}
      </div>
      {own.length > 0 && <ul className="faults" aria-label={t('fault.here')}>{own.map((fault, nth) => <FaultLine key={nth} fault={fault} content={content} />)}</ul>}
      <WordsField label={t('edit.text')} words={step.text} long faults={of('text')} disabled={disabled} onChange={(text) => set({ text })} />
      <div className="pair">
        <NativeSelect label={t('edit.kind')} disabled={disabled} value={step.kind} data={(['ask', 'tell', 'act'] as StepKind[]).map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))} onChange={(event) => set(ofKind(step, event.currentTarget.value as StepKind))} />
        <NumberInput label={t('edit.seconds')} disabled={disabled} value={step.seconds ?? ''} min={5} max={86400} clampBehavior="blur" allowDecimal={false} placeholder={t('edit.noTime')} onChange={(value) => set({ seconds: typeof value === 'number' && value >= 5 ? Math.min(86400, Math.round(value)) : null })} />
      </div>
      <Checkbox label={t('edit.must')} disabled={disabled} checked={!step.skippable} onChange={(event) => set({ skippable: !event.currentTarget.checked })} />
      {step.action && (
        <div className="part">
          <NativeSelect label={t('edit.does')} disabled={disabled} value={step.action.do} data={ACTIONS.map((action) => ({ value: action, label: t(`action.${action}`) }))} onChange={(event) => step.action && set({ action: { ...step.action, do: event.currentTarget.value as ActionKind } })} />
          <WordsField label={t('edit.message')} words={step.action.text} faults={of('action.text')} disabled={disabled} onChange={(text) => step.action && set({ action: { ...step.action, text } })} />
          <WordsField label={t('edit.byHand')} words={step.action.by_hand} faults={of('action.by_hand')} disabled={disabled} onChange={(by_hand) => step.action && set({ action: { ...step.action, by_hand } })} />
        </div>
      )}
      <h3 className="sec">{t('edit.answers')}</h3>
      <ol className="answers">
        {step.answers.map((answer, nth) => (
          <li key={nth} className="part">
            <WordsField label={t('edit.answer', { number: nth + 1 })} words={answer.label} faults={of('label', nth)} disabled={disabled} onChange={(label) => answers((all) => all.map((each, place) => (place === nth ? { ...each, label } : each)))} />
            <div className="lead">
              <NativeSelect label={t('edit.leads')} disabled={disabled} value={answer.next} data={targets.some((target) => target.value === answer.next) ? targets : [...targets, { value: answer.next, label: answer.next }]} error={of('next', nth).length > 0} onChange={(event) => go(nth, event.currentTarget.value)} />
              {!disabled && step.answers.length > 1 && <Button small kind="quiet" icon="x" aria-label={t('edit.dropAnswer', { number: nth + 1 })} onClick={() => answers((all) => all.filter((_, place) => place !== nth))} />}
            </div>
          </li>
        ))}
      </ol>
      {!disabled && (
        <div className="inspect-acts">
          {step.answers.length < 9 && <Button small kind="line" icon="plus" onClick={() => answers((all) => [...all, { label: NONE, next: '' }])}>{t('edit.addAnswer')}</Button>}
          <Button small kind="line" icon="plus" keys="N" onClick={() => { const made = add(content, step.id, null); onChange(made.content); onChoose(made.id); }}>{t('edit.addStep')}</Button>
        </div>
      )}
    </div>
  );
}

import type { DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { age, Icon } from '../../../ui';
import { say, type Step } from '../types';
import type { Dragged } from './Flow';

const ICON = { ask: 'help', tell: 'chat', act: 'play' } as const;

export interface NodeProps {
  step: Step;
  numbers: Map<string, number>;
  state: string;
  chosen: boolean;
  faults: number;
  target: boolean;
  onChoose: () => void;
  onDrag?: (what: Dragged) => (event: DragEvent) => void;
  onDragEnd: () => void;
}

/** One step in the drawing: its number and words, its answers along the foot, from where their arrows go. */
export function Node({ step, numbers, state, chosen, faults, target, onChoose, onDrag, onDragEnd }: NodeProps) {
  const { t, i18n } = useTranslation('procedures');
  const number = numbers.get(step.id) ?? 0;
  const words = say(step.text, i18n.language);
  const leads = step.answers.map((answer) => t('flow.leads', { answer: say(answer.label, i18n.language), to: numbers.get(answer.next) ?? t('flow.end') })).join('; ');
  return (
    <div className={['node', step.kind, state, chosen ? 'on' : '', target ? 'target' : ''].join(' ')} draggable={Boolean(onDrag)} onDragStart={onDrag?.({ step: step.id, answer: null })} onDragEnd={onDragEnd}>
      <button type="button" className="node-main" data-step={step.id} aria-pressed={chosen} aria-label={`${number}. ${words || t('flow.empty')}. ${leads}${faults ? `. ${t('faults', { count: faults })}` : ''}`} onClick={onChoose}>
        <span className="node-head">
          <Icon name={ICON[step.kind]} size={14} />
          <b>{number}</b>
          {step.seconds !== null && <span className="meta"><Icon name="clock" size={12} />{age(step.seconds * 1000)}</span>}
          {!step.skippable && <Icon name="lock" size={12} />}
          {faults > 0 && <span className="node-fault">{faults}</span>}
        </span>
        <span className={words ? 'node-text' : 'node-text t3'}>{words || t('flow.empty')}</span>
      </button>
      <div className="node-answers" aria-hidden="true">
        {step.answers.map((answer, at) => (
          <span key={at} className={answer.next && numbers.has(answer.next) ? 'ans-chip' : 'ans-chip ends'} title={say(answer.label, i18n.language)} draggable={Boolean(onDrag)} onDragStart={onDrag?.({ step: step.id, answer: at })} onDragEnd={onDragEnd} data-answer={`${step.id}.${at}`}>
            {say(answer.label, i18n.language) || at + 1}
          </span>
        ))}
      </div>
    </div>
  );
}

import { TextInput } from '@mantine/core';
import { useLayoutEffect, useRef, useState, type FormEvent, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { RunOut } from '../../../api/generated';
import { useWallNow } from '../../../api/status';
import { age, Button, Icon, useKeys } from '../../../ui';
import type { RunActs } from './useRuns';

const ICON = { ask: 'help', tell: 'chat', act: 'play' } as const;
const LONG = 22;

/** How long is left for a step; past it orange, with the word "over". */
function Left({ due }: { due: string }) {
  const { t } = useTranslation('procedures');
  const left = new Date(due).getTime() - useWallNow();
  return (
    <span className={left < 0 ? 'chip late' : 'chip'}>
      <Icon name="clock" size={13} />
      {t(left < 0 ? 'run.over' : 'run.left', { time: age(Math.abs(left)) })}
    </span>
  );
}

/** A reason in one line; Escape leaves it. */
export function Why(props: { label: string; act: string; busy: boolean; onSend: (reason: string) => void; onClose: () => void }) {
  const { t } = useTranslation('procedures');
  const [reason, setReason] = useState('');
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (reason.trim().length >= 3) props.onSend(reason.trim());
  };
  const leave = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    props.onClose();
  };
  return (
    <form className="why" onSubmit={send} onKeyDown={leave}>
      <TextInput label={props.label} value={reason} maxLength={200} autoFocus onChange={(event) => setReason(event.currentTarget.value)} />
      <div className="btns">
        <Button small kind="quiet" onClick={props.onClose}>{t('ui:cancel')}</Button>
        <Button small kind="line" type="submit" busy={props.busy} disabled={reason.trim().length < 3}>{props.act}</Button>
      </div>
    </form>
  );
}

/** What the step lets the platform do, or who does it by hand. */
function Act({ run, acts }: { run: RunOut; acts: RunActs }) {
  const { t } = useTranslation('procedures');
  const action = run.step?.action;
  if (!action) return null;
  if (!action.available) {
    return <p className="hand"><span className="meta">{t('run.byHand')}</span><br />{action.by_hand}</p>;
  }
  return (
    <div className="hand do">
      <span><span className="meta">{t(`action.${action.do}`)}</span><br />{action.text}</span>
      {action.done ? <span className="chip"><Icon name="check" size={13} />{t('run.acted')}</span> : <Button small kind="line" busy={acts.busy} onClick={() => void acts.act(run)}>{t('run.act')}</Button>}
    </div>
  );
}

/** The current step as one question: answers by figure, the bar, time left, and skipping with a reason. */
export function RunStep({ run, acts, past, onPast }: { run: RunOut; acts: RunActs; past: boolean; onPast: () => void }) {
  const { t } = useTranslation('procedures');
  const [why, setWhy] = useState(false);
  const question = useRef<HTMLParagraphElement>(null);
  const step = run.step;
  const mine = useRef(false);
  // Together with what is drawn: a key pressed right after the next question came must not be undone by this.
  useLayoutEffect(() => {
    setWhy(false);
    // Whoever answered with the button goes on at the next question.
    if (mine.current) question.current?.focus();
    mine.current = false;
  }, [step?.id]);
  const give = (at: number) => {
    mine.current = question.current?.closest('.proc')?.contains(document.activeElement) ?? false;
    void acts.answer(run, at);
  };
  const skippable = Boolean(step?.skippable);
  useKeys(
    [
      ...(step?.answers ?? []).map((label, at) => ({
        id: `step.${at + 1}`, keys: String(at + 1), group: 'alert' as const, label: t('keys.answer', { answer: label }), run: () => give(at),
      })),
      ...(skippable ? [{ id: 'step.skip', keys: 's', group: 'alert' as const, label: t('run.skip'), run: () => setWhy(true) }] : []),
    ],
    [t, run, acts.busy],
  );
  if (!step) return null;
  const at = run.done + 1;
  return (
    <>
      <h3 className="sec">
        <span>{t('run.title', { title: run.title })}</span>
        <span className="end">{t('run.at', { at, of: run.total })}{step.due_at && <Left due={step.due_at} />}</span>
      </h3>
      <div className="steps" role="progressbar" aria-label={t('run.at', { at, of: run.total })} aria-valuemin={0} aria-valuemax={run.total} aria-valuenow={run.done}>
        {Array.from({ length: run.total }, (_, place) => <i key={place} className={place < run.done ? 'd' : place === run.done ? 'n' : ''} />)}
      </div>
      <span className="kindline"><Icon name={ICON[step.kind]} size={14} />{t(`kind.${step.kind}`)}</span>
      <p className="q" tabIndex={-1} ref={question} aria-live="polite">{step.text}</p>
      <Act run={run} acts={acts} />
      {why ? (
        <Why label={t('run.why')} act={t('run.skip')} busy={acts.busy} onSend={(reason) => void acts.skip(run, reason)} onClose={() => setWhy(false)} />
      ) : (
        <div className={step.answers.some((label) => label.length > LONG) ? 'ans long' : 'ans'}>
          {step.answers.map((label, place) => (
            <Button key={place} keys={String(place + 1)} disabled={acts.busy} onClick={() => give(place)}>{label}</Button>
          ))}
        </div>
      )}
      <div className="foot">
        <Button small kind="quiet" icon="undo" disabled={run.done === 0 || acts.busy} onClick={() => void acts.undo(run)}>{t('run.back')}</Button>
        {skippable && !why && <Button small kind="quiet" keys="S" onClick={() => setWhy(true)}>{t('run.skip')}</Button>}
        <span className="end"><Button small kind="quiet" aria-expanded={past} onClick={onPast}>{t('run.history', { count: run.history.length })}</Button></span>
      </div>
    </>
  );
}

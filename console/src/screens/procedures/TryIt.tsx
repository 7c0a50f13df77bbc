import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { age, Button, Icon, useKeys } from '../../ui';
import { walk, type Move } from './logic/walk';
import { say, type Content } from './types';

const ICON = { ask: 'help', tell: 'chat', act: 'play' } as const;

export interface TryProps { content: Content; moves: Move[]; onMoves: (moves: Move[]) => void; onLeave: () => void }

/** The sandbox: the procedure as an operator meets it, beside its drawing. Nothing is done and nothing is kept. */
export function TryIt({ content, moves, onMoves, onLeave }: TryProps) {
  const { t, i18n } = useTranslation('procedures');
  const [was, setWas] = useState(false);
  const { at, done, left } = walk(content, moves);
  const give = (answer: number) => at && onMoves([...done, { step: at.id, answer }]);
  const back = () => onMoves(done.slice(0, -1));
  useKeys(
    [
      ...(at?.answers ?? []).map((answer, nth) => ({ id: `step.${nth + 1}`, keys: String(nth + 1), group: 'edit' as const, label: t('keys.answer', { answer: say(answer.label, i18n.language) }), run: () => give(nth) })),
      ...(at?.skippable ? [{ id: 'step.skip', keys: 's', group: 'edit' as const, label: t('run.skip'), run: () => give(-1) }] : []),
      { id: 'step.back', keys: 'u', group: 'edit' as const, label: t('run.back'), run: back },
    ],
    [t, content, moves],
  );
  const total = done.length + left;
  return (
    <div className="inspect">
      <div className="inspect-head">
        <h2>{t('try.title')}</h2>
        <span className="end"><Button small kind="quiet" icon="x" aria-label={t('try.leave')} onClick={onLeave} /></span>
      </div>
      <p className="meta">{t('try.text')}</p>
      <section className="proc sandbox" aria-label={t('try.title')}>
        <h3 className="sec">
          <span>{say(content.title, i18n.language) || t('flow.empty')}</span>
          <span className="end">{at && t('run.at', { at: done.length + 1, of: total })}{at?.seconds != null && <span className="chip"><Icon name="clock" size={13} />{age(at.seconds * 1000)}</span>}</span>
        </h3>
        <div className="steps" aria-hidden="true">{Array.from({ length: Math.max(1, total) }, (_, nth) => <i key={nth} className={nth < done.length ? 'd' : nth === done.length && at ? 'n' : ''} />)}</div>
        {at ? (
          <>
            <span className="kindline"><Icon name={ICON[at.kind]} size={14} />{t(`kind.${at.kind}`)}</span>
            <p className="q" aria-live="polite">{say(at.text, i18n.language) || t('flow.empty')}</p>
            {at.action && <p className="hand"><span className="meta">{t('try.would', { action: t(`action.${at.action.do}`) })}</span><br />{say(at.action.text, i18n.language)}</p>}
            <div className={at.answers.some((answer) => say(answer.label, i18n.language).length > 22) ? 'ans long' : 'ans'}>
              {at.answers.map((answer, nth) => <Button key={nth} keys={String(nth + 1)} onClick={() => give(nth)}>{say(answer.label, i18n.language) || String(nth + 1)}</Button>)}
            </div>
          </>
        ) : (
          <p className="q" aria-live="polite">{t('try.end', { count: done.length })}</p>
        )}
        <div className="foot">
          <Button small kind="quiet" icon="undo" keys="U" disabled={done.length === 0} onClick={back}>{t('run.back')}</Button>
          {at?.skippable && <Button small kind="quiet" keys="S" onClick={() => give(-1)}>{t('run.skip')}</Button>}
          {done.length > 0 && <Button small kind="quiet" onClick={() => onMoves([])}>{t('try.again')}</Button>}
          {done.length > 0 && <span className="end"><Button small kind="quiet" aria-expanded={was} onClick={() => setWas(!was)}>{t('run.history', { count: done.length })}</Button></span>}
        </div>
        {was && done.length > 0 && (
          <ol className="past" tabIndex={0} aria-label={t('run.past')}>
            {done.map((move, nth) => {
              const step = content.steps.find((each) => each.id === move.step);
              const answer = step?.answers[move.answer];
              return <li key={nth}><span className="meta">{step && say(step.text, i18n.language)}</span><span /><span className="a">{answer ? say(answer.label, i18n.language) : t('did.skipped')}</span></li>;
            })}
          </ol>
        )}
      </section>
    </div>
  );
}

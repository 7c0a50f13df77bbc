import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner, Button, Problem, time, useKeys } from '../../ui';
import { About } from './edit/About';
import { Inspector } from './edit/Inspector';
import { Flow } from './flow/Flow';
import { HeadActs, type HeadDo } from './HeadActs';
import { add, lead, move } from './logic/edit';
import { walk, type Move } from './logic/walk';
import { TryIt } from './TryIt';
import { say, type Procedure } from './types';
import { useDraft } from './useDraft';
import { Versions } from './Versions';

export interface WorkspaceProps extends HeadDo { procedure: Procedure; newest: Procedure; mayWrite: boolean; onKept: (kept: Procedure) => void; onShow: (version: number | null) => void; onRestore: (version: number) => void }

/** One procedure: its drawing, and beside it the chosen step, the sandbox, or the versions. */
export function Workspace(props: WorkspaceProps) {
  const { procedure, newest, onKept, onShow, onRestore } = props;
  const { t, i18n } = useTranslation('procedures');
  const old = procedure.version !== newest.version && procedure.state === 'archived';
  const fixed = !props.mayWrite || old;
  const draft = useDraft(procedure, onKept);
  const { content, faults } = draft;
  const [chosen, setChosen] = useState<string | null>(null);
  const [side, setSide] = useState<'edit' | 'try' | 'versions'>('edit');
  const [moves, setMoves] = useState<Move[]>([]);
  const step = content.steps.find((each) => each.id === chosen);
  const stand = walk(content, moves);
  const choose = (id: string | null) => {
    setChosen(id);
    if (side === 'versions') setSide('edit');
  };
  const edit = (run: () => void) => () => !fixed && side === 'edit' && run();
  const shift = (by: number) => edit(() => step && draft.set(move(content, step.id, content.steps.indexOf(step) + by)));
  const next = (by: number) => () => {
    const at = content.steps.findIndex((each) => each.id === chosen);
    const to = content.steps[Math.max(0, Math.min(content.steps.length - 1, at + by))];
    if (!to) return;
    choose(to.id);
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-step="${CSS.escape(to.id)}"]`)?.focus());
  };
  useKeys(
    [
      { id: 'flow.next', keys: 'arrowdown', group: 'edit', label: t('keys.nextStep'), run: next(1) },
      { id: 'flow.previous', keys: 'arrowup', group: 'edit', label: t('keys.previousStep'), run: next(-1) },
      { id: 'flow.up', keys: 'alt+arrowup', group: 'edit', label: t('edit.up'), run: shift(-1) },
      { id: 'flow.down', keys: 'alt+arrowdown', group: 'edit', label: t('edit.down'), run: shift(1) },
      { id: 'flow.undo', keys: 'ctrl+z', group: 'edit', label: t('edit.undo'), run: edit(() => draft.undo?.()) },
      { id: 'flow.redo', keys: 'ctrl+y', group: 'edit', label: t('edit.redo'), run: edit(() => draft.redo?.()) },
      { id: 'flow.add', keys: 'n', group: 'edit', label: t('keys.newStep'), run: edit(() => { const made = add(content, chosen, null); draft.set(made.content); setChosen(made.id); }) },
      { id: 'flow.try', keys: 'y', group: 'edit', label: t('try.title'), run: () => setSide((now) => (now === 'try' ? 'edit' : 'try')) },
      { id: 'flow.whole', keys: 'escape', group: 'edit', label: t('about.title'), run: () => (side === 'edit' ? setChosen(null) : setSide('edit')) },
    ],
    [t, content, chosen, side, fixed, draft.undo, draft.redo],
  );
  useEffect(() => {
    if (chosen && !step) setChosen(null);
  }, [chosen, step]);
  const trying = side === 'try';
  return (
    <>
      <section className="pwork" aria-label={say(content.title, i18n.language) || t('flow.empty')}>
        <div className="phead">
          <h1>{say(content.title, i18n.language) || t('flow.empty')}</h1>
          <span className={`chip ${procedure.state}`}>{t(`state.${draft.state === 'kept' ? procedure.state : 'draft'}`)} {procedure.version}</span>
          {!fixed && procedure.state === 'draft' && <span className="meta" role="status">{draft.state === 'waits' ? t('edit.waits') : draft.state === 'kept' ? t('edit.kept', { time: time(newest.versions[0]?.changed_at ?? '') }) : ''}</span>}
          <HeadActs {...props} draft={draft} fixed={fixed} side={side} onSide={setSide} />
        </div>
        {draft.error !== null && <Problem error={draft.error} retry={() => void draft.flush()} />}
        {old && <Banner kind="note" act={<Button small onClick={() => onShow(null)}>{t('versions.newest')}</Button>}>{t('versions.old', { version: procedure.version })}</Banner>}
        {!props.mayWrite && <p className="meta pnote">{t('edit.mayNot')}</p>}
        {!fixed && faults.length > 0 && side === 'edit' && (
          <button type="button" className="pfaults" onClick={() => choose(null)}>{t('faults', { count: faults.length })}</button>
        )}
        <Flow
          content={content} faults={faults} chosen={trying ? null : chosen} onChoose={choose}
          walked={trying ? stand.done.map((one) => one.step) : undefined} here={trying ? (stand.at?.id ?? null) : undefined}
          onLead={fixed || trying ? undefined : (from, answer, to) => draft.set(lead(content, from, answer, to))}
          onMove={fixed || trying ? undefined : (from, before) => draft.set(move(content, from, content.steps.findIndex((each) => each.id === before)))}
          onNew={fixed || trying ? undefined : (from, answer) => { const made = add(content, from, answer); draft.set(made.content); setChosen(made.id); }}
        />
      </section>
      <aside className="pside scroll" tabIndex={0} aria-label={t(`side.${side}`)}>
        {trying && <TryIt content={content} moves={moves} onMoves={setMoves} onLeave={() => setSide('edit')} />}
        {side === 'versions' && <Versions procedure={newest} shown={procedure.version} mayWrite={props.mayWrite} onShow={onShow} onRestore={onRestore} />}
        {side === 'edit' && step && <Inspector key={step.id} content={content} step={step} faults={faults} disabled={fixed} onChange={draft.set} onChoose={choose} />}
        {side === 'edit' && !step && <About content={content} faults={fixed ? [] : faults} disabled={fixed} onChange={draft.set} onGo={choose} />}
      </aside>
    </>
  );
}

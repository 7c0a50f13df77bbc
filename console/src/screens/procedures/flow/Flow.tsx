import { useEffect, useRef, useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { layout, path, HIGH, WIDE } from '../logic/layout';
import type { Content, Fault } from '../types';
import { Node } from './Node';

/** What is dragged: a step, or an answer of it. */
export interface Dragged { step: string; answer: number | null }

export interface FlowProps {
  content: Content;
  faults: Fault[];
  chosen: string | null;
  onChoose: (id: string) => void;
  /** Steps walked in a trial, and the one reached. */
  walked?: string[];
  here?: string | null;
  /** Absent where nothing may be changed. */
  onLead?: (step: string, answer: number, next: string) => void;
  onMove?: (step: string, before: string) => void;
  onNew?: (step: string, answer: number) => void;
}

const SMALLEST = 0.7;
const TYPE = 'application/x-impetus-step';

/** The procedure as a drawing: steps as boxes, answers as arrows; all of it can be reached by keys, and moved by hand. */
export function Flow(props: FlowProps) {
  const { content, chosen, walked, here } = props;
  const { t } = useTranslation('procedures');
  const [dragged, setDragged] = useState<Dragged | null>(null);
  const drawn = layout(content.steps);
  const frame = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState(0);
  useEffect(() => {
    if (!frame.current) return undefined;
    const watch = new ResizeObserver(([entry]) => setRoom(entry?.contentRect.width ?? 0));
    watch.observe(frame.current);
    return () => watch.disconnect();
  }, []);
  // A wide drawing shrinks to the room there is, as long as its words can be read; then it scrolls.
  const zoom = room ? Math.max(SMALLEST, Math.min(1, room / drawn.width)) : 1;
  const numbers = new Map(content.steps.map((step, at) => [step.id, at + 1]));
  const drop = (to: string) => (event: DragEvent) => {
    event.preventDefault();
    if (dragged?.answer != null && dragged.step !== to) props.onLead?.(dragged.step, dragged.answer, to);
    else if (dragged && dragged.answer === null && dragged.step !== to) props.onMove?.(dragged.step, to);
    setDragged(null);
  };
  const begin = (what: Dragged) => (event: DragEvent) => {
    event.stopPropagation();
    event.dataTransfer.setData(TYPE, what.step);
    event.dataTransfer.effectAllowed = 'move';
    setDragged(what);
  };
  const walkedTo = (from: string, to: string) => walked?.some((id, at) => id === from && (walked[at + 1] ?? here) === to);
  return (
    <div className="flow scroll" ref={frame} role="region" tabIndex={0} aria-label={t('flow.label')}>
      <div className="flow-in" style={{ width: drawn.width, height: drawn.height, zoom }}>
        <svg width={drawn.width} height={drawn.height} aria-hidden="true">
          <defs>
            {['', 'on', 'was'].map((kind) => (
              <marker key={kind} id={`tip${kind}`} className={`tip ${kind}`} viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0.5 7.5 4 0 7.5z" /></marker>
            ))}
          </defs>
          {drawn.arrows.map((arrow) => {
            const kind = walkedTo(arrow.from, arrow.to) ? 'was' : arrow.from === chosen || arrow.to === chosen ? 'on' : '';
            return <path key={`${arrow.from}.${arrow.answer}`} d={path(arrow.points)} className={`arrow ${kind}`} markerEnd={`url(#tip${kind})`} />;
          })}
        </svg>
        <ol>
          {drawn.boxes
            .sort((a, b) => (numbers.get(a.id) ?? 0) - (numbers.get(b.id) ?? 0))
            .map((box) => {
              const step = content.steps.find((each) => each.id === box.id);
              if (!step) return null;
              const state = here === step.id ? 'here' : walked?.includes(step.id) ? 'was' : '';
              return (
                <li key={box.id} style={{ left: box.x, top: box.y, width: WIDE, height: HIGH }} onDragOver={(event) => dragged && event.preventDefault()} onDrop={drop(step.id)}>
                  <Node
                    step={step} numbers={numbers} state={state} chosen={chosen === step.id}
                    faults={props.faults.filter((fault) => fault.step === step.id).length}
                    onChoose={() => props.onChoose(step.id)}
                    onDrag={props.onLead ? begin : undefined}
                    onDragEnd={() => setDragged(null)}
                    target={dragged !== null && dragged.step !== step.id}
                  />
                </li>
              );
            })}
        </ol>
      </div>
      {dragged?.answer != null && (
        <div className="flow-drops">
          <div className="drop" onDragOver={(event) => event.preventDefault()} onDrop={drop('')}>{t('flow.dropEnd')}</div>
          <div className="drop" onDragOver={(event) => event.preventDefault()} onDrop={(event) => { event.preventDefault(); if (dragged.answer !== null) props.onNew?.(dragged.step, dragged.answer); setDragged(null); }}>{t('flow.dropNew')}</div>
        </div>
      )}
    </div>
  );
}

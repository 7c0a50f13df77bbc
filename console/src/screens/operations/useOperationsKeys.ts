import type { RefObject } from 'react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { cityTime, useKeys, type KeyBinding } from '../../ui';
import { told, useStatus } from '../../api/status';
import type { VerdictHandle } from './detail/VerdictBar';
import { neighbour, type Arranged } from './logic/order';
import { STEP_MS, stepped } from './strip/Strip';

export interface KeyActs {
  order: Arranged;
  chosen: string | null;
  touch: () => void;
  choose: (id: string) => void;
  openDetail: () => void;
  verdict: RefObject<VerdictHandle | null>;
  undo: () => void;
  showOnMap: () => void;
  nextEvidence: () => void;
  mine: () => void;
  nextDensity: () => void;
  held: () => void;
  back: number | null;
  setBack: (at: number | null) => void;
  escape: () => void;
  toTop: () => void;
}

/** The keys of this screen. They are registered once and read what is current when pressed. */
export function useOperationsKeys(acts: KeyActs): (step: 1 | -1) => void {
  const { t } = useTranslation(['operations', 'triage']);
  const status = useStatus();
  const latest = useRef({ acts, status });
  useEffect(() => {
    latest.current = { acts, status };
  });
  const now = () => {
    const known = latest.current.status;
    return known ? cityTime(told(known.clock, known.told), Date.now()) : Date.now();
  };
  const move = (step: 1 | -1) => () => {
    const { order, chosen, touch, choose } = latest.current.acts;
    const id = neighbour(order, chosen, step);
    if (!id) return;
    touch();
    choose(id);
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-alert="${CSS.escape(id)}"]`)?.focus({ preventScroll: true }));
  };
  const look = (step: number) => () => {
    const { back, setBack } = latest.current.acts;
    setBack(stepped(back, step, now()));
  };
  const on = (group: KeyBinding['group'], id: string, keys: string, run: (acts: KeyActs) => void): KeyBinding => ({
    id,
    keys,
    group,
    label: t(`keys.${id.split('.').at(-1)}`),
    run: () => run(latest.current.acts),
  });
  useKeys(
    [
      on('queue', 'queue.next', 'j', move(1)),
      on('queue', 'queue.previous', 'k', move(-1)),
      on('queue', 'queue.open', 'enter', (now) => now.openDetail()),
      on('queue', 'queue.mine', 'f', (now) => now.mine()),
      on('queue', 'queue.density', 'z', (now) => now.nextDensity()),
      { id: 'queue.held', keys: 'h', group: 'queue', label: t('triage:key'), run: () => latest.current.acts.held() },
      on('queue', 'queue.top', 'home', (now) => {
        now.toTop();
        document.querySelector('.qlist')?.scrollTo({ top: 0 });
      }),
      on('alert', 'alert.acknowledge', 'a', (now) => now.verdict.current?.acknowledge()),
      on('alert', 'alert.confirm', 'c', (now) => now.verdict.current?.confirm()),
      on('alert', 'alert.reject', 'r', (now) => now.verdict.current?.reject()),
      on('alert', 'alert.same', 'd', (now) => now.verdict.current?.same()),
      on('alert', 'alert.takeOver', 't', (now) => now.verdict.current?.takeOver()),
      on('alert', 'undo', 'u', (now) => now.undo()),
      on('look', 'look.map', 'm', (now) => now.showOnMap()),
      on('look', 'look.evidence', 'e', (now) => now.nextEvidence()),
      on('look', 'look.earlier', 'arrowleft', look(-STEP_MS)),
      on('look', 'look.later', 'arrowright', look(STEP_MS)),
      on('look', 'look.now', '0', (now) => now.setBack(null)),
      on('look', 'look.escape', 'escape', (now) => now.escape()),
    ],
    [t],
  );
  return (step) => move(step)();
}

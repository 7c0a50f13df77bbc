import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Loading, number, Problem } from '../../../ui';
import { idsOf, type Filter } from '../logic/order';
import { anchorAt, type Density, layOut, newAbove, ROW_HEIGHT, rowOf, shiftOf, visible } from '../logic/rows';
import { useAlerts } from '../stores';
import { NewAbove } from './NewAbove';
import { QueueEmpty } from './QueueEmpty';
import { QueueFoot } from './QueueFoot';
import { Row } from './Row';
import type { Order } from './useOrder';
import { useUnseen } from './useUnseen';

const FILTERS: Filter[] = ['all', 'mine', 'nobody'];

export interface QueueProps {
  order: Order;
  filter: Filter;
  density: Density;
  chosen: string | null;
  me: string | null;
  firstStart: boolean;
  onFilter: (filter: Filter) => void;
  onDensity: () => void;
  onChoose: (id: string) => void;
  /** The chosen row was pressed again: go on to its evidence. */
  onOpen: () => void;
  onHeld: () => void;
  /** Arrow keys in the list. */
  onStep: (step: 1 | -1) => void;
}

function roomOf(): number {
  return Number(getComputedStyle(document.documentElement).getPropertyValue('--room')) || 1;
}

/** The alert queue: what needs a decision above what is in hand, thousands of rows, and nothing moves under the hand. */
export function Queue(props: QueueProps) {
  const { order: held, filter, density, chosen, me, onChoose, onOpen } = props;
  const { order, waiting, touch, release } = held;
  const { t } = useTranslation('operations');
  const store = useAlerts();
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 800, width: 0 });
  const [chosenHeight, setChosenHeight] = useState(0);
  const [unread, setUnread] = useState<ReadonlySet<string>>(new Set());
  // Asked once: to ask the page for it at every change would lay the page out anew.
  const room = useMemo(roomOf, []);
  const layout = useMemo(
    () => layOut(order, density, room, { id: chosen, height: chosenHeight }),
    [order, density, room, chosen, chosenHeight],
  );
  const layoutRef = useRef(layout);
  layoutRef.current = layout;
  // Where the list stands, as the last scroll told it: to ask the box would lay the page out at every change.
  const at = useRef(0);
  const before = useRef<typeof layout | null>(null);
  /** What stood in the list before its last change; none at the first reading. */
  const stood = useRef<ReadonlySet<string> | null>(null);

  // Rows that come or go above the first visible one must not push it away.
  useLayoutEffect(() => {
    const box = scroller.current;
    const last = before.current;
    before.current = layout;
    if (!box || !last || last === layout || last.count === 0) return;
    const known = idsOf(last.order);
    stood.current = known;
    const top = at.current;
    const held = top > 0 || box.matches(':hover') || box.contains(document.activeElement);
    if (!held) return;
    const shift = shiftOf(anchorAt(last, top), layout);
    if (shift !== 0) box.scrollTop = at.current = top + shift;
    const above = newAbove(known, layout, at.current);
    if (above.length > 0) setUnread((now) => new Set([...now, ...above]));
  }, [layout]);

  useEffect(() => {
    const box = scroller.current;
    if (!box) return undefined;
    const measure = () => setView({ top: box.scrollTop, height: box.clientHeight, width: box.clientWidth });
    const watch = new ResizeObserver(measure);
    watch.observe(box);
    return () => watch.disconnect();
  }, []);

  const onScroll = useCallback(() => {
    const box = scroller.current;
    if (!box) return;
    touch();
    at.current = box.scrollTop;
    setView({ top: box.scrollTop, height: box.clientHeight, width: box.clientWidth });
    if (box.scrollTop === 0) setUnread(new Set());
    // Read as far as one looks, and a screen further.
    const below = box.scrollTop + box.clientHeight * 2 - layoutRef.current.height;
    if (below > 0) void store.ensure(store.byId.size + Math.ceil(below / ROW_HEIGHT[density]));
  }, [store, touch, density]);

  // The chosen row shows its whole sentence; its height is measured, all others are fixed. A revision or another language
  // changes the sentence, and a narrower window its lines: only then is it measured anew, for that lays the page out.
  const sentence = chosen ? store.byId.get(chosen)?.why : undefined;
  const measured = useRef('');
  useLayoutEffect(() => {
    const what = [chosen, density, view.width, sentence].join(' ');
    const row = what === measured.current ? null : scroller.current?.querySelector<HTMLElement>('.row.sel');
    if (!row) return;
    measured.current = what;
    row.style.minHeight = '0';
    setChosenHeight(row.offsetHeight);
    row.style.minHeight = '';
  });

  const reveal = useCallback(
    (id: string) => {
      const box = scroller.current;
      const item = rowOf(layout, id);
      if (!box || !item) return;
      if (item.top < box.scrollTop + 36) box.scrollTop = Math.max(0, item.top - 36);
      else if (item.top + item.height > box.scrollTop + box.clientHeight) box.scrollTop = item.top + item.height - box.clientHeight;
      at.current = box.scrollTop;
    },
    [layout],
  );
  const revealRef = useRef(reveal);
  revealRef.current = reveal;
  useEffect(() => {
    if (chosen) revealRef.current(chosen);
  }, [chosen]);

  const onKeyDown = (event: KeyboardEvent) => {
    touch();
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (!step) return;
    event.preventDefault();
    props.onStep(step);
  };
  const toTop = () => {
    release();
    setUnread(new Set());
    scroller.current?.scrollTo({ top: 0 });
  };
  const filtered = filter !== 'all';
  useEffect(() => {
    if (filtered) void store.ensure(Number.POSITIVE_INFINITY);
  }, [filtered, store]);

  const items = visible(layout, view.top, view.top + view.height);
  const rows = order.needs.length + order.hand.length;
  const missing = store.complete || filtered ? 0 : Math.max(0, store.total - rows);
  const inView = useMemo(
    () => new Set(visible(layout, view.top, view.top + view.height, 0).filter((one) => one.top < view.top + view.height).map((one) => one.key)),
    [layout, view],
  );
  const loud = useUnseen(order, waiting, inView)[0];
  // Tab comes to the chosen row, else to the first; where that one is out of sight, to the first row that is in it.
  const wanted = layout.chosen >= 0 ? chosen : (order.needs[0] ?? order.hand[0] ?? null);
  const tabStop = items.some((item) => item.key === wanted) ? wanted : items.find((item) => item.type === 'row' && item.top >= view.top)?.key;
  return (
    <section className="queue" aria-label={t('queue.label')}>
      <div className="qhead">
        <h1>{t('queue.title')}</h1>
        <span className="t3">{store.ready ? number(filtered ? rows : store.total) : ''}</span>
        <span className="tabs" role="group" aria-label={t('queue.filter')}>
          {FILTERS.map((one) => (
            <button key={one} type="button" className={one === filter ? 'on' : ''} aria-pressed={one === filter} onClick={() => props.onFilter(one)}>
              {t(`queue.filters.${one}`)}
            </button>
          ))}
        </span>
        <Button kind="quiet" small icon="filter" aria-label={t('queue.density')} title={t(`queue.densities.${density}`)} onClick={props.onDensity} />
      </div>
      <NewAbove count={unread.size + waiting.length} loud={(loud && store.byId.get(loud)) || null} onTop={toTop} onChoose={(id) => { release(); onChoose(id); }} />
      <div className="qlist" ref={scroller} onScroll={onScroll} onPointerMove={touch} onKeyDown={onKeyDown} onWheel={touch}>
        {store.failed !== null && !store.ready && <div className="pad"><Problem error={store.failed} retry={() => void store.reload()} /></div>}
        {store.failed === null && !store.ready && <div className="pad"><Loading>{t('queue.loading')}</Loading></div>}
        {store.ready && rows === 0 && <QueueEmpty filter={filter} firstStart={props.firstStart} onAll={() => props.onFilter('all')} />}
        <div className="qspace" style={{ height: layout.height + missing * ROW_HEIGHT[density] }}>
          {items.map((item) => item.type === 'group' && (
            <div key={item.key} className="qgroup" style={{ top: item.top, height: item.height }}>
              <h2>{t(`queue.groups.${item.group}`)}</h2>
              <span>{number(order[item.group].length)}{missing > 0 ? '+' : ''}</span>
            </div>
          ))}
          {missing > 0 && <p className="qmore meta" style={{ top: Math.max(layout.height, view.top) }}>{t('queue.loading')}</p>}
          {rows > 0 && (
            <div role="list" aria-label={t('queue.label')}>
              {items.map((item) => {
                // An alert may be gone from the store a moment before the order hears of it.
                if (item.type !== 'row') return null;
                const alert = store.byId.get(item.id);
                return alert && (
                  <div
                    key={item.key}
                    className={alert.id === order.needs[0] || alert.id === order.hand[0] ? 'qrow first' : 'qrow'}
                    role="listitem"
                    aria-setsize={rows + missing}
                    aria-posinset={item.place + 1}
                    style={{ top: item.top, height: item.height }}
                  >
                    <Row
                      alert={alert}
                      density={density}
                      chosen={alert.id === chosen}
                      tabStop={alert.id === tabStop}
                      me={me}
                      arrived={stood.current !== null && !stood.current.has(alert.id)}
                      onChoose={alert.id === chosen ? onOpen : onChoose}
                    />
                  </div>
                );
              })}
            </div>
          )}
        </div>
      </div>
      <QueueFoot onHeld={props.onHeld} />
    </section>
  );
}

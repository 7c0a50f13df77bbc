import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useLayoutEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useOwnTime, useWallNow } from '../../../api/status';
import { Button, day, EmptyState, Loading, Problem, Tabs, time } from '../../../ui';
import { useWaiting } from '../acts';
import { timelineQuery } from '../api';
import { quietSince, rowsOf, type Look } from '../logic/timeline';
import { useTaskCount } from '../tasks/TasksColumn';
import type { IncidentDetail } from '../types';
import { Composer } from './Composer';
import { DayLine, EntryRow, QuietLine, WaitingLine } from './Entry';

const NEAR_PX = 60;

function NowLine({ quiet }: { quiet: number | null }) {
  const now = useWallNow();
  return (
    <>
      {quiet !== null && <ol><QuietLine ms={quiet} /></ol>}
      <div className="nowline" aria-hidden="true"><b>{time(now, true)}</b></div>
    </>
  );
}

/** What happens in the city and what the centre does, on one axis; the newest at the foot, beside where one writes. */
export function Timelines(props: { incident: IncidentDetail; tasksOver: boolean; onTasks: () => void; children?: ReactNode }) {
  const { incident, tasksOver, onTasks, children } = props;
  const { t, i18n } = useTranslation('incidents');
  const [look, setLook] = useState<Look>('both');
  const sees = incident.permissions.parts.includes('timeline') || incident.permissions.parts.includes('chat');
  const query = useInfiniteQuery({ ...timelineQuery(incident.id, i18n.language), enabled: sees });
  const waiting = useWaiting(incident.id).filter((item) => item.kind === 'entry');
  const counted = useTaskCount(incident);
  const ownTime = useOwnTime();
  const box = useRef<HTMLDivElement>(null);
  const inner = useRef<HTMLOListElement>(null);
  const atFoot = useRef(true);
  const [below, setBelow] = useState(0);
  const rows = useMemo(() => rowsOf(query.data?.pages.flatMap((page) => page.items) ?? [], look, day, ownTime), [query.data, look, ownTime]);
  const quiet = quietSince(rows, useWallNow());
  const length = rows.length + waiting.length;
  const before = useRef({ length, height: 0 });

  // At the foot it stays at the foot; earlier entries that come in above push nothing.
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    if (atFoot.current) element.scrollTop = element.scrollHeight;
    else if (length > before.current.length && element.scrollTop < NEAR_PX) element.scrollTop += element.scrollHeight - before.current.height;
    else if (length > before.current.length) setBelow((now) => now + length - before.current.length);
    before.current = { length, height: element.scrollHeight };
  }, [length, rows, tasksOver]);
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const watch = new ResizeObserver(() => {
      if (atFoot.current) element.scrollTop = element.scrollHeight;
    });
    watch.observe(element);
    if (inner.current) watch.observe(inner.current);
    return () => watch.disconnect();
  }, []);
  const toFoot = () => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
    setBelow(0);
  };
  const scrolled = () => {
    const element = box.current;
    if (!element) return;
    atFoot.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
    if (atFoot.current) setBelow(0);
    if (element.scrollTop < NEAR_PX && query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
  };
  return (
    <section className="time" aria-label={t('time.label')}>
      <div className="hd">
        <span>
          <h2>{t('time.city')}</h2>
          <button type="button" className={`btn sm narrow-tab${tasksOver ? ' on' : ''}`} aria-pressed={tasksOver} onClick={onTasks}>{t('tasks.tab', { done: counted.done, total: counted.total })}</button>
        </span>
        <span />
        <span>
          <h2>{t('time.centre')}</h2>
          <Tabs
            name="timeline" label={t('time.look')} value={look} onChange={setLook}
            tabs={[{ id: 'both', label: t('time.both') }, { id: 'decisions', label: t('time.decisions') }, { id: 'notes', label: t('time.notes') }]}
          />
        </span>
      </div>
      {children && <div className="notices">{children}</div>}
      <div className="tl scroll" ref={box} onScroll={scrolled} tabIndex={0} role="tabpanel" id="timeline-panel" aria-label={t('time.label')}>
        <div className="fill" />
        {query.isFetchingNextPage && <p className="meta earlier">{t('time.reading')}</p>}
        {sees && query.error && !query.data && <div className="pad"><Problem error={query.error} retry={() => void query.refetch()} /></div>}
        {sees && query.isPending && !query.error && <div className="pad"><Loading>{t('time.reading')}</Loading></div>}
        {query.data && rows.length === 0 && waiting.length === 0 && (
          <div className="pad mid"><EmptyState title={t(look === 'both' ? 'time.none' : 'time.noneOf')}>{t('time.noneText')}</EmptyState></div>
        )}
        <ol className="rows" ref={inner}>
          {rows.map((row) => (row.type === 'entry' ? <EntryRow key={row.key} row={row} incident={incident} /> : row.type === 'quiet' ? <QuietLine key={row.key} ms={row.ms} /> : <DayLine key={row.key} at={row.at} />))}
          {waiting.map((item) => <WaitingLine key={item.key} item={item} />)}
        </ol>
        {query.data && !incident.closed_at && <NowLine quiet={quiet} />}
      </div>
      {below > 0 && <div className="newbelow"><Button small icon="down" onClick={toFoot}>{t('time.below', { count: below })}</Button></div>}
      <Composer incident={incident} onSent={toFoot} />
    </section>
  );
}

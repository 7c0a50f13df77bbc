import { useQuery } from '@tanstack/react-query';
import { memo, useMemo, useRef, type KeyboardEvent, type PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import type { SumOut } from '../../../api/generated';
import { useCityNow } from '../../../api/status';
import { linePath, timeTicks, type Point } from '../../../evidence/scale';
import { useWidth } from '../../../evidence/chart';
import { compact, Icon, ShapePaths, shapeOf, time, zoneOffset } from '../../../ui';
import { beganMs } from '../logic/ages';
import type { Alert } from '../logic/types';
import { alerts, sensors, useAlertsSlowly, useSensorStates } from '../stores';
import { BINS, countersOf, type Mark, SPAN_MS, thinned } from './people';

const HEIGHT = 46;
const FOOT = 14;
export const STEP_MS = 5 * 60_000;

function usePeople(end: number) {
  const counters = countersOf(useSensorStates());
  return useQuery({
    queryKey: ['operations', 'people', counters],
    enabled: counters > 0,
    refetchInterval: 60_000,
    staleTime: 50_000,
    queryFn: async ({ signal }) => {
      const { value } = await api.get<SumOut>('/sensors/sum', { kind: 'people', from: Math.round(end - SPAN_MS), to: Math.round(end), points: BINS }, signal);
      return { end, values: value };
    },
  });
}

/** Alerts of the last three hours, decided ones too; thinned so that none covers a worse one. */
function useMarks(now: number, width: number): Mark[] {
  const version = useAlertsSlowly();
  const { i18n } = useTranslation();
  const { data } = useQuery({
    queryKey: ['alerts', 'marks', i18n.language],
    queryFn: () => api.get<{ items: Alert[] }>('/alerts', { state: 'all', from: new Date(now - SPAN_MS).toISOString(), limit: 200 }),
    refetchInterval: 60_000,
  });
  const minute = Math.floor(now / 60_000);
  return useMemo(() => {
    const start = minute * 60_000 - SPAN_MS;
    const all = new Map<string, Mark>();
    for (const list of [data?.items ?? [], alerts.byId.values()])
      for (const alert of list) {
        const at = beganMs(alert);
        if (at >= start && at <= start + SPAN_MS + 120_000) all.set(alert.id, { id: alert.id, severity: alert.severity, at });
      }
    return thinned([...all.values()], start, (SPAN_MS / Math.max(1, width)) * 9);
  }, [data, version, minute, width]);
}

export interface StripProps {
  back: number | null;
  onBack: (at: number | null) => void;
  onAlert: (id: string) => void;
}

/** The last three hours in one line, with the alerts on it. Drag it to look back. */
export const Strip = memo(function Strip({ back, onBack, onAlert }: StripProps) {
  const { t } = useTranslation('operations');
  const now = useCityNow();
  const people = usePeople(now);
  const [box, width] = useWidth();
  const marks = useMarks(now, width);
  const dragging = useRef(false);
  const start = now - SPAN_MS;
  const x = (at: number) => ((at - start) / SPAN_MS) * (width - 2);
  const values = people.data?.values ?? [];
  const most = Math.max(1, ...values.map((value) => value ?? 0));
  const binEnd = people.data?.end ?? now;
  const points = values.map((value, bin): Point | null => {
    if (value === null) return null;
    const at = binEnd - SPAN_MS + ((bin + 0.5) / BINS) * SPAN_MS;
    return { x: x(at), y: HEIGHT - FOOT - (value / most) * (HEIGHT - FOOT - 12) };
  });
  const known = points.filter((point) => point !== null);
  const look = (event: PointerEvent<HTMLDivElement>) => {
    const left = event.clientX - event.currentTarget.getBoundingClientRect().left;
    const at = start + (left / Math.max(1, width - 2)) * SPAN_MS;
    onBack(at > now - 60_000 ? null : Math.max(start, at));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowLeft' ? -STEP_MS : event.key === 'ArrowRight' ? STEP_MS : 0;
    if (event.key === 'End' || event.key === '0') onBack(null);
    else if (step) onBack(stepped(back, step, now));
    else return;
    event.preventDefault();
  };
  const at = back ?? now;
  const atBin = Math.min(BINS - 1, Math.max(0, Math.floor(((at - (binEnd - SPAN_MS)) / SPAN_MS) * BINS)));
  const count = values[atBin];
  const words = [time(at), count === null || count === undefined ? '' : t('strip.people', { count: compact(Math.round(count)) })].filter(Boolean).join(', ');
  const offset = zoneOffset(now);
  return (
    <div className="timestrip">
      <div className="hd">
        <b className="t2">{t('strip.title')}</b>
        <span>{t('strip.unit', { sensors: countersOf(sensors) })}</span>
        <span className="end">
          {back === null ? <span><Icon name="left" size={14} /> {t('strip.drag')}</span> : <span className="acc">{words}</span>}
          <button type="button" className="chip o livechip" disabled={back === null} onClick={() => onBack(null)}>
            <i className="beat" />
            {t(back === null ? 'strip.live' : 'strip.toLive')}
          </button>
        </span>
      </div>
      <div
        ref={box}
        className="stripbox"
        role="slider"
        tabIndex={0}
        aria-label={t('strip.slider')}
        aria-valuemin={-180}
        aria-valuemax={0}
        aria-valuenow={Math.round((at - now) / 60_000)}
        aria-valuetext={back === null ? t('strip.nowText', { words }) : words}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          if ((event.target as Element).closest('[data-alert]')) return;
          dragging.current = true;
          event.currentTarget.setPointerCapture(event.pointerId);
          look(event);
        }}
        onPointerMove={(event) => dragging.current && look(event)}
        onPointerUp={() => (dragging.current = false)}
      >
        {width > 0 && (
          <svg width={width} height={HEIGHT} aria-hidden="true">
            {known.length > 1 && <path className="peoplefill" d={`${linePath(known)}L${known.at(-1)!.x} ${HEIGHT - FOOT}L${known[0]!.x} ${HEIGHT - FOOT}Z`} />}
            <path className="people" d={linePath(points)} />
            {timeTicks(start, now - 15 * 60_000, 4, offset).map((when) => <text key={when} x={x(when)} y={HEIGHT - 1}>{time(when)}</text>)}
            <text className="nowword" x={width - 2} y={HEIGHT - 1} textAnchor="end">{t('strip.now')}</text>
            {marks.map(({ id, severity, at: when }) => {
              const size = severity === 'critical' ? 14 : 11;
              return (
                <g key={id} data-alert={id} className="mark" onClick={() => onAlert(id)}>
                  <path d={`M${x(when)} 6V${HEIGHT - FOOT}`} />
                  <g transform={`translate(${x(when) - size / 2} ${6 - size / 2 + 1}) scale(${size / 16})`}><ShapePaths shape={shapeOf(severity)} /></g>
                </g>
              );
            })}
            <path className="cursor" d={`M${x(at)} 0V${HEIGHT - FOOT}`} />
          </svg>
        )}
      </div>
    </div>
  );
});

/** One step back or forth from where one looks; at the end one is live again. */
export function stepped(back: number | null, step: number, now: number): number | null {
  const next = (back ?? now) + step;
  if (next >= now - STEP_MS / 2) return null;
  return Math.max(now - SPAN_MS, next);
}

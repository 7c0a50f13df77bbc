/* The two stores of this screen, kept while one walks through other screens, and the events that patch them. */

import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { useEvent } from '../../api/events';
import { useCalm } from '../../shell/live';
import { AlertStore, type Page } from './logic/alerts';
import { isWaiting } from './logic/order';
import { SensorStore } from './logic/sensors';
import type { Alert, AlertDetail, HealthChange, SensorColumns, SensorDelta } from './logic/types';

const PAGE = 200;

export const sensors = new SensorStore();
export const alerts = new AlertStore((cursor) => api.get<Page>('/alerts', { state: 'open', limit: PAGE, cursor }));

/** Read anew whenever the stores change. */
export function useSensors(): SensorStore {
  useSyncExternalStore(sensors.subscribe, sensors.read);
  return sensors;
}

/** Renews on new sensors or changed states, not on every reading. */
export function useSensorStates(): SensorStore {
  useSyncExternalStore(sensors.subscribe, () => `${sensors.versions.structure}:${sensors.versions.states}`);
  return sensors;
}

export function useAlerts(): AlertStore {
  useSyncExternalStore(alerts.subscribe, alerts.read);
  return alerts;
}

/** A number that changes with the alerts, in a burst once a second. */
export function useAlertsSlowly(): number {
  return useSyncExternalStore(alerts.subscribe, alerts.readSlowly);
}

/** One alert by its id or number, renewed only when it changes. */
export function useAlert(key: string | null): Alert | null {
  const find = () => {
    if (key === null) return null;
    const byId = alerts.byId.get(key);
    if (byId || !key.startsWith('A-')) return byId ?? null;
    for (const alert of alerts.byId.values()) if (alert.number === key) return alert;
    return null;
  };
  return useSyncExternalStore(alerts.subscribe, find);
}

/** Whether the first page is here, and whether there is anything open at all. */
export function useQueueState(): 'reading' | 'empty' | 'some' {
  return useSyncExternalStore(alerts.subscribe, () => (!alerts.ready ? 'reading' : alerts.total === 0 ? 'empty' : 'some'));
}

async function loadSensors(): Promise<void> {
  sensors.load(await api.get<SensorColumns>('/sensors'));
}

export type OnNew = (alert: Alert) => void;

/** Load both stores and keep them patched while the screen stands. `onNew` is told of every alert that arrives. */
export function useLiveStores(onNew: OnNew): void {
  const queries = useQueryClient();
  const { i18n } = useTranslation();
  const locale = i18n.language;
  useEffect(() => {
    void loadSensors().catch(() => undefined);
  }, []);
  useEffect(() => {
    // Alerts are worded by the server, so another language means another reading.
    void alerts.reload();
  }, [locale]);
  // What was read of an alert before is renewed, in a storm for many alerts at once.
  const changed = useRef(new Set<string>());
  const renew = useCalm(() => {
    const ids = changed.current;
    changed.current = new Set();
    void queries.invalidateQueries({
      predicate: ({ queryKey: [what, which, id] }) => what === 'alerts' && which === 'one' && ids.has(id as string),
    });
  }, 50);
  useEvent<{ id: string; alert: Alert } | null>('alert', (event) => {
    if (!event?.alert) return;
    const isNew = alerts.patch(event.alert);
    changed.current.add(event.id);
    renew();
    if (isNew && isWaiting(event.alert)) onNew(event.alert);
  });
  const held = useCalm(() => void queries.invalidateQueries({ queryKey: ['triage'] }), 1000);
  useEvent('held', held);
  useEvent('silence', held);
  useEvent<SensorDelta | null>('sensors', (delta) => delta && sensors.applyValues(delta));
  useEvent<HealthChange[] | HealthChange | null>('health', (told) => {
    if (!told) return;
    const changes = Array.isArray(told) ? told : [told];
    // A sensor we do not know yet is worth reading the list again.
    if (changes.some((change) => change.sensor && sensors.indexOf(change.sensor) < 0)) void loadSensors().catch(() => undefined);
    sensors.applyHealth(changes.filter((change) => change.sensor));
  });
  useEvent('source', () => void loadSensors().catch(() => undefined));
  const again = () => {
    void loadSensors().catch(() => undefined);
    void alerts.reload();
  };
  useEvent('reset', again);
  useEvent('status', again);
}

/** The chosen alert with its evidence, as a query. */
export function detailQuery(id: string, locale: string) {
  return {
    queryKey: ['alerts', 'one', id, locale],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      api.get<AlertDetail>(`/alerts/${encodeURIComponent(id)}`, {}, signal),
    staleTime: 30_000,
  };
}

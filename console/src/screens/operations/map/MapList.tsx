import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCityNow } from '../../../api/status';
import { age, SensorMarker, SeverityShape, shapeOf } from '../../../ui';
import { unitWords } from '../../../evidence/units';
import { markerKind, markerState } from '../logic/markers';
import { reading } from '../logic/numbers';
import { isUnseen, type SensorStore, type SensorView } from '../logic/sensors';
import { subjectOf } from '../queue/Row';
import { useAlerts, useSensors } from '../stores';

const ROW = 30;

/** A sensor that sends, but that no tool has judged yet, is not unheard of. */
function stateWord({ state, time }: SensorView): string {
  return state === 'unknown' && time !== null ? 'heard' : state;
}

type Line = { alert: string } | { sensor: number };

/** Sensors that do not see first, then by name; only those whose name or area holds the text. */
function sorted(store: SensorStore, text: string): number[] {
  const columns = store.columns;
  if (!columns) return [];
  const wanted = text.trim().toLowerCase();
  const found: number[] = [];
  for (let at = 0; at < columns.ids.length; at += 1)
    if (!wanted || `${columns.names[at]} ${columns.areas[at] ?? ''}`.toLowerCase().includes(wanted)) found.push(at);
  const unseen = (at: number) => Number(!isUnseen(columns.states[at]!));
  return found.sort((a, b) => unseen(a) - unseen(b) || columns.names[a]!.localeCompare(columns.names[b]!));
}

/** Everything on the map as a list: for screen readers, keyboards, and looking up a name. */
export function MapList({ onAlert, onSensor }: { onAlert: (id: string) => void; onSensor: (id: string) => void }) {
  const { t } = useTranslation('operations');
  const store = useSensors();
  const alerts = useAlerts();
  const now = useCityNow();
  const [text, setText] = useState('');
  const scroller = useRef<HTMLDivElement>(null);
  const version = `${store.versions.structure}:${store.versions.states}`;
  // Sorting many sensors by name takes long: alerts that come do not ask for it.
  const found = useMemo<Line[]>(() => sorted(store, text).map((sensor) => ({ sensor })), [store, version, text]);
  const open = alerts.arranged('all', null);
  const lines = useMemo<Line[]>(
    () => (text ? found : [...[...open.needs, ...open.hand].map((alert) => ({ alert })), ...found]),
    [open, found, text],
  );
  const rows = useVirtualizer({ count: lines.length, getScrollElement: () => scroller.current, estimateSize: () => ROW, overscan: 12 });
  return (
    <div className="maplist">
      <label className="mfind">
        <span className="sr">{t('map.find')}</span>
        <input type="search" value={text} placeholder={t('map.find')} onChange={(event) => setText(event.target.value)} />
        <span className="meta" role="status">{t('map.found', { count: lines.length })}</span>
      </label>
      <div className="mscroll" ref={scroller} tabIndex={0} role="region" aria-label={t('map.listLabel')}>
        <ul style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map((row) => {
            const line = lines[row.index]!;
            const alert = 'alert' in line ? alerts.byId.get(line.alert) : undefined;
            const sensor = 'sensor' in line ? store.at(line.sensor) : null;
            return (
              <li key={row.key} style={{ transform: `translateY(${row.start}px)`, height: ROW }}>
                {alert && (
                  <button type="button" onClick={() => onAlert(alert.id)}>
                    <SeverityShape shape={shapeOf(alert.severity)} />
                    <span className="name"><b>{subjectOf(alert)}</b> <span className="t2">{alert.why}</span></span>
                  </button>
                )}
                {sensor && (
                  <button type="button" onClick={() => onSensor(sensor.id)}>
                    <SensorMarker kind={markerKind(sensor.kind)} state={markerState(sensor.state)} size={18} />
                    <span className="name">{sensor.name} <span className="t3">{sensor.area}</span></span>
                    <span className={isUnseen(sensor.state) ? 'vio nw' : 't3 nw'}>{t(`sensor.state.${stateWord(sensor)}`)}</span>
                    <span className="num nw"><b>{reading(sensor.value)}</b> {unitWords(sensor.unit, t)}</span>
                    <span className="meta nw age">{sensor.time === null ? '–' : age(now - sensor.time)}</span>
                  </button>
                )}
              </li>
            );
          })}
        </ul>
      </div>
    </div>
  );
}

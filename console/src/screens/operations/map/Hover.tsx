import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCityNow } from '../../../api/status';
import { age, SensorMarker, SeverityBadge, shapeOf, time } from '../../../ui';
import { unitWords } from '../../../evidence/units';
import { markerKind, markerState } from '../logic/markers';
import { reading } from '../logic/numbers';
import { isUnseen, type SensorView } from '../logic/sensors';
import { alerts, useSensors } from '../stores';
import { seriesQuery, usualAt, valueAt } from './series';
import type { Hit } from './view';

const WAIT_MS = 250;
const WINDOW_MS = 30 * 60_000;

/** True once the pointer has rested: only then is the server asked what would be usual. */
function useRested(key: string): boolean {
  const [rested, setRested] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setRested(key), WAIT_MS);
    return () => clearTimeout(timer);
  }, [key]);
  return rested === key;
}

/** "No picture since 17:31": what is not seen, and since when. */
export function useUnseenWords(sensor: SensorView): string {
  const { t } = useTranslation('operations');
  if (!isUnseen(sensor.state)) return '';
  const since = sensor.since ?? sensor.time;
  const key = sensor.state === 'blind' && sensor.kind === 'camera' ? 'picture' : sensor.state;
  return t(since === null ? `unseen.${key}Ever` : `unseen.${key}`, { since: since === null ? '' : time(since) });
}

function SensorCard({ sensor, back }: { sensor: SensorView; back: number | null }) {
  const { t } = useTranslation('operations');
  const now = useCityNow();
  const rested = useRested(sensor.id);
  const end = back ?? Math.ceil(now / 60_000) * 60_000;
  const { data } = useQuery({ ...seriesQuery(sensor.id, end - WINDOW_MS, end, 30), enabled: rested });
  const unseen = useUnseenWords(sensor);
  const usual = data ? usualAt(data, end) : null;
  const value = back === null ? sensor.value : data ? valueAt(data, back) : null;
  return (
    <>
      <span className="hname"><SensorMarker kind={markerKind(sensor.kind)} state={markerState(sensor.state)} size={18} /><b>{sensor.name}</b></span>
      {unseen && back === null && <span className="vio">{unseen}</span>}
      <span>
        <b>{reading(value)}</b> {unitWords(sensor.unit, t)}
        <span className="t3"> · {back !== null ? time(back) : sensor.time === null ? t('hover.never') : t('hover.age', { age: age(now - sensor.time) })}</span>
      </span>
      {usual && <span className="t2">{t('hover.usual', { low: reading(usual[0]), high: reading(usual[1]) })}</span>}
    </>
  );
}

/** What is under the pointer: reading, age and what is usual; or the alert's sentence. */
export function Hover({ hit, x, y, back }: { hit: Hit; x: number; y: number; back: number | null }) {
  const { t } = useTranslation('operations');
  const store = useSensors();
  const sensor = hit.type === 'sensor' ? store.at(hit.index) : null;
  const alert = hit.type === 'alert' ? (alerts.byId.get(hit.id) ?? null) : null;
  if (!sensor && !alert) return null;
  const below = y < 150;
  return (
    <div className={`hovercard${below ? ' below' : ''}`} style={{ left: x, top: y }} aria-hidden="true">
      {sensor && <SensorCard sensor={sensor} back={back} />}
      {alert && (
        <>
          <span className="hname"><SeverityBadge shape={shapeOf(alert.severity)} /><b>{alert.kind_title}</b></span>
          <span className="t2 why">{alert.why}</span>
          {hit.type === 'alert' && hit.ids.length > 1 && <span className="t3">{t('hover.more', { count: hit.ids.length - 1 })}</span>}
        </>
      )}
    </div>
  );
}

import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Chart } from '../../../evidence/chart';
import { useCityNow } from '../../../api/status';
import { age, Button, Loading, Problem, SensorMarker } from '../../../ui';
import { unitWords } from '../../../evidence/units';
import { markerKind, markerState } from '../logic/markers';
import { reading } from '../logic/numbers';
import { useFeed } from '../triage/feed';
import { SilenceDialog } from '../triage/SilenceDialog';
import { useSensors } from '../stores';
import { useUnseenWords } from './Hover';
import { expectedOf, seriesQuery } from './series';
import type { SensorView } from '../logic/sensors';

const DAY_MS = 86_400_000;
const STEP_MS = 300_000;

function Day({ sensor }: { sensor: SensorView }) {
  const { t } = useTranslation('operations');
  const now = useCityNow();
  // Asked anew every five minutes, not every second.
  const [end, setEnd] = useState(Math.ceil(now / STEP_MS) * STEP_MS);
  useEffect(() => {
    if (Math.abs(now - end) > STEP_MS) setEnd(Math.ceil(now / STEP_MS) * STEP_MS);
  }, [now, end]);
  const { data, error, refetch } = useQuery({
    ...seriesQuery(sensor.id, end - DAY_MS, end, 288),
    placeholderData: (before, query) => (query?.queryKey[1] === sensor.id ? before : undefined),
  });
  if (error) return <Problem error={error} retry={() => void refetch()} />;
  if (!data) return <Loading>{t('sensor.loading')}</Loading>;
  if (data.time.length === 0) return <p className="t3">{t('sensor.empty')}</p>;
  const expected = expectedOf(data);
  return (
    <Chart
      title={t('sensor.day', { name: sensor.name })}
      unit={unitWords(data.unit || sensor.unit, t)}
      time={data.time}
      observed={data.value}
      expected={expected.middle}
      low={expected.low}
      high={expected.high}
      height={128}
    />
  );
}

/** A sensor opened from the map: its reading, how it is, and its last day. */
export function SensorPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation('operations');
  const store = useSensors();
  const sensor = store.byId(id);
  const head = useRef<HTMLHeadingElement>(null);
  const [silencing, setSilencing] = useState(false);
  const feed = useFeed(sensor?.id);
  useEffect(() => head.current?.focus(), [id]);
  if (!sensor) return null;
  return (
    <section className="sensorpanel" aria-label={t('sensor.label')}>
      <div className="shead">
        <SensorMarker kind={markerKind(sensor.kind)} state={markerState(sensor.state)} size={20} />
        <h2 ref={head} tabIndex={-1}>{sensor.name}</h2>
        <Button kind="line" small onClick={() => setSilencing(true)}>{t('triage:silenceThis')}</Button>
        <Button kind="quiet" small icon="x" aria-label={t('sensor.close')} onClick={onClose} />
      </div>
      <SensorNow sensor={sensor} />
      <Day sensor={sensor} />
      <SilenceDialog of={{ title: t('triage:silenceOf', { name: sensor.name }), source: sensor.id, name: sensor.name, feed, latitude: sensor.latitude, longitude: sensor.longitude }} open={silencing} onClose={() => setSilencing(false)} />
    </section>
  );
}

function SensorNow({ sensor }: { sensor: SensorView }) {
  const { t } = useTranslation('operations');
  const now = useCityNow();
  const unseen = useUnseenWords(sensor);
  return (
    <p className="meta">
      <b className="now">{reading(sensor.value)} {unitWords(sensor.unit, t)}</b>{' '}
      {sensor.time === null ? t('hover.never') : t('hover.age', { age: age(now - sensor.time) })}
      {unseen && <span className="vio"> · {unseen}</span>}
      {sensor.area && <span> · {sensor.area}</span>}
    </p>
  );
}

import { useEffect, useRef } from 'react';
import { time } from '../../../ui';
import { beganAt } from '../logic/ages';
import { isWaiting } from '../logic/order';
import type { Alert } from '../logic/types';
import type { MapView } from './view';

const PULSE_FOR_MS = 120_000;

/** The chosen alert's name beside its marker; the newest critical one pulses four times and is then still. */
export function Tag({ view, alert }: { view: MapView; alert: Alert }) {
  const box = useRef<HTMLDivElement>(null);
  const { latitude, longitude } = alert.where;
  useEffect(() => {
    if (latitude === null || longitude === null) return undefined;
    const place = () => {
      const point = view.map.project([longitude, latitude]);
      const size = view.map.getContainer();
      const inside = point.x > 0 && point.y > 0 && point.x < size.clientWidth && point.y < size.clientHeight;
      if (!box.current) return;
      box.current.style.transform = `translate(${Math.round(point.x)}px, ${Math.round(point.y)}px)`;
      box.current.style.visibility = inside ? 'visible' : 'hidden';
    };
    place();
    view.map.on('move', place);
    view.map.on('resize', place);
    return () => {
      view.map.off('move', place);
      view.map.off('resize', place);
    };
  }, [view, latitude, longitude]);
  if (latitude === null || longitude === null) return null;
  const critical = alert.severity === 'critical' && isWaiting(alert);
  const fresh = critical && Date.now() - Date.parse(alert.created_at) < PULSE_FOR_MS;
  return (
    <div className="maptag" ref={box} aria-hidden="true">
      {critical && <i className="ringmark" />}
      {fresh && <i className="ringmark pulse" key={alert.id} />}
      <span className="tag"><b>{alert.kind_title}</b><span className="t3">{time(beganAt(alert))}</span></span>
    </div>
  );
}

import 'maplibre-gl/dist/maplibre-gl.css';
import { Marker, type MapMouseEvent } from 'maplibre-gl';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTheme } from '../../app/theme';
import type { Severity } from '../../api/types';
import { Button, Loading } from '../../ui';
import { SensorStore } from '../operations/logic/sensors';
import { ringFeature } from '../operations/map/shapes';
import { MapView } from '../operations/map/view';
import { around, boundsOf, closed, opened, round } from './ring';
import type { Ring } from './types';
import css from './AreaMap.module.css';

const NONE = new SensorStore();
const NO_ONE: ReadonlyMap<number, Severity> = new Map<number, Severity>();
const RADII = [0.25, 0.5, 1, 2, 5];

/** An area on the map. With `onRing` it is drawn: a press adds a corner, or a round area is laid around the middle. */
export function AreaMap({ ring, onRing, severity = 'high' }: { ring: Ring; onRing?: (ring: Ring) => void; severity?: Severity }) {
  const { t } = useTranslation('warnings');
  const theme = useTheme();
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<MapView | null>(null);
  const [problem, setProblem] = useState(false);
  const [radius, setRadius] = useState(0.5);
  const label = t(onRing ? 'map.draw' : 'map.label');
  const words = useRef(label);
  words.current = label;
  const open = opened(ring);
  const latest = useRef({ open, onRing });
  latest.current = { open, onRing };
  useEffect(() => {
    let made: MapView | null = null;
    let gone = false;
    const element = box.current;
    if (!element) return undefined;
    const nothing = () => undefined;
    MapView.create(element, NONE, { onHover: nothing, onPick: nothing, onMove: nothing, onReady: nothing, onProblem: nothing })
      .then((one) => {
        if (gone) return one.destroy();
        made = one;
        one.map.getCanvas().setAttribute('aria-label', words.current);
        one.map.on('click', (event: MapMouseEvent) => {
          const now = latest.current;
          now.onRing?.([...now.open, [round(event.lngLat.lng), round(event.lngLat.lat)]]);
        });
        const bounds = boundsOf(latest.current.open);
        if (bounds) one.map.fitBounds(bounds, { padding: 40, maxZoom: 15.5, animate: false });
        return setView(one);
      })
      .catch(() => !gone && setProblem(true));
    return () => {
      gone = true;
      setView(null);
      made?.destroy();
    };
  }, []);
  useEffect(() => void view?.retheme().catch(() => undefined), [view, theme]);
  const key = JSON.stringify(open);
  useEffect(() => {
    if (!view) return undefined;
    const whole = closed(open);
    view.setOverlay(whole.length ? [ringFeature(whole, severity, 'area')] : [], [], NO_ONE);
    if (!onRing) {
      const bounds = boundsOf(open);
      if (bounds) view.map.fitBounds(bounds, { padding: 40, maxZoom: 15.5, animate: false });
      return undefined;
    }
    if (open.length > 20) return undefined; // a round area has no corners to show
    const markers = open.map((point) => {
      const element = document.createElement('span');
      element.className = css.corner ?? '';
      element.setAttribute('aria-hidden', 'true');
      return new Marker({ element }).setLngLat(point).addTo(view.map);
    });
    return () => markers.forEach((marker) => marker.remove());
  }, [view, key, severity, onRing === undefined]);
  const lay = () => {
    if (!view || !onRing) return;
    const { lng, lat } = view.map.getCenter();
    onRing(around([lng, lat], radius));
  };
  return (
    <div className={css.whole}>
      <div className={css.box}>
        <div className={css.fill} ref={box} />
        {!view && !problem && <div className={css.wait}><Loading>{t('map.loading')}</Loading></div>}
        {problem && <div className={css.wait}><p>{t('map.problem')}</p></div>}
        {view && onRing && <i className={css.cross} aria-hidden="true" />}
      </div>
      {onRing && (
        <div className={css.tools}>
          <Button small disabled={!view} onClick={lay}>{t('map.around')}</Button>
          <select aria-label={t('map.radius')} value={radius} onChange={(event) => setRadius(Number(event.currentTarget.value))}>
            {RADII.map((each) => <option key={each} value={each}>{each < 1 ? t('map.metres', { count: each * 1000 }) : t('map.kilometres', { count: each })}</option>)}
          </select>
          <Button small icon="undo" disabled={!open.length} onClick={() => onRing(open.length > 20 ? [] : open.slice(0, -1))}>{t('map.undo')}</Button>
          <span className="meta" role="status">{open.length === 0 ? t('map.hint') : t('map.corners', { count: open.length })}</span>
        </div>
      )}
    </div>
  );
}

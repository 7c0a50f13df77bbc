import 'maplibre-gl/dist/maplibre-gl.css';
import { memo, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTheme } from '../../../app/theme';
import { Button, Loading } from '../../../ui';
import { beganMs } from '../logic/ages';
import { groupOf } from '../logic/order';
import type { Alert, AlertDetail, Severity } from '../logic/types';
import { sensors, useAlerts } from '../stores';
import type { Pin } from './bins';
import { Controls } from './Controls';
import { Hover } from './Hover';
import type { Toggles } from './layers';
import { Legend } from './Legend';
import { MapList } from './MapList';
import { flowFeatures, ringFeature } from './shapes';
import { Tag } from './Tag';
import { type Hit, MapView } from './view';

export interface CityMapProps {
  chosen: Alert | null;
  detail: AlertDetail | null;
  /** Look-back time in ms, null while live. */
  back: number | null;
  /** Counts up when somebody asks to see the chosen alert on the map. */
  asked: number;
  onAlert: (id: string) => void;
  onSensor: (id: string) => void;
  children?: React.ReactNode;
}

interface Hovering {
  hit: Hit;
  x: number;
  y: number;
}

function calm(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}

/** Pins of the open alerts; while looking back, of those that stood at that time. */
function pinsOf(alerts: Iterable<Alert>, chosen: string | null, back: number | null): Pin[] {
  const pins: Pin[] = [];
  for (const alert of alerts) {
    const { latitude, longitude } = alert.where;
    if (latitude === null || longitude === null || latitude === undefined || longitude === undefined) continue;
    if (back !== null ? beganMs(alert) > back : groupOf(alert) === null && alert.id !== chosen) continue;
    pins.push({ id: alert.id, latitude, longitude, severity: alert.severity });
  }
  return pins;
}

/** What the chosen alert shows on the ground: its area, flows, and which sensors deviate. */
function groundOf(detail: AlertDetail | null, chosen: Alert | null) {
  const severity: Severity = chosen?.severity ?? 'low';
  const area = detail?.evidence.find((one) => one.type === 'area');
  const ring = area?.ring?.length ? area.ring : Array.isArray(chosen?.where.area) ? chosen.where.area : [];
  const deviating = new Map<number, Severity>();
  for (const id of detail?.sensors ?? []) {
    const index = sensors.indexOf(id);
    if (index >= 0) deviating.set(index, severity);
  }
  return {
    areas: ring.length > 2 && chosen ? [ringFeature(ring, severity, chosen.id)] : [],
    flows: flowFeatures(area?.flows ?? []),
    deviating,
  };
}

/** The map with sensors and alerts, its furniture, and its twin as a list. */
export const CityMap = memo(function CityMap(props: CityMapProps) {
  const { chosen, detail, back, asked, onAlert, onSensor } = props;
  const { t } = useTranslation('operations');
  const store = useAlerts();
  const version = store.read();
  const theme = useTheme();
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<MapView | null>(null);
  const [hovering, setHovering] = useState<Hovering | null>(null);
  const [toggles, setToggles] = useState<Toggles>({ sensors: true, cameras: true });
  const [list, setList] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [tries, setTries] = useState(0);
  const [loaded, setLoaded] = useState(false);
  const acts = useRef({ onAlert, onSensor });
  acts.current = { onAlert, onSensor };
  const words = useRef('');
  words.current = t('map.label');

  useEffect(() => {
    let made: MapView | null = null;
    let gone = false;
    setProblem(null);
    setLoaded(false);
    const element = box.current;
    if (!element) return undefined;
    MapView.create(element, sensors, {
      onHover: (hit, x, y) => setHovering(hit ? { hit, x, y } : null),
      onPick: (hit) => {
        if (hit?.type === 'alert') acts.current.onAlert(hit.id);
        if (hit?.type === 'sensor') acts.current.onSensor(sensors.at(hit.index)?.id ?? '');
      },
      onMove: () => setHovering(null),
      onReady: () => setLoaded(true),
      onProblem: () => undefined,
    })
      .then((one) => {
        if (gone) return one.destroy();
        made = one;
        one.map.getCanvas().setAttribute('aria-label', words.current);
        return setView(one);
      })
      .catch((error: unknown) => !gone && setProblem(String(error)));
    return () => {
      gone = true;
      setView(null);
      made?.destroy();
    };
  }, [tries]);

  useEffect(() => void view?.retheme().catch(() => undefined), [view, theme]);
  useEffect(() => view?.setToggles(toggles), [view, toggles]);
  const chosenId = chosen?.id ?? null;
  useEffect(() => {
    view?.setAlerts(() => pinsOf(store.byId.values(), chosenId, back), chosenId);
  }, [view, store, version, chosenId, back]);
  // While looking back, an alert that had not begun yet shows nothing on the ground.
  const begun = chosen !== null && (back === null || beganMs(chosen) <= back);
  const ground = useMemo(() => (begun ? groundOf(detail, chosen) : groundOf(null, null)), [begun, detail, chosen]);
  useEffect(() => view?.setOverlay(ground.areas, ground.flows, ground.deviating), [view, ground]);

  // Choosing an alert that is out of sight brings it in; asking (M) always goes there.
  const go = useCallback((force: boolean) => {
    const { latitude, longitude } = chosen?.where ?? {};
    if (!view || latitude === null || latitude === undefined || longitude === null || longitude === undefined) return;
    if (!view.covers(longitude, latitude)) return;
    if (force || !view.inside(longitude, latitude)) view.fly(longitude, latitude, force ? 16.2 : 15.5, calm());
  }, [view, chosen]);
  const goRef = useRef(go);
  goRef.current = go;
  useEffect(() => goRef.current(false), [chosenId, view]);
  useEffect(() => {
    if (asked > 0) goRef.current(true);
  }, [asked]);

  return (
    <div className="mapbox" role="region" aria-label={t('map.label')}>
      <div className="mapfill" ref={box} style={{ visibility: list ? 'hidden' : undefined }} />
      {!loaded && !problem && <div className="mapwait"><Loading>{t('map.loading')}</Loading></div>}
      {problem && (
        <div className="mapwait">
          <p>{t('map.problem')}</p>
          <Button small onClick={() => setTries((count) => count + 1)}>{t('map.again')}</Button>
        </div>
      )}
      {view && !list && chosen && back === null && <Tag view={view} alert={chosen} />}
      {view && !list && hovering && <Hover hit={hovering.hit} x={hovering.x} y={hovering.y} back={back} />}
      {list && <MapList onAlert={onAlert} onSensor={onSensor} />}
      <Controls
        toggles={toggles}
        list={list}
        onToggles={setToggles}
        onList={() => setList(!list)}
        onZoom={(step) => view?.zoomBy(step)}
        onLocate={chosen ? () => go(true) : null}
      />
      {!list && <Legend />}
      {props.children}
    </div>
  );
});

import 'maplibre-gl/dist/maplibre-gl.css';
import { Marker } from 'maplibre-gl';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTheme } from '../../../app/theme';
import { Button, Icon, Loading, time } from '../../../ui';
import { SensorStore } from '../../operations/logic/sensors';
import { ringFeature } from '../../operations/map/shapes';
import { MapView } from '../../operations/map/view';
import { boundsOf, tagsOf } from '../logic/place';
import type { IncidentDetail, Severity } from '../types';
import { PlaceEditor } from './PlaceEditor';

const NONE = new SensorStore();
const NO_ONE: ReadonlyMap<number, Severity> = new Map<number, Severity>();

/** Where it is: the affected area and the alerts, with the time of each beside it. */
export function IncidentMap({ incident }: { incident: IncidentDetail }) {
  const { t } = useTranslation('incidents');
  const theme = useTheme();
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<MapView | null>(null);
  const [problem, setProblem] = useState(false);
  const [tries, setTries] = useState(0);
  const [editing, setEditing] = useState(false);
  const words = useRef('');
  words.current = t('map.label');
  useEffect(() => {
    let made: MapView | null = null;
    let gone = false;
    setProblem(false);
    const element = box.current;
    if (!element) return undefined;
    const nothing = () => undefined;
    MapView.create(element, NONE, { onHover: nothing, onPick: nothing, onMove: nothing, onReady: nothing, onProblem: nothing })
      .then((one) => {
        if (gone) return one.destroy();
        made = one;
        one.map.getCanvas().setAttribute('aria-label', words.current);
        return setView(one);
      })
      .catch(() => !gone && setProblem(true));
    return () => {
      gone = true;
      setView(null);
      made?.destroy();
    };
  }, [tries]);
  useEffect(() => void view?.retheme().catch(() => undefined), [view, theme]);

  const tags = useMemo(() => tagsOf(incident), [incident]);
  const { area } = incident.place;
  useEffect(() => {
    if (editing) return;
    view?.setOverlay(area.length > 2 ? [ringFeature(area, incident.severity, incident.id)] : [], [], NO_ONE);
  }, [view, area, incident.severity, incident.id, editing]);
  useEffect(() => {
    if (!view || editing) return undefined;
    view.setAlerts(tags.map(({ id, latitude, longitude, severity }) => ({ id, latitude, longitude, severity })), null);
    const markers = tags.filter((tag) => tag.label).map((tag) => {
      const element = document.createElement('span');
      element.className = 'mt';
      element.textContent = time(tag.at);
      element.setAttribute('aria-hidden', 'true');
      return new Marker({ element, anchor: 'bottom', offset: [0, -13] }).setLngLat([tag.longitude, tag.latitude]).addTo(view.map);
    });
    return () => markers.forEach((marker) => marker.remove());
  }, [view, tags, editing]);

  // The picture is framed anew when what it shows covers another ground, not whenever anything is renewed.
  const bounds = boundsOf(incident);
  const key = bounds ? bounds.flat().map((one) => one.toFixed(4)).join() : '';
  useEffect(() => {
    view?.map.resize();
  }, [view, editing]);
  useEffect(() => {
    if (view && bounds && !editing) view.map.fitBounds(bounds, { padding: 46, maxZoom: 16.4, animate: false });
  }, [view, key]);
  return (
    <div className={`mapbox${editing ? ' editing' : ''}`} role="region" aria-label={t('map.label')}>
      <div className="mapfill" ref={box} />
      {!view && !problem && <div className="mapwait"><Loading>{t('map.loading')}</Loading></div>}
      {problem && <div className="mapwait"><p>{t('map.problem')}</p><Button small onClick={() => setTries((now) => now + 1)}>{t('ui:again')}</Button></div>}
      {view && !bounds && <div className="mapnone chip">{t('map.nowhere')}</div>}
      {view && incident.own && incident.permissions.write && !incident.closed_at && !editing && (
        <div className="mapctl placectl"><button type="button" aria-label={t('place.change')} title={t('place.change')} onClick={() => setEditing(true)}><Icon name="pen" size={16} /></button></div>
      )}
      {view && editing && <><span className="cross" aria-hidden="true" /><PlaceEditor view={view} incident={incident} onClose={() => setEditing(false)} /></>}
      <p className="sr">{t('map.words', { place: incident.place.name || t('map.noName'), count: tags.length })}</p>
    </div>
  );
}

import { useEffect, useState, type FormEvent, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Tabs } from '../../../ui';
import { ringFeature } from '../../operations/map/shapes';
import type { MapView } from '../../operations/map/view';
import { useDeeds } from '../acts';
import { pathOf } from '../api';
import type { IncidentDetail, Severity } from '../types';

type Corner = [number, number];
const NO_ONE: ReadonlyMap<number, Severity> = new Map<number, Severity>();

/** Where it is and how far it reaches, set on the map: by clicks, or by Enter at the cross in the middle. */
export function PlaceEditor({ view, incident, onClose }: { view: MapView; incident: IncidentDetail; onClose: () => void }) {
  const { t } = useTranslation('incidents');
  const act = useDeeds();
  const { place } = incident;
  const [name, setName] = useState(place.name);
  const [what, setWhat] = useState<'point' | 'area'>(place.latitude === null ? 'point' : 'area');
  const [point, setPoint] = useState<Corner | null>(place.latitude !== null && place.longitude !== null ? [place.longitude, place.latitude] : null);
  const [area, setArea] = useState<Corner[]>(() => place.area.slice(0, -1) as Corner[]);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    const put = ({ lng, lat }: { lng: number; lat: number }) => {
      const corner: Corner = [Number(lng.toFixed(6)), Number(lat.toFixed(6))];
      if (what === 'point') setPoint(corner);
      else setArea((now) => [...now, corner]);
    };
    const clicked = (event: { lngLat: { lng: number; lat: number } }) => put(event.lngLat);
    const pressed = (event: globalThis.KeyboardEvent) => {
      if (event.key !== 'Enter') return;
      event.preventDefault();
      put(view.map.getCenter());
    };
    const canvas = view.map.getCanvas();
    view.map.on('click', clicked);
    canvas.addEventListener('keydown', pressed);
    return () => {
      view.map.off('click', clicked);
      canvas.removeEventListener('keydown', pressed);
    };
  }, [view, what]);
  useEffect(() => {
    view.setOverlay(area.length > 1 ? [ringFeature(area, incident.severity, incident.id)] : [], [], NO_ONE);
    const marks = area.length === 1 ? [...(point ? [point] : []), area[0]!] : point ? [point] : [];
    view.setAlerts(marks.map(([longitude, latitude], place) => ({ id: `mark-${place}`, longitude, latitude, severity: 'low' as const })), null);
  }, [view, area, point, incident.severity, incident.id]);
  const unfinished = area.length === 1 || area.length === 2;
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || unfinished) return;
    setBusy(true);
    const body = { version: incident.version, place: { name: name.trim(), latitude: point?.[1] ?? null, longitude: point?.[0] ?? null, area } };
    const outcome = await act({ method: 'PATCH', path: pathOf(incident.id), body, said: t('place.said') });
    setBusy(false);
    if (outcome.state === 'done') onClose();
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    onClose();
  };
  return (
    <form className="placeedit" onSubmit={(event) => void save(event)} onKeyDown={keys}>
      <div className="row">
        <Tabs name="place" label={t('place.what')} value={what} onChange={setWhat} tabs={[{ id: 'point', label: t('place.point') }, { id: 'area', label: t('place.area') }]} />
        {what === 'area' && <Button small kind="quiet" icon="undo" disabled={!area.length} onClick={() => setArea((now) => now.slice(0, -1))}>{t('place.back')}</Button>}
        {what === 'area' && <Button small kind="quiet" disabled={!area.length} onClick={() => setArea([])}>{t('place.none')}</Button>}
      </div>
      <p className="meta" role="status" id="place-panel">{t(what === 'point' ? 'place.pointHow' : unfinished ? 'place.more' : 'place.areaHow')}</p>
      <div className="row">
        <input autoFocus aria-label={t('place.name')} placeholder={t('place.name')} maxLength={200} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <Button small kind="quiet" onClick={onClose}>{t('ui:cancel')}</Button>
        <Button small kind="pri" type="submit" busy={busy} disabled={unfinished}>{t('ui:save')}</Button>
      </div>
    </form>
  );
}

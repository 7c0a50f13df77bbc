import 'maplibre-gl/dist/maplibre-gl.css';
import { type GeoJSONSource, Map as LibreMap, NavigationControl } from 'maplibre-gl';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTheme } from '../../app/theme';
import { Loading } from '../../ui';
import { readPalette } from '../operations/map/palette';
import { extentOf, prepare } from '../operations/map/setup';
import { baseStyle } from '../operations/map/style';
import { boundsOf, featuresOf, type Placed } from './places';
import css from './Register.module.css';

const SOURCE = 'register-places';

/** Where cameras (each) and sensors (by area) are. The tables below say the same in words. */
export default function PlacesMap({ register }: { register: Placed }) {
  const { t } = useTranslation('register');
  const theme = useTheme();
  const box = useRef<HTMLDivElement>(null);
  const map = useRef<LibreMap | null>(null);
  const [state, setState] = useState<'waits' | 'stands' | 'fails'>('waits');
  const data = featuresOf(register);
  const latest = useRef(data);
  latest.current = data;
  const label = t('public.map');
  const key = JSON.stringify(data);
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    let gone = false;
    let made: LibreMap | null = null;
    void (async () => {
      prepare();
      const palette = readPalette();
      const base = await baseStyle(palette.theme);
      const vector = Object.values(base.sources).find((source) => source.type === 'vector');
      const extent = await extentOf(vector?.type === 'vector' ? (vector.url ?? '') : '');
      if (gone) return;
      made = new LibreMap({
        container: element, style: base, attributionControl: { compact: false }, center: [(extent.west + extent.east) / 2, (extent.south + extent.north) / 2],
        zoom: Math.max(extent.minZoom, base.zoom ?? 14), minZoom: extent.minZoom, maxZoom: 18, fadeDuration: 0, dragRotate: false, pitchWithRotate: false,
        // One scrolls past the map without being caught by it.
        cooperativeGestures: true,
        locale: { 'CooperativeGesturesHandler.WindowsHelpText': t('public.mapZoom'), 'CooperativeGesturesHandler.MacHelpText': t('public.mapZoom'), 'CooperativeGesturesHandler.MobileHelpText': t('public.mapMove'), 'NavigationControl.ZoomIn': t('public.zoomIn'), 'NavigationControl.ZoomOut': t('public.zoomOut') },
        maxBounds: [extent.west - 0.01, extent.south - 0.01, extent.east + 0.01, extent.north + 0.01],
      });
      made.touchZoomRotate.disableRotation();
      made.addControl(new NavigationControl({ showCompass: false }), 'top-right');
      made.getCanvas().setAttribute('aria-label', label);
      map.current = made;
      made.on('load', () => {
        if (gone || !made) return;
        made.addSource(SOURCE, { type: 'geojson', data: latest.current });
        made.addLayer({ id: 'sensors', type: 'circle', source: SOURCE, filter: ['==', ['get', 'what'], 'sensors'], paint: { 'circle-color': palette.sensor, 'circle-opacity': 0.35, 'circle-stroke-color': palette.sensor, 'circle-stroke-width': 1.5, 'circle-radius': ['interpolate', ['linear'], ['sqrt', ['get', 'count']], 1, 7, 6, 22] } });
        made.addLayer({ id: 'cameras', type: 'circle', source: SOURCE, filter: ['==', ['get', 'what'], 'camera'], paint: { 'circle-color': palette.strong, 'circle-radius': 4.5, 'circle-stroke-color': palette.halo, 'circle-stroke-width': 1.5 } });
        const bounds = boundsOf(latest.current);
        if (bounds) made.fitBounds(bounds, { padding: 48, maxZoom: 15, animate: false });
        setState('stands');
      });
    })().catch(() => !gone && setState('fails'));
    return () => {
      gone = true;
      map.current = null;
      made?.remove();
      setState('waits');
    };
  }, [theme, label]);
  useEffect(() => {
    if (state === 'stands') (map.current?.getSource(SOURCE) as GeoJSONSource | undefined)?.setData(latest.current);
  }, [state, key]);
  return (
    <figure className={css.figure} aria-busy={state === 'waits'}>
      <div className={css.map}>
        <div className={css.fill} ref={box} />
        {state === 'waits' && <div className={css.over}><Loading>{t('public.mapLoading')}</Loading></div>}
        {state === 'fails' && <div className={css.over}><p>{t('public.mapFails')}</p></div>}
      </div>
      <figcaption className={`${css.legend} meta`}>
        <span><i className={css.camera} />{t('public.mapCamera')}</span>
        <span><i className={css.sensors} />{t('public.mapSensors')}</span>
      </figcaption>
    </figure>
  );
}

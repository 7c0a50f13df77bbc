import 'maplibre-gl/dist/maplibre-gl.css';
import { useEffect, useImperativeHandle, useRef, useState, type ReactNode, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { useTheme } from '../../app/theme';
import { Loading } from '../../ui';
import { draw, readColours, type Scene } from './draw';
import { mapGround, plainGround, type Ground, type Together } from './ground';
import type { Playback } from './playback';
import css from './Evacuation.module.css';

export interface PaneHandle { middle: () => [number, number] | null; go: (longitude: number, latitude: number) => void }

interface Props {
  scene: Omit<Scene, 'time' | 'plain'>;
  playback: Playback;
  label: string;
  drawing: boolean;
  together: Together;
  onPick: (longitude: number, latitude: number) => void;
  children?: ReactNode;
  ref?: Ref<PaneHandle>;
}

/** Whether a place lies on the earth: the model places lie nowhere, at the meridian's foot. */
function somewhere(lon: number, lat: number): boolean {
  return Math.abs(lon) > 0.5 || Math.abs(lat) > 0.5;
}

/** One plan on its place: the ground, and a canvas over it that follows the map and the time. */
export function PlanMap({ scene, playback, label, drawing, together, onPick, children, ref }: Props) {
  const { t } = useTranslation('evacuation');
  const theme = useTheme();
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [ground, setGround] = useState<Ground | null>(null);
  const latest = useRef({ scene, onPick, paint: () => undefined as void });
  latest.current.scene = scene;
  latest.current.onPick = onPick;
  const { place } = scene;
  const [[west, south], [east, north]] = place.bounds;
  const [middleLon, middleLat] = [(west + east) / 2, (south + north) / 2];
  const [words, setWords] = useState(label);
  if (words !== label) setWords(label);

  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    let made: Ground | null = null;
    let gone = false;
    let leave: (() => unknown) | null = null;
    const moved = () => {
      latest.current.paint();
      if (made) together.moved(made);
    };
    const events = { onMove: moved, onPick: (lon: number, lat: number) => latest.current.onPick(lon, lat) };
    const take = (one: Ground) => {
      if (gone) return one.end();
      made = one;
      one.show([[west, south], [east, north]]);
      leave = together.join(one);
      return setGround(one);
    };
    const plain = () => !gone && take(plainGround(element, events));
    if (somewhere(middleLon, middleLat)) mapGround(element, [middleLon, middleLat], events, words).then((one) => (one ? take(one) : plain())).catch(plain);
    else plain();
    return () => {
      gone = true;
      setGround(null);
      leave?.();
      made?.end();
    };
  }, [place]);

  useEffect(() => {
    if (!ground) return undefined;
    let colours = readColours();
    let asked = 0;
    const paint = () => {
      asked = 0;
      const sheet = canvas.current;
      const ctx = sheet?.getContext('2d');
      if (!sheet || !ctx) return;
      const [wide, high, dense] = [sheet.clientWidth, sheet.clientHeight, Math.min(2, window.devicePixelRatio || 1)];
      if (sheet.width !== Math.round(wide * dense)) sheet.width = Math.round(wide * dense);
      if (sheet.height !== Math.round(high * dense)) sheet.height = Math.round(high * dense);
      ctx.setTransform(dense, 0, 0, dense, 0, 0);
      ctx.clearRect(0, 0, wide, high);
      draw(ctx, { ...latest.current.scene, time: playback.time, plain: ground.plain }, ground.project, ground.metre(), colours);
    };
    const later = () => { if (!asked) asked = requestAnimationFrame(paint); };
    latest.current.paint = later;
    colours = readColours();
    ground.retheme();
    later();
    const release = playback.subscribe(later);
    let wide = canvas.current?.clientWidth ?? 0;
    // A pane that becomes much narrower or wider shows the whole place again.
    const watch = new ResizeObserver(() => {
      const now = canvas.current?.clientWidth ?? wide;
      if (Math.abs(now - wide) > wide / 5) {
        wide = now;
        setTimeout(() => ground.show(place.bounds), 60);
      }
      later();
    });
    if (canvas.current) watch.observe(canvas.current);
    return () => {
      latest.current.paint = () => undefined;
      cancelAnimationFrame(asked);
      release();
      watch.disconnect();
    };
  }, [ground, theme, playback]);
  useEffect(() => latest.current.paint());

  useImperativeHandle(ref, () => ({ middle: () => ground?.middle() ?? null, go: (lon, lat) => ground?.go(lon, lat) }), [ground]);
  return (
    <div className={`${css.pane} ${drawing ? css.drawing : ''}`}>
      <div className={css.ground} ref={box} {...(ground?.plain ? { tabIndex: 0, role: 'application', 'aria-label': label } : {})} />
      <canvas className={css.over} ref={canvas} aria-hidden="true" />
      {!ground && <div className={css.wait}><Loading>{t('map.loading')}</Loading></div>}
      {drawing && ground && <i className={css.cross} aria-hidden="true" />}
      {children}
    </div>
  );
}

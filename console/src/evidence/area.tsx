import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { sizeOfFigure, smooth } from '../screens/operations/map/shapes';
import { number, ShapePaths, shapeOf } from '../ui';
import { useWidth } from './chart';
import { fit, pathOf, scaleBar } from './ground';
import type { ViewProps } from './types';
import type { AreaEvidence } from './types';

const HEIGHT = 190;

/** Evidence of kind `area`: the ring, the sensors in it, and where things move to. */
export function AreaView({ evidence, context }: ViewProps<AreaEvidence>) {
  const { t } = useTranslation('evidence');
  const [box, width] = useWidth();
  const arrow = useId();
  const shape = shapeOf(context.severity);
  const flows = evidence.flows ?? [];
  const sensors = (evidence.sensors ?? []).flatMap((id) => {
    const found = context.sensor(id);
    return found && found.longitude !== null && found.latitude !== null
      ? [{ id, name: found.name, place: [found.longitude, found.latitude] as [number, number] }]
      : [];
  });
  const places = [...evidence.ring, ...sensors.map((one) => one.place), ...flows.flatMap((flow) => flow.path)];
  if (places.length === 0) return <p className="t3">{t('area.nowhere')}</p>;
  const ground = fit(places, Math.max(width, 100), HEIGHT);
  const bar = scaleBar(ground);
  const most = Math.max(1, ...flows.map((flow) => sizeOfFigure(flow.figure)));
  const words = [
    t('area.sensors', { count: sensors.length }),
    ...flows.map((flow) => t('area.flow', { figure: flow.figure })),
  ].join(', ');
  return (
    <figure className="areaview">
      <div ref={box} className="ground" style={{ height: HEIGHT }}>
        {width > 0 && (
          <svg width={width} height={HEIGHT} role="img" aria-label={`${evidence.title}: ${words}`}>
            <defs>
              <marker id={arrow} viewBox="0 0 8 8" refX="5" refY="4" markerWidth="4.5" markerHeight="4.5" orient="auto">
                <path d="M0 .5 7 4 0 7.5z" className="head" />
              </marker>
            </defs>
            {evidence.ring.length > 2 && <path className={`ring ${shape}`} d={pathOf(ground, evidence.ring, true)} />}
            {flows.map((flow) => {
              const path = smooth(flow.path);
              const middle = path[Math.floor(path.length / 2)];
              return (
                <g key={flow.figure + flow.path.join()}>
                  <path className="flow" d={pathOf(ground, path)} strokeWidth={2 + 3 * (sizeOfFigure(flow.figure) / most)} markerEnd={`url(#${arrow})`} />
                  {middle && <text className="figure" x={ground.x(middle[0])} y={ground.y(middle[1]) - 7}>{flow.figure}</text>}
                </g>
              );
            })}
            {sensors.map((sensor) => (
              <g key={sensor.id} transform={`translate(${ground.x(sensor.place[0]) - 5} ${ground.y(sensor.place[1]) - 5}) scale(.62)`}>
                <title>{sensor.name}</title>
                <ShapePaths shape={shape} />
              </g>
            ))}
            <g className="bar" transform={`translate(10 ${HEIGHT - 10})`}>
              <path d={`M0 -4V0H${bar.pixels.toFixed(0)}V-4`} />
              <text x={bar.pixels + 6} y={1}>{t('area.metres', { metres: number(bar.metres) })}</text>
            </g>
          </svg>
        )}
      </div>
      <figcaption className="meta">{evidence.title} · {words}</figcaption>
    </figure>
  );
}

import { useTranslation } from 'react-i18next';
import { useWidth } from './chart';
import { layers, type Placed } from './layers';
import type { ViewProps } from './types';
import type { GraphEvidence } from './types';
import { shapeOf } from '../ui';

const HEIGHT = 180;
const RADIUS = 9;

/** Evidence of kind `graph`: the path that matters in front, in the severity's colour. */
export function GraphView({ evidence, context }: ViewProps<GraphEvidence>) {
  const { t } = useTranslation('evidence');
  const [box, width] = useWidth();
  const drawn = layers(evidence, Math.max(width, 100), HEIGHT);
  const shape = shapeOf(context.severity);
  const onPath = new Set(evidence.path);
  const nodesOnPath = new Set(drawn.edges.filter((_, at) => onPath.has(at)).flatMap((edge) => [edge.from.id, edge.to.id]));
  const steps = drawn.edges.filter((_, at) => onPath.has(at)).map((edge) => `${edge.from.label} – ${edge.to.label}`);
  const line = (a: Placed, b: Placed) => `M${a.x.toFixed(1)} ${a.y.toFixed(1)}L${b.x.toFixed(1)} ${b.y.toFixed(1)}`;
  return (
    <figure className="graphview">
      <div ref={box} className="ground" style={{ height: HEIGHT }}>
        {width > 0 && (
          <svg width={width} height={HEIGHT} role="img" aria-label={`${evidence.title}. ${t('graph.path', { path: steps.join(', ') })}`}>
            {drawn.edges.map((edge, at) => !onPath.has(at) && <path key={line(edge.from, edge.to)} className="edge" d={line(edge.from, edge.to)} />)}
            {drawn.edges.map((edge, at) => onPath.has(at) && <path key={line(edge.from, edge.to)} className={`edge on ${shape}`} d={line(edge.from, edge.to)} />)}
            {drawn.nodes.map((node) => (
              <g key={node.id}>
                <circle className={nodesOnPath.has(node.id) ? `node on ${shape}` : 'node'} cx={node.x} cy={node.y} r={RADIUS} />
                <text className="figure" x={node.x} y={node.y + RADIUS + 14}>{node.label}</text>
              </g>
            ))}
          </svg>
        )}
      </div>
      <figcaption className="meta">{evidence.title}{steps.length > 0 ? ` · ${t('graph.path', { path: steps.join(', ') })}` : ''}</figcaption>
    </figure>
  );
}

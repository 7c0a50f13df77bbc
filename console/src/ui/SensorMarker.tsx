import { ShapePaths, type Shape } from './Severity';

/** The shapes there are. */
export type MarkerKind = 'people' | 'road' | 'air' | 'noise' | 'cam';
/** The rings there are. */
export type MarkerState = 'ok' | 'late' | 'blind' | 'stuck' | 'impossible' | 'drifting' | 'silenced';

const SHAPES: Record<string, MarkerKind> = { people: 'people', traffic: 'road', air: 'air', weather: 'air', bioaerosol: 'air', noise: 'noise', camera: 'cam' };
const RINGS: Record<string, MarkerState> = { late: 'late', blind: 'blind', stuck: 'stuck', impossible: 'impossible', drifting: 'drifting', silenced: 'silenced', unknown: 'late' };

/** The shape of a kind of sensor; kinds without one of their own are discs. */
export function markerOf(kind: string): MarkerKind {
  return SHAPES[kind] ?? 'people';
}

/** The ring of a state of health; fresh has none. */
export function ringOf(state: string): MarkerState {
  return RINGS[state] ?? 'ok';
}

function Inner({ kind }: { kind: MarkerKind }) {
  switch (kind) {
    case 'people':
      return <circle r="3.6" />;
    case 'road':
      return <rect x="-3.2" y="-3.2" width="6.4" height="6.4" rx="1" />;
    case 'air':
      return <path d="M0 -4.3 3.9 2.8 -3.9 2.8Z" />;
    case 'noise':
      return <path d="M-3.3 -1.5v3M0 -4v8M3.3 -1.5v3" strokeWidth="1.8" fill="none" />;
    case 'cam':
      return (
        <>
          <rect x="-4.6" y="-3.2" width="9.2" height="6.4" rx="1.6" />
          <circle className="lens" r="1.5" />
        </>
      );
  }
}

function Ring({ state }: { state: MarkerState }) {
  switch (state) {
    case 'late':
      return <circle className="ring" r="8" strokeDasharray="3.2 2.6" />;
    case 'blind':
      return (
        <>
          <circle className="ring" r="8.5" />
          <path className="slash" d="M-6 6 6 -6" />
        </>
      );
    case 'stuck':
      return (
        <>
          <circle className="ring" r="8" />
          <path className="slash" d="M-4 -6.5h8M-4 6.5h8" />
        </>
      );
    case 'impossible':
      return (
        <>
          <circle className="ring" r="8" />
          <path className="slash" d="M-8 -8l3 3M8 -8l-3 3M-8 8l3 -3M8 8l-3 -3" />
        </>
      );
    case 'drifting':
      return (
        <>
          <circle className="ring" r="8" />
          <path className="slash" d="M3 8 8 3M4 3h4v4" />
        </>
      );
    case 'silenced':
      return <circle className="ring q" r="8" />;
    case 'ok':
      return null;
  }
}

/** A sensor's marker around (0, 0): shape is the kind, ring is the health, a severity takes the shape's place. */
export function SensorMark({ kind, state = 'ok', severity }: { kind: MarkerKind; state?: MarkerState; severity?: Shape }) {
  if (severity) {
    return (
      <g transform="translate(-7.5 -7.5) scale(.94)">
        <ShapePaths shape={severity} />
      </g>
    );
  }
  return (
    <g className={`sensor ${kind} ${state}`}>
      <Inner kind={kind} />
      <Ring state={state} />
    </g>
  );
}

/** The marker as a picture of its own, for lists and legends. Decorative: a word stands beside it. */
export function SensorMarker(props: { kind: MarkerKind; state?: MarkerState; severity?: Shape; size?: number }) {
  const { size = 20, ...mark } = props;
  return (
    <svg viewBox="-10 -10 20 20" width={size} height={size} aria-hidden="true">
      <SensorMark {...mark} />
    </svg>
  );
}

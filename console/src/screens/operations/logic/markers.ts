/* How the API's kinds and states are drawn. */

import type { MarkerKind, MarkerState } from '../../../ui';
import type { SensorState } from './types';

export function markerKind(kind: string): MarkerKind {
  if (kind === 'traffic') return 'road';
  if (kind === 'camera') return 'cam';
  if (kind === 'air' || kind === 'bioaerosol') return 'air';
  return kind === 'noise' ? 'noise' : 'people';
}

export function markerState(state: SensorState): MarkerState {
  return state === 'fresh' || state === 'unknown' ? 'ok' : state;
}

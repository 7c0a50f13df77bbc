import { useTranslation } from 'react-i18next';
import { SensorMarker, type MarkerKind } from '../../../ui';
import { markerKind } from '../logic/markers';
import { useSensorStates } from '../stores';

const KINDS: MarkerKind[] = ['people', 'road', 'air', 'noise', 'cam'];

/** What the markers mean; only kinds and states that occur. */
export function Legend() {
  const { t } = useTranslation('operations');
  const store = useSensorStates();
  const columns = store.columns;
  if (!columns || columns.ids.length === 0) return null;
  const kinds = new Set(columns.kinds.map(markerKind));
  const states = new Set<string>(columns.states);
  return (
    <div className="legend">
      {KINDS.filter((kind) => kinds.has(kind)).map((kind) => (
        <span key={kind}><SensorMarker kind={kind} size={15} />{t(`map.kind.${kind}`)}</span>
      ))}
      {(['late', 'blind', 'stuck', 'impossible', 'drifting'] as const).filter((state) => states.has(state)).map((state) => (
        <span key={state} className="vio"><SensorMarker kind="people" state={state} size={17} />{t(`map.state.${state}`)}</span>
      ))}
    </div>
  );
}

import { useTranslation } from 'react-i18next';
import { age, SensorMarker } from '../../../ui';
import { unitWords } from '../../../evidence/units';
import { markerKind, markerState } from '../logic/markers';
import { reading } from '../logic/numbers';
import { useCityNow } from '../../../api/status';
import { useSensors } from '../stores';

const SHOWN = 8;

/** The sensors an alert rests on, each with its reading and its age. */
export function SensorList({ ids, onSensor }: { ids: string[]; onSensor: (id: string) => void }) {
  const { t } = useTranslation('operations');
  const store = useSensors();
  const now = useCityNow();
  const known = ids.map((id) => store.byId(id)).filter((sensor) => sensor !== null);
  if (known.length === 0) return null;
  return (
    <div className="block">
      <h3 className="sec">
        {t('sensors.title')}
        {known.length > SHOWN && <span className="end">{t('sensors.more', { count: known.length - SHOWN })}</span>}
      </h3>
      <ul className="slist">
        {known.slice(0, SHOWN).map((sensor) => (
          <li key={sensor.id}>
            <button type="button" onClick={() => onSensor(sensor.id)}>
              <SensorMarker kind={markerKind(sensor.kind)} state={markerState(sensor.state)} size={18} />
              <span className="name">{sensor.name}</span>
              <span className="num"><b>{reading(sensor.value)}</b> <span className="t3">{unitWords(sensor.unit, t)}</span></span>
              <span className="meta age">{sensor.time === null ? '' : age(now - sensor.time)}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

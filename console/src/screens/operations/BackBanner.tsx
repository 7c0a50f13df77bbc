import { useTranslation } from 'react-i18next';
import { useCityNow } from '../../api/status';
import { age, Button, time } from '../../ui';

/** Says that the map shows an earlier time, and how to come back. */
export function BackBanner({ at, onLive }: { at: number; onLive: () => void }) {
  const { t } = useTranslation('operations');
  const now = useCityNow();
  return (
    <div className="backbanner" role="status">
      <span>{t('back.text', { time: time(at), age: age(now - at) })}</span>
      <Button small keys="0" onClick={onLive}>{t('back.live')}</Button>
    </div>
  );
}

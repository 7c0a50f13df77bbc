import { useTranslation } from 'react-i18next';
import { useStatus } from '../../../api/status';
import { number } from '../../../ui';

/** How many alerts the hour brought, against the agreed load, and what is never held back. */
export function QueueFoot() {
  const { t } = useTranslation('operations');
  const hour = useStatus()?.alerts_hour;
  if (!hour) return null;
  const over = hour.shown > hour.agreed;
  return (
    <div className="qfoot">
      <span className={over ? 'over' : 't2'}>
        {t(over ? 'queue.foot.over' : 'queue.foot.hour', { count: hour.shown, shown: number(hour.shown), agreed: number(hour.agreed) })}
      </span>
      <span className="meta">{t('queue.foot.rise')}</span>
    </div>
  );
}

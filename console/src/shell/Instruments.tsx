import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useStatus } from '../api/status';
import { Icon, number, SeverityShape, useNow } from '../ui';

/** Parts of what cannot see, those that are nought left out. */
function unseen(sensors: { blind: number; late: number; stuck: number }): ['blind' | 'late' | 'stuck', number][] {
  const parts: ['blind' | 'late' | 'stuck', number][] = [['blind', sensors.blind], ['late', sensors.late], ['stuck', sensors.stuck]];
  return parts.filter(([, count]) => count > 0);
}

/** Alerts this hour against the agreed load, sources that see, age of the newest change: on every screen. */
export function Instruments() {
  const { t } = useTranslation('shell');
  const status = useStatus();
  const now = useNow();
  if (!status) return <div className="glance" />;
  const { shown, agreed } = status.alerts_hour;
  const { total, seeing } = status.sensors;
  const dark = unseen(status.sensors).map(([what, count]) => t(`sight.${what}`, { count })).join(', ');
  const stale = Math.max(0, now - status.told - 5500);
  const seconds = number(Math.round(((status.delay_ms ?? 0) + stale) / 100) / 10);
  return (
    <div className="glance" role="group" aria-label={t('glance')}>
      <Link className="inst" to="/operations" title={t('hour.title', { shown, agreed })}>
        <span className="lab">{t('hour.label')}</span>
        <span className="bars" aria-hidden="true">
          {Array.from({ length: agreed }, (_, place) => <i key={place} className={place < shown ? 'f' : ''} />)}
        </span>
        <b className={shown > agreed ? 'over' : ''}>{number(shown)}</b>
        <span className="of">{t('hour.of', { agreed })}</span>
      </Link>
      <Link className="inst sight" to="/sources" title={t('sight.title', { seeing, total })}>
        <Icon name="eye" size={15} />
        <b>{number(seeing)}</b>
        <span className="of">{t('sight.of', { total: number(total) })}</span>
        {dark && <span className="vio"><SeverityShape shape="blind" size={13} bare />{dark}</span>}
      </Link>
      <span className="inst live" title={t('delay.title', { seconds })}>
        <i className="beat" />
        <span className="of">{t('delay.value', { seconds })}</span>
      </span>
    </div>
  );
}

import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useStatus } from '../../../api/status';
import { Button, number } from '../../../ui';
import { heldQuery } from '../triage/queries';

/** How many alerts the hour brought, against the agreed load, and how many were held back: that opens them. */
export function QueueFoot({ onHeld }: { onHeld: () => void }) {
  const { t, i18n } = useTranslation(['operations', 'triage']);
  const hour = useStatus()?.alerts_hour;
  const held = useQuery(heldQuery(i18n.language)).data?.hour ?? 0;
  if (!hour) return null;
  const over = hour.shown > hour.agreed;
  return (
    <div className="qfoot">
      <span className={over ? 'over' : 't2'}>
        {t(over ? 'queue.foot.over' : 'queue.foot.hour', { count: hour.shown, shown: number(hour.shown), agreed: number(hour.agreed) })}
      </span>
      <span className="qheld">
        <span className="meta">{held > 0 ? t('triage:foot', { count: held, n: number(held) }) : t('triage:footNone')}</span>
        <Button small kind="quiet" keys="H" aria-label={t('triage:key')} className="held-open" onClick={onHeld}>{null}</Button>
      </span>
    </div>
  );
}

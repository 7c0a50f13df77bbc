import { useTranslation } from 'react-i18next';
import type { AlertDetail, Part } from '../logic/types';

const WIDEST = 52;

function Parts({ parts, most, against }: { parts: Part[]; most: number; against: boolean }) {
  const { t } = useTranslation('operations');
  if (parts.length === 0) return <p className="t3">{t('speaks.nothing')}</p>;
  return (
    <ul className="speak">
      {parts.map((part) => (
        <li key={part.text}>
          <i className={against ? 'w neg' : 'w'} style={{ width: Math.max(3, (Math.abs(part.weight) / most) * WIDEST) }} />
          <span>{part.text}</span>
        </li>
      ))}
    </ul>
  );
}

/** What speaks for the alert and what against it. Both headings always stand. */
export function Speaks({ alert }: { alert: AlertDetail }) {
  const { t } = useTranslation('operations');
  const most = Math.max(1e-9, ...[...alert.parts_for, ...alert.parts_against].map((part) => Math.abs(part.weight)));
  const sorted = (parts: Part[]) => [...parts].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  return (
    <div className="speaks">
      <div className="block">
        <h3 className="sec">{t('speaks.for')}</h3>
        <Parts parts={sorted(alert.parts_for)} most={most} against={false} />
      </div>
      <div className="block">
        <h3 className="sec">{t('speaks.against')}</h3>
        <Parts parts={sorted(alert.parts_against)} most={most} against />
      </div>
    </div>
  );
}

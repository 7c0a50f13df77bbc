import { useTranslation } from 'react-i18next';
import { address } from '../../../api/client';
import { time } from '../../../ui';
import { pathOf } from '../api';
import type { Evidence } from '../types';

/** The newest pictures side by side; each opens whole. */
export function Film({ incident, pictures }: { incident: string; pictures: Evidence[] }) {
  const { t } = useTranslation('incidents');
  if (!pictures.length) return null;
  const newest = [...pictures].sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || (a.id < b.id ? -1 : 1)).slice(-3);
  return (
    <div className="film">
      {newest.map((each) => {
        const file = address(pathOf(incident, 'evidence', each.id, 'file'));
        return (
          <a key={each.id} className="frame" href={file} target="_blank" rel="noopener" aria-label={t('evidence.open', { title: each.title })}>
            <img src={file} alt="" loading="lazy" />
            <span>{time(each.at, true)}</span>
          </a>
        );
      })}
    </div>
  );
}

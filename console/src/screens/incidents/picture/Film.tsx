import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { address } from '../../../api/client';
import { time } from '../../../ui';
import { pathOf } from '../api';
import type { Evidence } from '../types';
import { MaskedFile } from './MaskedFile';

/** The newest pictures side by side, masked; pressing one shows it below, with asking to see it as it came. */
export function Film({ incident, pictures }: { incident: string; pictures: Evidence[] }) {
  const { t } = useTranslation('incidents');
  const [chosen, setChosen] = useState<string | null>(null);
  if (!pictures.length) return null;
  const newest = [...pictures].sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || (a.id < b.id ? -1 : 1)).slice(-3);
  const open = newest.find((each) => each.id === chosen);
  return (
    <>
      <div className="film">
        {newest.map((each) => (
          <button key={each.id} type="button" className="frame" aria-expanded={each.id === chosen} aria-label={t('evidence.open', { title: each.title })} onClick={() => setChosen(each.id === chosen ? null : each.id)}>
            <img src={address(pathOf(incident, 'evidence', each.id, 'file'))} alt="" loading="lazy" />
            <span>{time(each.at, true)}</span>
          </button>
        ))}
      </div>
      {open && <MaskedFile file={open} incident={incident} />}
    </>
  );
}

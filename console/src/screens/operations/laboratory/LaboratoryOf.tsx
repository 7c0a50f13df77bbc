import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Loading, Problem } from '../../../ui';
import type { Alert } from '../logic/types';
import { detailQuery } from '../stores';
import { Custody } from './Custody';
import { sampled } from './steps';

/** In an incident, under its alert: the chain of custody, read once somebody opens it (looking is written down). */
export function LaboratoryOf({ alert }: { alert: Pick<Alert, 'id' | 'kind' | 'number'> }) {
  const { t, i18n } = useTranslation('laboratory');
  const [open, setOpen] = useState(false);
  const { data, error, refetch } = useQuery({ ...detailQuery(alert.id, i18n.language), enabled: open });
  if (!sampled(alert.kind, null)) return null;
  return (
    <div className="labline">
      <div><Button kind="quiet" small aria-expanded={open} onClick={() => setOpen(!open)}>{t('of', { number: alert.number })}</Button></div>
      {open && error && <Problem error={error} retry={() => void refetch()} />}
      {open && !error && !data && <Loading>{t('loading')}</Loading>}
      {open && data && (data.laboratory ? <Custody samples={data.laboratory.samples} /> : <p className="t2">{t('none')}</p>)}
    </div>
  );
}

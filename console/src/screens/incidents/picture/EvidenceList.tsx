import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Loading, Problem } from '../../../ui';
import { evidenceQuery } from '../api';
import type { IncidentDetail } from '../types';
import { EvidenceLine } from './EvidenceLine';
import { Film } from './Film';
import { KeepFromAlert } from './KeepFromAlert';

const AT_FIRST = 5;

/** What is kept as evidence: pictures in a strip, then everything by name, each with who keeps it from being deleted. */
export function EvidenceList({ incident }: { incident: IncidentDetail }) {
  const { t, i18n } = useTranslation('incidents');
  const [all, setAll] = useState(false);
  const sees = incident.permissions.parts.includes('evidence');
  const { data, error, refetch } = useQuery({ ...evidenceQuery(incident.id, i18n.language), enabled: sees });
  if (!sees) return <div className="ev"><p className="meta">{t('evidence.notShared', { agency: incident.home.name })}</p></div>;
  // What somebody keeps stands first, then the newest.
  const list = [...(data ?? [])].sort((a, b) => Number(b.kept) - Number(a.kept) || Date.parse(b.at) - Date.parse(a.at));
  const kept = list.filter((each) => each.kept).length;
  return (
    <section className="ev" aria-label={t('evidence.label')}>
      <h3 className="sec">{t('evidence.label')}<span className="end">{list.length > 0 && (kept ? t('evidence.counted', { total: list.length, kept }) : list.length)}</span></h3>
      {error && !data && <Problem error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      <Film incident={incident.id} pictures={list.filter((each) => each.picture)} />
      {data && list.length === 0 && <p className="meta">{t('evidence.none')}</p>}
      <ul className="evl">{list.slice(0, all ? undefined : AT_FIRST).map((each) => <EvidenceLine key={each.id} piece={each} incident={incident} />)}</ul>
      <div className="acts">
        {incident.permissions.write && !incident.closed_at && <KeepFromAlert incident={incident} kept={list} />}
        {list.length > AT_FIRST && <Button small kind="quiet" aria-expanded={all} onClick={() => setAll((now) => !now)}>{all ? t('evidence.fewer') : t('evidence.all', { count: list.length })}</Button>}
      </div>
    </section>
  );
}

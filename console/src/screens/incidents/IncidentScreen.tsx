import './incidents.css';
import '../../evidence/evidence.css';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/client';
import { useConnection } from '../../api/events';
import { Banner, Button, EmptyState, Loading, Problem } from '../../ui';
import { idQuery, incidentQuery } from './api';
import { Dialogs, type Open } from './dialogs/Dialogs';
import { Head } from './head/Head';
import { Picture } from './picture/Picture';
import { TasksColumn } from './tasks/TasksColumn';
import { Timelines } from './time/Timelines';
import type { IncidentDetail } from './types';
import { useIncidentKeys } from './useIncidentKeys';

/** One incident: its head, tasks and people, two timelines on one axis, and the picture of it. */
export function IncidentScreen({ address }: { address: string }) {
  const { t, i18n } = useTranslation('incidents');
  const known = useQuery(idQuery(address));
  const asked = useQuery({ ...incidentQuery(known.data ?? '', i18n.language), enabled: Boolean(known.data) });
  const { data } = asked;
  const error = known.error ?? asked.error;
  const go = useNavigate();
  const list = <Button onClick={() => void go({ to: '/incidents', search: {} })}>{t('one.toList')}</Button>;
  if (data) return <AtWork incident={data} stale={asked.error !== null} />;
  if (known.data === null || (error instanceof ApiError && error.status === 404)) {
    return <div className="whole"><EmptyState title={t('one.missing', { id: address })} act={list}>{t('one.missingText')}</EmptyState></div>;
  }
  return (
    <div className="whole inc-wait">
      {error ? <div><Problem error={error} retry={() => void (known.error ? known.refetch() : asked.refetch())} />{list}</div> : <div><Loading>{t('one.loading')}</Loading></div>}
    </div>
  );
}

function AtWork({ incident, stale }: { incident: IncidentDetail; stale: boolean }) {
  const { t } = useTranslation('incidents');
  const [open, setOpen] = useState<Open | null>(null);
  const [tasksOver, setTasksOver] = useState(false);
  const cut = useConnection().state === 'cut';
  useIncidentKeys(incident, setOpen, setTasksOver);
  useEffect(() => {
    document.title = `${incident.number} ${incident.title} · IMPETUS`;
  }, [incident.number, incident.title]);
  const sees = incident.permissions.parts;
  return (
    <div className={`inc${tasksOver ? ' tasks-over' : ''}`}>
      <Head incident={incident} onOpen={setOpen} />
      <TasksColumn incident={incident} />
      <Timelines incident={incident} tasksOver={tasksOver} onTasks={() => setTasksOver((now) => !now)}>
        {stale && !cut && <Banner kind="blind" live>{t('one.stale')}</Banner>}
        {!sees.includes('timeline') && <Banner kind="note">{t('one.partOnly', { agency: incident.home.name, parts: sees.map((part) => t(`part.${part}`)).join(', ') })}</Banner>}
      </Timelines>
      <Picture incident={incident} />
      <Dialogs open={open} incident={incident} onClose={() => setOpen(null)} />
    </div>
  );
}

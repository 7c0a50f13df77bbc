import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../../api/session';
import { Button, Loading, Problem } from '../../../ui';
import { tasksQuery, useIncidentEvents } from '../api';
import { groupsOf, type TaskGroup } from '../logic/tasks';
import type { IncidentDetail, Task } from '../types';
import { AddTask } from './AddTask';
import { People } from './People';
import { TaskLine } from './TaskLine';

function Group({ group, incident, onAdd, adding }: { group: TaskGroup; incident: IncidentDetail; onAdd: () => void; adding: boolean }) {
  const { t } = useTranslation('incidents');
  const name = group.agency.name;
  return (
    <section className="ag" aria-label={t('tasks.of', { agency: name })}>
      <div className="h">
        <h3>{name}</h3>
        {group.home && <span className="chip o">{t('tasks.leads')}</span>}
        {group.closed && <span className="chip o">{t('stage.closed')}</span>}
        <span className="end">
          {group.total > 0 && t('tasks.count', { done: group.done, total: group.total })}
          {incident.permissions.write && !adding && (
            <Button kind="quiet" small icon="plus" aria-label={t('tasks.addFor', { agency: name })} title={t('tasks.addFor', { agency: name })} onClick={onAdd} />
          )}
        </span>
      </div>
      {group.tasks.length > 0 && <ul>{group.tasks.map((task) => <TaskLine key={task.id} task={task} incident={incident} />)}</ul>}
    </section>
  );
}

/** How many of all tasks are done, for the tab of a narrow screen. */
export function useTaskCount(incident: IncidentDetail): { done: number; total: number } {
  const { i18n } = useTranslation('incidents');
  const tasks: Task[] = useQuery({ ...tasksQuery(incident.id, i18n.language), enabled: incident.permissions.parts.includes('tasks') }).data ?? [];
  return { done: tasks.filter((task) => task.state === 'done').length, total: tasks.filter((task) => task.state !== 'dropped').length };
}

/** Tasks by agency, then who is on it. */
export function TasksColumn({ incident }: { incident: IncidentDetail }) {
  const { t, i18n } = useTranslation('incidents');
  const own = useSession()?.agency.id;
  const [adding, setAdding] = useState<string | null>(null);
  const sees = incident.permissions.parts.includes('tasks');
  const { data, error, refetch } = useQuery({ ...tasksQuery(incident.id, i18n.language), enabled: sees });
  useIncidentEvents();
  const groups = groupsOf(data ?? [], incident.agencies, own);
  const open = incident.agencies.filter((sub) => !sub.closed).length;
  return (
    <section className="inc-tasks" aria-label={t('tasks.label')}>
      <div className="tscroll scroll" tabIndex={0} role="region" aria-label={t('tasks.label')}>
        {!sees && <p className="meta pad">{t('tasks.notShared', { agency: incident.home.name })}</p>}
        {error && !data && <div className="pad"><Problem error={error} retry={() => void refetch()} /></div>}
        {sees && !data && !error && <div className="pad"><Loading /></div>}
        {sees && data && groups.map((group) => (
          <Group key={group.agency.id} group={group} incident={incident} adding={adding === group.agency.id} onAdd={() => setAdding(group.agency.id)} />
        ))}
        {sees && incident.permissions.write && <AddTask incident={incident} agency={adding} onAgency={setAdding} />}
        <People incident={incident} />
      </div>
      <p className="tfoot meta">
        {incident.closed_at ? t('foot.closed') : incident.agencies.length === 1 ? t('foot.alone') : t('foot.closes', { count: open, total: incident.agencies.length })}
        {incident.agencies.length > 1 && ` ${t('foot.own')}`}
      </p>
    </section>
  );
}

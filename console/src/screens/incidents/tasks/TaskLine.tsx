import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Masked } from '../../../grants/Masked';
import { useWallNow } from '../../../api/status';
import { age, Avatar, Icon, moment, time } from '../../../ui';
import { useDeeds } from '../acts';
import { pathOf } from '../api';
import { dueOf } from '../logic/tasks';
import type { IncidentDetail, Task, TaskState } from '../types';
import { useThere } from '../useThere';
import { TaskEditor } from './TaskEditor';

/** When a task is due, in few letters: in 5:48, 18:30, 2:10 over, or when it was done. */
export function DueWord({ task, incident }: { task: Task; incident: IncidentDetail }) {
  const { t } = useTranslation('incidents');
  const there = useThere(incident);
  const title = (at: number) => {
    const theirs = there(task.agency.id, at);
    return theirs ? `${moment(at)} (${t('time.there', { time: theirs })})` : moment(at);
  };
  const due = dueOf(task, useWallNow());
  switch (due.word) {
    case 'none':
      return task.state === 'doing' ? <span className="due">{t('tasks.doing')}</span> : null;
    case 'done':
    case 'at':
      return <time className="due" dateTime={new Date(due.at).toISOString()} title={title(due.at)}>{time(due.at)}</time>;
    case 'in':
      return <span className="due soon" title={task.due_at ? title(Date.parse(task.due_at)) : undefined}>{t('tasks.in', { time: age(due.ms) })}</span>;
    case 'over':
      return <span className="due over" title={task.due_at ? title(Date.parse(task.due_at)) : undefined}>{t('tasks.over', { time: age(due.ms) })}</span>;
  }
}

/** One task: a box to tick, what to do, whose it is and its time. Pressing the words opens it for change. */
export function TaskLine({ task, incident }: { task: Task; incident: IncidentDetail }) {
  const { t } = useTranslation('incidents');
  const act = useDeeds();
  const [open, setOpen] = useState(false);
  const done = task.state === 'done';
  const dropped = task.state === 'dropped';
  const to = (state: TaskState, undo?: TaskState) => {
    const path = pathOf(incident.id, 'tasks', task.id);
    return act<Task>({
      method: 'PATCH', path, body: { version: task.version, state }, later: 'task', incident: incident.id,
      said: t(`tasks.said.${state}`, { task: task.text }),
      undo: undo ? () => void act({ method: 'PATCH', path, body: { version: task.version + 1, state: undo } }) : undefined,
    });
  };
  return (
    <li>
      <div className={`task ${task.state}`}>
        <button
          type="button"
          role="checkbox"
          className="bx"
          aria-checked={done}
          aria-label={t(done ? 'tasks.reopen' : 'tasks.finish', { task: task.text })}
          disabled={!incident.permissions.write || dropped}
          onClick={() => void to(done ? 'open' : 'done', task.state)}
        >
          {done && <Icon name="check" size={12} />}
        </button>
        <button type="button" className="what" aria-expanded={open} onClick={() => setOpen((now) => !now)}>
          {task.text}
          {task.audience === 'own' && <span className="t3"> <Icon name="lock" size={12} /><span className="sr">{t('tasks.ownOnly')}</span></span>}
          {dropped && <span className="t3"> {t('tasks.droppedBecause', { reason: task.reason })}</span>}
        </button>
        {task.owner?.initials && task.owner.name && !done && !dropped && <Avatar small initials={task.owner.initials} name={task.owner.name} />}
        <DueWord task={task} incident={incident} />
      </div>
      {open && task.masked && <Masked kind="incident_task" id={task.id} />}
      {open && <TaskEditor task={task} incident={incident} onClose={() => setOpen(false)} />}
    </li>
  );
}

import { useId, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useWallNow } from '../../../api/status';
import { Button, time } from '../../../ui';
import { useDeeds } from '../acts';
import { pathOf } from '../api';
import { dueFrom } from '../logic/tasks';
import type { IncidentDetail, Task } from '../types';
import { useThere } from '../useThere';

/** A task opened: its owner, its time, whether it is begun, and dropping it with a reason. */
export function TaskEditor({ task, incident, onClose }: { task: Task; incident: IncidentDetail; onClose: () => void }) {
  const { t } = useTranslation('incidents');
  const act = useDeeds();
  const now = useWallNow();
  const id = useId();
  const before = task.due_at ? time(task.due_at) : '';
  const [owner, setOwner] = useState(task.owner?.id ?? '');
  const [due, setDue] = useState(before);
  const [reason, setReason] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const people = incident.people.filter((who) => who.id && who.name && who.agency.id === task.agency.id);
  const dueAt = due.trim() ? dueFrom(due, now, (at) => time(at)) : null;
  const wrong = due.trim() !== '' && dueAt === null;
  // What is agreed with another city is agreed in its time too.
  const there = useThere(incident);
  const theirs = dueAt === null ? null : there(task.agency.id, dueAt);
  const send = async (body: Record<string, unknown>, said: string) => {
    setBusy(true);
    const outcome = await act<Task>({ method: 'PATCH', path: pathOf(incident.id, 'tasks', task.id), body: { version: task.version, ...body }, said, later: 'task', incident: incident.id });
    setBusy(false);
    if (outcome.state !== 'failed') onClose();
  };
  const save = () => {
    if (wrong) return;
    const body: Record<string, unknown> = {};
    const clear: string[] = [];
    if (owner !== (task.owner?.id ?? '')) owner ? (body.owner = owner) : clear.push('owner');
    if (due.trim() !== before) dueAt !== null ? (body.due_at = new Date(dueAt).toISOString()) : clear.push('due_at');
    if (clear.length) body.clear = clear;
    if (Object.keys(body).length) void send(body, t('tasks.said.changed', { task: task.text }));
    else onClose();
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      onClose();
    }
    if (event.key === 'Enter' && event.target instanceof HTMLInputElement) reason === null ? save() : reason.trim() && void send({ state: 'dropped', reason: reason.trim() }, t('tasks.said.dropped', { task: task.text }));
  };
  const write = incident.permissions.write;
  return (
    <div className="taskedit" onKeyDown={keys}>
      <p className="meta">{t('tasks.madeBy', { name: task.made_by?.name ?? task.made_by?.agency.name ?? '', time: time(task.made_at) })}</p>
      {reason === null ? (
        <>
          <div className="two">
            <label className="fld" htmlFor={`${id}o`}>
              <span>{t('tasks.owner')}</span>
              <select id={`${id}o`} value={owner} disabled={!write} onChange={(event) => setOwner(event.currentTarget.value)}>
                <option value="">{t('tasks.nobody')}</option>
                {task.owner?.id && !people.some((who) => who.id === task.owner?.id) && <option value={task.owner.id}>{task.owner.name ?? task.owner.agency.name}</option>}
                {people.map((who) => <option key={who.id} value={who.id ?? ''}>{who.name}</option>)}
              </select>
            </label>
            <label className="fld" htmlFor={`${id}d`}>
              <span>{t('tasks.due')}</span>
              <input id={`${id}d`} value={due} disabled={!write} placeholder={t('tasks.dueHint')} aria-invalid={wrong} onChange={(event) => setDue(event.currentTarget.value)} />
            </label>
          </div>
          {theirs && <p className="meta">{t('tasks.there', { agency: task.agency.name, time: theirs })}</p>}
          {wrong && <p className="meta wrong" role="alert">{t('tasks.dueWrong')}</p>}
          {write && (
            <div className="acts">
              <Button small kind="pri" busy={busy} onClick={save}>{t('ui:save')}</Button>
              {task.state === 'open' && <Button small onClick={() => void send({ state: 'doing' }, t('tasks.said.doing', { task: task.text }))}>{t('tasks.begin')}</Button>}
              {task.state === 'dropped'
                ? <Button small onClick={() => void send({ state: 'open' }, t('tasks.said.open', { task: task.text }))}>{t('tasks.takeUp')}</Button>
                : <Button small kind="quiet" onClick={() => setReason('')}>{t('tasks.drop')}</Button>}
            </div>
          )}
        </>
      ) : (
        <>
          <label className="fld" htmlFor={`${id}r`}>
            <span>{t('tasks.dropWhy')}</span>
            <input id={`${id}r`} autoFocus value={reason} maxLength={500} onChange={(event) => setReason(event.currentTarget.value)} />
          </label>
          <div className="acts">
            <Button small kind="pri" busy={busy} disabled={!reason.trim()} onClick={() => void send({ state: 'dropped', reason: reason.trim() }, t('tasks.said.dropped', { task: task.text }))}>{t('tasks.drop')}</Button>
            <Button small kind="quiet" onClick={() => setReason(null)}>{t('ui:cancel')}</Button>
          </div>
        </>
      )}
    </div>
  );
}

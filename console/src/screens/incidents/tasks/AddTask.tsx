import { useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../../api/session';
import { useWallNow } from '../../../api/status';
import { Button, Kbd, time } from '../../../ui';
import { useDeeds } from '../acts';
import { pathOf } from '../api';
import { dueFrom } from '../logic/tasks';
import type { IncidentDetail, Task } from '../types';

/** A line to write a new task into: what, whose and until when. Enter adds it and keeps the line for the next. */
export function AddTask({ incident, agency, onAgency }: { incident: IncidentDetail; agency: string | null; onAgency: (id: string | null) => void }) {
  const { t } = useTranslation('incidents');
  const act = useDeeds();
  const now = useWallNow();
  const own = useSession()?.agency.id;
  const [text, setText] = useState('');
  const [due, setDue] = useState('');
  const [busy, setBusy] = useState(false);
  const chosen = agency ?? incident.agencies.find((sub) => sub.id === own)?.id ?? incident.home.id;
  const dueAt = due.trim() ? dueFrom(due, now, (at) => time(at)) : null;
  const wrong = due.trim() !== '' && dueAt === null;
  const add = async () => {
    if (!text.trim() || wrong || busy) return;
    setBusy(true);
    const body = { text: text.trim(), agency: chosen, ...(dueAt !== null ? { due_at: new Date(dueAt).toISOString() } : {}) };
    const outcome = await act<Task>({ method: 'POST', path: pathOf(incident.id, 'tasks'), body, later: 'task', incident: incident.id });
    setBusy(false);
    if (outcome.state === 'failed') return;
    setText('');
    setDue('');
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && event.target instanceof HTMLInputElement) void add();
    if (event.key === 'Escape') {
      event.stopPropagation();
      onAgency(null);
      (event.target as HTMLElement).blur();
    }
  };
  const open = text !== '' || agency !== null;
  return (
    <div className="addtask" onKeyDown={keys}>
      <div className="addline">
        <input id="inc-new-task" value={text} maxLength={500} placeholder={t('tasks.new')} aria-label={t('tasks.new')} onChange={(event) => setText(event.currentTarget.value)} />
        {!open && <Kbd keys="T" />}
      </div>
      {open && (
        <>
          <div className="two">
            <label className="fld"><span>{t('tasks.agency')}</span>
              <select value={chosen} onChange={(event) => onAgency(event.currentTarget.value)}>
                {incident.agencies.map((sub) => <option key={sub.id} value={sub.id}>{sub.name}</option>)}
              </select>
            </label>
            <label className="fld"><span>{t('tasks.due')}</span>
              <input value={due} placeholder={t('tasks.dueHint')} aria-invalid={wrong} onChange={(event) => setDue(event.currentTarget.value)} />
            </label>
          </div>
          {wrong && <p className="meta wrong" role="alert">{t('tasks.dueWrong')}</p>}
          <div className="acts">
            <Button small kind="pri" keys="↵" busy={busy} disabled={!text.trim() || wrong} onClick={() => void add()}>{t('tasks.add')}</Button>
            <Button small kind="quiet" onClick={() => { setText(''); setDue(''); onAgency(null); }}>{t('ui:cancel')}</Button>
          </div>
        </>
      )}
    </div>
  );
}

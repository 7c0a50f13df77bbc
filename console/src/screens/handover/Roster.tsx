import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { RosterImportOut } from '../../api/generated';
import { useSession } from '../../api/session';
import { Button, day, EmptyState, Loading, Problem, time, toast } from '../../ui';
import { boardQuery, rosterQuery, teamQuery } from './api';
import { Import } from './Import';
import css from './Handover.module.css';

const DAY = 86_400_000;

/** The Monday on or before a day, at midnight here. */
function monday(of: Date): Date {
  const start = new Date(of.getFullYear(), of.getMonth(), of.getDate());
  start.setDate(start.getDate() - ((start.getDay() + 6) % 7));
  return start;
}

function AddShift({ desk }: { desk: string }) {
  const { t } = useTranslation('handover');
  const queries = useQueryClient();
  const { data: team } = useQuery(teamQuery);
  const [person, setPerson] = useState('');
  const [starts, setStarts] = useState('');
  const [ends, setEnds] = useState('');
  const { mutate, error, isPending } = useMutation({
    mutationFn: () =>
      api.post('/shifts/roster', { desk, person, starts_at: new Date(starts).toISOString(), ends_at: new Date(ends).toISOString() }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['shifts'] }),
  });
  return (
    <form className={css.box2} onSubmit={(event) => { event.preventDefault(); mutate(); }}>
      <h2 className="sec">{t('roster.add')}</h2>
      <div className={css.row}>
        <label>{t('roster.person')}
          <select required value={person} onChange={(event) => setPerson(event.currentTarget.value)}>
            <option value="" />
            {team?.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
          </select>
        </label>
        <label>{t('roster.from')}<input type="datetime-local" required value={starts} onChange={(event) => setStarts(event.currentTarget.value)} /></label>
        <label>{t('roster.to')}<input type="datetime-local" required value={ends} onChange={(event) => setEnds(event.currentTarget.value)} /></label>
        <Button type="submit" busy={isPending}>{t('roster.add')}</Button>
      </div>
      {error && <Problem error={error} />}
    </form>
  );
}

/** The roster of a week: who sits where, when; by hand, copied forward, or from a calendar. */
export function Roster() {
  const { t } = useTranslation('handover');
  const role = useSession()?.person.role ?? '';
  const manages = ['administrator', 'supervisor'].includes(role);
  const queries = useQueryClient();
  const [week, setWeek] = useState(() => monday(new Date()));
  const [asked, setDesk] = useState('');
  const { data: board } = useQuery(boardQuery);
  const desk = asked || board?.desks[0]?.id || '';
  // a little more than seven days, so that a change of the clocks cuts nothing off
  const { data, error, isPending } = useQuery(rosterQuery(week.toISOString(), new Date(week.getTime() + 7 * DAY).toISOString()));
  const again = () => queries.invalidateQueries({ queryKey: ['shifts'] });
  const remove = useMutation({ mutationFn: (id: string) => api.delete(`/shifts/roster/${id}`), onSettled: again });
  const copy = useMutation({
    mutationFn: () => api.post<{ added: number }>('/shifts/roster/copy', { week: week.toISOString(), weeks: 1, desk }),
    onSuccess: (done) => { toast(t('roster.copied', { count: done.added })); return again(); },
  });
  const lines = data?.filter((line) => !desk || line.desk === desk) ?? [];
  const move = (by: number) => setWeek(monday(new Date(week.getTime() + by * 7 * DAY + DAY / 2)));
  const imported = (done: RosterImportOut) => { toast(t('import.done', { count: done.added })); void again(); };
  return (
    <div className={`${css.roster} scroll`} tabIndex={0} role="group" aria-label={t('roster.title')}>
      <header>
        <div>
          <h1>{t('roster.title')}</h1>
          <p className="t2">{t('roster.week', { from: day(week.getTime()), to: day(week.getTime() + 6 * DAY + DAY / 2) })}</p>
        </div>
        <span className={css.acts}>
          {(board?.desks.length ?? 0) > 1 && (
            <select aria-label={t('desk')} value={desk} onChange={(event) => setDesk(event.currentTarget.value)}>
              {board?.desks.map((each) => <option key={each.id} value={each.id}>{each.name}</option>)}
            </select>
          )}
          <Button icon="left" aria-label={t('roster.before')} onClick={() => move(-1)} />
          <Button icon="right" aria-label={t('roster.next')} onClick={() => move(1)} />
          {manages && <Button kind="line" icon="copy" busy={copy.isPending} disabled={!lines.length} onClick={() => copy.mutate()}>{t('roster.copy')}</Button>}
          <Link className="btn" to="/handover">{t('back')}</Link>
        </span>
      </header>
      {isPending && <Loading />}
      {error && <Problem error={error} />}
      {copy.error && <Problem error={copy.error} />}
      {data && !lines.length && <EmptyState title={t('roster.none')}>{t('roster.noneText')}</EmptyState>}
      {lines.length > 0 && (
        <table>
          <thead><tr>{['day', 'from', 'to', 'person', 'origin'].map((name) => <th key={name} scope="col">{t(`roster.${name}`)}</th>)}<th><span className="sr">{t('roster.remove')}</span></th></tr></thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.id}>
                <td className="nw">{day(line.starts_at)}</td>
                <td className="nw">{time(line.starts_at)}</td>
                <td className="nw">{time(line.ends_at)}</td>
                <td><b>{line.person.name}</b></td>
                <td className="t3">{t(`roster.origins.${line.origin}`)}</td>
                <td className="num">{manages && <Button small kind="quiet" icon="trash" aria-label={t('roster.removeOne', { name: line.person.name, time: `${day(line.starts_at)} ${time(line.starts_at)}` })} onClick={() => remove.mutate(line.id)} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {manages && <AddShift desk={desk} />}
      {manages && <Import desk={desk} onDone={imported} />}
      {!manages && <p className="meta">{t('roster.ask')}</p>}
    </div>
  );
}

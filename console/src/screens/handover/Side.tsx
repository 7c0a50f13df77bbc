import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { useSession } from '../../api/session';
import { Masked } from '../../grants/Masked';
import { Avatar, Button, day, moment, Problem, time } from '../../ui';
import { boardQuery, recordsQuery, type Offer } from './api';
import css from './Handover.module.css';

function OnDuty({ desk }: { desk: string }) {
  const { t } = useTranslation('handover');
  const session = useSession();
  const queries = useQueryClient();
  const { data } = useQuery(boardQuery);
  const found = data?.desks.find((each) => each.id === desk);
  const act = useMutation({
    mutationFn: (path: string) => api.post(`/shifts/${path}`),
    onSettled: () => queries.invalidateQueries({ queryKey: ['shifts'] }),
  });
  if (!data || !found) return null;
  const here = data.mine === desk;
  return (
    <section className={css.part}>
      <h2 className="sec">{t('onDuty')}
        <span className="end">
          <Button small onClick={() => act.mutate(here ? 'check-out' : `desks/${desk}/check-in`)} busy={act.isPending}>{t(here ? 'checkOut' : 'checkIn')}</Button>
        </span>
      </h2>
      {act.error && <Problem error={act.error} />}
      {found.on_duty.map((one) => (
        <div className={css.who} key={one.person.id}>
          <Avatar initials={one.person.initials} name={one.person.name} />
          <span>
            {one.person.name}
            <span className={one.away ? 'vio' : 't3'}> {one.person.id === session?.person.id ? t('you') : one.away ? t('away') : t(`shell:role.${one.person.role}`)}</span>
          </span>
          <span className="meta">{one.until ? t('until', { time: time(one.until) }) : t('since', { time: time(one.since) })}</span>
        </div>
      ))}
      {!found.on_duty.length && <p className="t2">{t('nobody')}</p>}
      {found.coming.slice(0, 4).map((line) => (
        <div className={css.who} key={line.id}>
          <Avatar initials={line.person.initials} name={line.person.name} />
          <span className="t2">{line.person.name}</span>
          <span className="meta">{t('from', { time: time(line.starts_at) })}</span>
        </div>
      ))}
      <p className={css.links}>
        <Link className="link" to="/handover" search={{ view: 'roster' }}>{t('roster.title')}</Link>
        <Link className="link" to="/handover" search={{ view: 'desks' }}>{t('desks.title')}</Link>
      </p>
    </section>
  );
}

function Notes({ offer }: { offer: Offer }) {
  const { t } = useTranslation('handover');
  const queries = useQueryClient();
  const [text, setText] = useState('');
  const again = () => queries.invalidateQueries({ queryKey: ['shifts'] });
  const add = useMutation({
    mutationFn: () => api.post('/shifts/notes', { desk: offer.desk, text: text.trim() }),
    onSuccess: () => { setText(''); return again(); },
  });
  const done = useMutation({ mutationFn: (id: string) => api.post(`/shifts/notes/${id}/done`), onSettled: again });
  return (
    <section className={css.part}>
      <h2 className="sec">{t('notes')}</h2>
      {offer.notes.map((note) => (
        <div className={css.note} key={note.id}>
          <p>{note.text}{note.masked && <> <Masked kind="shift_note" id={note.id} /></>}</p>
          <span className="meta">{t('by', { name: note.author.name, time: `${day(note.made_at)} ${time(note.made_at)}` })}</span>
          <Button small kind="quiet" icon="check" aria-label={t('noteDone', { text: note.text })} onClick={() => done.mutate(note.id)} />
        </div>
      ))}
      <form onSubmit={(event) => { event.preventDefault(); if (text.trim()) add.mutate(); }}>
        <label className="sr" htmlFor="shift-note">{t('write')}</label>
        <textarea id="shift-note" rows={2} maxLength={4000} value={text} placeholder={t('write')} onChange={(event) => setText(event.currentTarget.value)} />
        <Button small type="submit" disabled={!text.trim()} busy={add.isPending}>{t('keepNote')}</Button>
      </form>
      {add.error && <Problem error={add.error} />}
    </section>
  );
}

function Records() {
  const { t } = useTranslation('handover');
  const { data } = useQuery(recordsQuery);
  if (!data?.length) return null;
  return (
    <section className={css.part}>
      <h2 className="sec">{t('records')}</h2>
      {data.map((one) => (
        <p key={one.id}>
          <Link className="link" to="/handover" search={{ record: one.id }}>{moment(one.started_at)}</Link>{' '}
          <span className="t2">{t('pair', { leaver: one.leaver.name, taker: one.taker.name })}</span>
        </p>
      ))}
    </section>
  );
}

/** Beside the list: what is open in one sentence, notes, who is on duty, earlier handovers. */
export function Side({ offer, sentence }: { offer: Offer; sentence: string }) {
  const { t } = useTranslation('handover');
  return (
    <aside className={`${css.side} scroll`} aria-label={t('aside')}>
      <div className={css.part}>
        <p className={css.say}>{sentence}</p>
        <p className="meta">{t('rule', { away: offer.away_min, after: offer.return_after_min })}</p>
      </div>
      <Notes offer={offer} />
      <OnDuty desk={offer.desk} />
      <Records />
    </aside>
  );
}

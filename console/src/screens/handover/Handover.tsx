import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useEvent } from '../../api/events';
import { useSession } from '../../api/session';
import { age, Button, EmptyState, Loading, Problem, useKeys, useNow } from '../../ui';
import { boardQuery, GROUPS, inGroup, isUnowned, keyOf, leaverOf, offerQuery, ordered, type Offer } from './api';
import { Desks } from './Desks';
import { ItemRow } from './ItemRow';
import { Record } from './Record';
import { Roster } from './Roster';
import { Side } from './Side';
import { useHandover } from './useHandover';
import css from './Handover.module.css';

/** What is open, in one sentence: the answer to "so what?". */
function useSentence(): (offer: Offer) => string {
  const { t } = useTranslation('handover');
  return (offer) => {
    const count = (...kinds: string[]) => offer.items.filter((item) => kinds.includes(item.kind)).length;
    const parts = [
      t('say.incidents', { count: count('incident') }), t('say.alerts', { count: count('alert') }), t('say.silences', { count: count('silence') }),
      t('say.unseen', { count: count('sensor', 'source') }),
    ];
    const gone = offer.items.filter((item) => item.left_at).length;
    const unowned = offer.items.filter(isUnowned).length;
    if (gone) parts.push(t('say.gone', { count: gone }));
    parts.push(unowned ? t('say.unowned', { count: unowned }) : t('say.owned'));
    return parts.join(' ');
  };
}

/** What one shift passes to the next: each item taken or left, or all of it with one key. */
export function Handover() {
  const { record, view } = useSearch({ from: '/shell/handover' });
  if (record) return <Record id={record} />;
  if (view === 'desks') return <Desks />;
  return view === 'roster' ? <Roster /> : <TakeOver />;
}

function TakeOver() {
  const { t, i18n } = useTranslation('handover');
  const me = useSession()?.person;
  const { data: board } = useQuery(boardQuery);
  const [asked, setDesk] = useState('');
  const desk = asked || board?.mine || '';
  const { data: offer, error, isPending, refetch } = useQuery(offerQuery(desk, i18n.language));
  const sentence = useSentence();
  const now = useNow();
  const [wish, setWish] = useState('');
  const [note, setNote] = useState('');
  const list = useRef<HTMLDivElement>(null);
  const leaver = leaverOf(offer, me?.id);
  const { run, takeUnowned, busy } = useHandover(offer, leaver);
  const going = offer?.handover ?? null;
  const queries = useQueryClient();
  useEvent('shift', () => void queries.invalidateQueries({ queryKey: ['shifts'] }));
  const items = ordered(going?.items ?? offer?.items ?? []);
  // what is shown as the owner's being gone comes with what is open now, not with what was written down
  const left = new Map(offer?.items.map((item) => [keyOf(item), item]));
  const shown = items.map((item) => ({ ...item, left_at: left.get(keyOf(item))?.left_at ?? null, goes_on_at: left.get(keyOf(item))?.goes_on_at ?? null }));
  const chosen = shown.find((item) => keyOf(item) === wish) ?? shown.find((item) => item.done === 'open') ?? shown[0];
  const open = shown.filter((item) => item.done === 'open').length;
  const taken = shown.length - open;
  const unowned = leaver ? [] : shown.filter(isUnowned);
  const choosable = leaver ? shown : unowned;
  const decide = (act: 'take' | 'leave') => {
    if (!chosen || busy) return;
    if (!leaver) return act === 'take' && isUnowned(chosen) ? takeUnowned([chosen]) : undefined;
    if (going && !open) return run({ act: 'finish' });
    run({ act, items: [chosen], note: note.trim() });
    setNote('');
    const after = shown.slice(shown.indexOf(chosen) + 1).find((item) => item.done === 'open');
    setWish(after ? keyOf(after) : '');
  };
  const all = () => {
    if (busy) return;
    if (leaver) run({ act: 'take', items: null });
    else if (unowned.length) takeUnowned(unowned);
  };
  const step = (by: number) => {
    const next = choosable[Math.max(0, Math.min(choosable.length - 1, choosable.findIndex((item) => item === chosen) + by))];
    if (!next) return;
    setWish(keyOf(next));
    list.current?.querySelectorAll('li')[shown.indexOf(next)]?.scrollIntoView({ block: 'nearest' });
  };
  useKeys(
    [
      { id: 'next', keys: 'j', group: 'queue', label: t('keys.next'), run: () => step(1) },
      { id: 'previous', keys: 'k', group: 'queue', label: t('keys.previous'), run: () => step(-1) },
      { id: 'handover.take', keys: 'enter', group: 'queue', label: t('take'), run: (event) => { if (!(event.target as HTMLElement).closest('a, button:not(li button)')) decide('take'); } },
      { id: 'handover.leave', keys: 'l', group: 'queue', label: t('leave'), run: () => decide('leave') },
      { id: 'handover.all', keys: 'a', group: 'queue', label: t('takeAll'), run: all },
    ],
    [t, offer, wish, note, busy, leaver?.id],
  );
  if (isPending) return <Loading>{t('loading')}</Loading>;
  if (error) return <Problem error={error} retry={() => void refetch()} />;
  return (
    <div className={css.screen}>
      <header className={css.head}>
        <h1>{going ? t('title.going', { desk: offer.desk_name }) : t('title.rest', { desk: offer.desk_name })}</h1>
        {leaver && me && <span className="t2">{t('pair', { leaver: leaver.name, taker: me.name })}</span>}
        {(board?.desks.length ?? 0) > 1 && !going && (
          <select aria-label={t('desk')} value={offer.desk} onChange={(event) => setDesk(event.currentTarget.value)}>
            {board?.desks.map((each) => <option key={each.id} value={each.id}>{each.name}</option>)}
          </select>
        )}
        {going && (
          <span className={css.progress}>
            <span className={css.pg} role="progressbar" aria-label={t('progress')} aria-valuenow={taken} aria-valuemin={0} aria-valuemax={shown.length}><i style={{ width: `${(100 * taken) / Math.max(1, shown.length)}%` }} /></span>
            <span className="t2">{t('taken', { taken, total: shown.length })}</span>
            <span className={css.big}>{age(now - Date.parse(going.started_at))}</span>
            <span className="t3">{t('ofOneMinute')}</span>
          </span>
        )}
      </header>
      <section className={`${css.list} scroll`} aria-label={t('list')} ref={list}>
        {shown.length === 0 && <div className={css.empty}><EmptyState title={t('none.title')}>{t('none.text')}</EmptyState></div>}
        {GROUPS.map((group) => {
          const here = inGroup(group, shown);
          return here.length === 0 ? null : (
            <section key={group.id}>
              <h2 className={css.group}><b>{t(`group.${group.id}`)}</b><span>{here.length}</span></h2>
              <ul>{here.map((item) => <ItemRow key={keyOf(item)} item={item} chosen={item === chosen && choosable.includes(item)} under={going !== null} me={me} onChoose={() => setWish(keyOf(item))} />)}</ul>
            </section>
          );
        })}
      </section>
      <div className={css.bar}>
        {leaver ? (
          <>
            <Button kind="pri" keys="A" onClick={all} busy={busy}>{open === shown.length ? t('takeAll') : t('takeRest')}</Button>
            {open > 0 && <Button keys="↵" onClick={() => decide('take')} disabled={busy}>{t('take')}</Button>}
            {open > 0 && <Button keys="L" onClick={() => decide('leave')} disabled={busy}>{t('leaveWith', { name: leaver.name.split(' ')[0] })}</Button>}
            {open > 0 && <input value={note} maxLength={4000} aria-label={t('itemNote')} placeholder={t('itemNote')} onChange={(event) => setNote(event.currentTarget.value)} />}
            <span className="meta">{t('after', { name: leaver.name.split(' ')[0] })}</span>
          </>
        ) : (
          <>
            {unowned.length > 0 && <Button kind="pri" keys="A" onClick={all} busy={busy}>{t('takeUnowned')}</Button>}
            {unowned.length > 0 && <Button keys="↵" onClick={() => decide('take')} disabled={busy}>{t('take')}</Button>}
            <span className="t2">{t(unowned.length ? 'noLeaverUnowned' : 'noLeaver')}</span>
          </>
        )}
      </div>
      <Side offer={offer} sentence={sentence(offer)} />
    </div>
  );
}

import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import type { PersonHitOut, RequestDetailOut, PersonSearchOut } from '../../../api/generated';
import { Button, Chip, moment, Problem } from '../../../ui';
import { Ask } from './Ask';
import { Correct } from './Correct';
import css from './Requests.module.css';

type Act = (path: string, body?: unknown) => Promise<boolean>;
const keyOf = (one: { domain: string; kind: string; item: string }) => `${one.domain}/${one.kind}/${one.item}`;

/** What is held of the person, and what is done with each thing. Found things are kept on this screen only. */
export function Found({ request, act, busy, wrong }: { request: RequestDetailOut; act: Act; busy: boolean; wrong: unknown }) {
  const { t } = useTranslation('rights');
  const queries = useQueryClient();
  const [found, setFound] = useState<PersonSearchOut | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [problem, setProblem] = useState<unknown>(null);
  const [searching, setSearching] = useState(false);
  const open = request.state === 'open';
  const done = new Map(request.items.map((item) => [keyOf(item), item]));
  const search = async () => {
    setSearching(true);
    setProblem(null);
    try {
      setFound(await api.post<PersonSearchOut>(`/requests/${request.id}/search`));
      setChosen(new Set());
      await queries.invalidateQueries({ queryKey: ['requests', request.id] });
    } catch (error) {
      setProblem(error);
    }
    setSearching(false);
  };
  const toggle = (key: string) => setChosen((now) => {
    const next = new Set(now);
    if (!next.delete(key)) next.add(key);
    return next;
  });
  const picked = (found?.hits ?? []).filter((hit) => chosen.has(keyOf(hit))).map(({ domain, kind, item }) => ({ domain, kind, item }));
  const make = async (body: Record<string, unknown>) => {
    const well = await act('items', { ...body, items: picked });
    if (well) setChosen(new Set());
    return well;
  };
  const hits = found?.hits ?? [];
  return (
    <section className={css.found}>
      <h3 className="sec">{t('held')}{open && <span className="end"><Button small icon="search" busy={searching} onClick={() => void search()}>{t(request.searched ? 'searchAgain' : 'search')}</Button></span>}</h3>
      {problem !== null && <Problem error={problem} />}
      {found && <p className="meta">{t('lookedIn', { where: found.looked_in.join(', ') })} {found.too_many.length > 0 && t('tooMany', { where: found.too_many.join(', ') })}</p>}
      {found && hits.length === 0 && <p>{t('nothing')}</p>}
      {hits.length > 0 && (
        <>
          <div className={css.choose}>
            <label className={css.all}><input type="checkbox" checked={chosen.size === hits.length} onChange={() => setChosen(chosen.size === hits.length ? new Set() : new Set(hits.map(keyOf)))} />{t('all', { count: hits.length })}</label>
            <div className={css.acts} role="group" aria-label={t('chosen', { count: picked.length })}>
              {picked.length > 0 && (
                <>
                  <Button small busy={busy} onClick={() => void make({ act: 'give' })}>{t('do.give')}</Button>
                  <Correct busy={busy} onSend={(wrong, right) => make({ act: 'correct', wrong, right })} />
                  <Ask label={t('do.restrict')} field={t('why')} busy={busy} problem={wrong} onSend={(reason) => make({ act: 'restrict', reason })} />
                  <Ask label={t('do.keep')} field={t('why')} busy={busy} problem={wrong} onSend={(reason) => make({ act: 'keep', reason })} />
                  <Ask label={t('do.erase')} field={t('why')} optional erases busy={busy} problem={wrong} onSend={(reason) => make({ act: 'erase', reason })} />
                </>
              )}
            </div>
          </div>
          <ul className={css.hits}>{hits.map((hit) => <Hit key={keyOf(hit)} hit={hit} done={done.get(keyOf(hit))?.done} on={chosen.has(keyOf(hit))} onToggle={() => toggle(keyOf(hit))} />)}</ul>
        </>
      )}
      {!found && request.items.length > 0 && (
        <ul className={css.hits}>
          {request.items.map((item) => <li key={keyOf(item)}><span /><div><b>{item.name}</b> <span className="meta">{moment(item.at)}, {item.by}</span></div><Chip>{t(`done.${item.done}`)}{item.reason && `: ${t(`why_.${item.reason}`, { defaultValue: item.reason })}`}</Chip></li>)}
        </ul>
      )}
    </section>
  );
}

function Hit({ hit, done, on, onToggle }: { hit: PersonHitOut; done?: string; on: boolean; onToggle: () => void }) {
  const { t } = useTranslation('rights');
  return (
    <li>
      <input type="checkbox" checked={on} aria-label={`${hit.name} ${hit.about}`} onChange={onToggle} />
      <div>
        <b>{hit.name}</b> <span className="meta">{[hit.about, moment(hit.at), hit.place].filter(Boolean).join(' · ')}</span>
        <p>{hit.text}</p>
      </div>
      <span className={css.marks}>{hit.sealed && <Chip>{t('masked')}</Chip>}{done && <Chip>{t(`done.${done}`)}</Chip>}</span>
    </li>
  );
}

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { ViewOut } from '../../api/generated/types.gen';
import { Button, Icon, Problem, toast } from '../../ui';
import css from './Search.module.css';

export const viewsQuery = { queryKey: ['views'], queryFn: () => api.get<ViewOut[]>('/views') };

/** Searches and filters that people keep: one's own, and those shared in the agency. */
export function Views({ screen, query, onOpen }: { screen: string; query: Record<string, string>; onOpen: (query: Record<string, string>) => void }) {
  const { t } = useTranslation('search');
  const queries = useQueryClient();
  const { data } = useQuery(viewsQuery);
  const [naming, setNaming] = useState(false);
  const [name, setName] = useState('');
  const [shared, setShared] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const mine = (data ?? []).filter((view) => view.screen === screen);
  const kept = Object.fromEntries(Object.entries(query).filter(([, value]) => value));
  const again = () => queries.invalidateQueries({ queryKey: viewsQuery.queryKey });
  const save = async () => {
    try {
      await api.post('/views', { screen, name, query: kept, shared });
      setNaming(false);
      setName('');
      setError(null);
      toast(t('views.kept', { name }));
      await again();
    } catch (problem) {
      setError(problem);
    }
  };
  const drop = async (view: ViewOut) => {
    try {
      await api.delete(`/views/${encodeURIComponent(view.id)}`);
      toast(t('views.dropped', { name: view.name }), {
        undo: () => void api.post('/views', { screen: view.screen, name: view.name, query: view.query, shared: view.shared }).then(again),
      });
    } catch (problem) {
      setError(problem);
    }
    await again();
  };
  return (
    <div className={css.views}>
      <h2 className="sec">{t('views.title')}</h2>
      {mine.length === 0 && !naming && <p className="t3">{t('views.none')}</p>}
      <ul>
        {mine.map((view) => (
          <li key={view.id}>
            <button type="button" onClick={() => onOpen(view.query)}>
              <Icon name="pin" size={14} />
              <span>{view.name}</span>
              {view.by && <span className="meta">{view.by}</span>}
              {view.mine && view.shared && <span className="meta">{t('views.isShared')}</span>}
            </button>
            {view.mine && <Button kind="quiet" small icon="x" aria-label={t('views.drop', { name: view.name })} onClick={() => void drop(view)} />}
          </li>
        ))}
      </ul>
      {error !== null && <Problem error={error} />}
      {naming ? (
        <form className={css.naming} onSubmit={(event) => { event.preventDefault(); if (name.trim()) void save(); }}>
          <input autoFocus value={name} maxLength={80} aria-label={t('views.name')} placeholder={t('views.name')} onChange={(event) => setName(event.currentTarget.value)} onKeyDown={(event) => { if (event.key === 'Escape') setNaming(false); }} />
          <label className="meta"><input type="checkbox" checked={shared} onChange={(event) => setShared(event.currentTarget.checked)} /> {t('views.share')}</label>
          <Button small kind="pri" type="submit" disabled={!name.trim()}>{t('ui:save')}</Button>
        </form>
      ) : (
        <Button small icon="plus" disabled={!query.q} onClick={() => setNaming(true)}>{t('views.keep')}</Button>
      )}
    </div>
  );
}

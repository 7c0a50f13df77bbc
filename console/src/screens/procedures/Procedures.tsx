import './run/run.css';
import './procedures.css';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { useEvent } from '../../api/events';
import { useMay } from '../../api/session';
import { Button, EmptyState, Loading, Problem, toast, useKeys } from '../../ui';
import { procedureQuery, proceduresQuery } from './api';
import { ImportButton } from './ImportButton';
import { List } from './List';
import { empty } from './logic/edit';
import type { Procedure } from './types';
import { Workspace } from './Workspace';

/** Procedures: all of them, one as a drawing that is edited in place, a sandbox, and versions. */
export function Procedures() {
  const { t, i18n } = useTranslation('procedures');
  const go = useNavigate();
  const queries = useQueryClient();
  const { procedure: asked, version: askedVersion } = useSearch({ from: '/shell/procedures' });
  // A new one is shown from the moment the server has it: the address follows when the router comes to it, and until then
  // the one that stood here before would take what is written.
  const [made, setMade] = useState<string | null>(null);
  const wish = made ?? asked;
  const version = made === null ? askedVersion : undefined;
  useEffect(() => {
    if (asked === made) setMade(null);
  }, [asked, made]);
  const mayWrite = useMay('change_procedures');
  const list = useQuery(proceduresQuery(i18n.language));
  const chosen = list.data?.find((one) => one.id === wish)?.id ?? (wish ? undefined : list.data?.[0]?.id) ?? wish;
  const newest = useQuery({ ...procedureQuery(chosen ?? ''), enabled: Boolean(chosen) });
  const older = useQuery({ ...procedureQuery(chosen ?? '', Number(version) || undefined), enabled: Boolean(chosen && version) });
  const [error, setError] = useState<unknown>(null);
  // Counts what was done to the whole: the workspace starts anew from what the server says.
  const [turn, setTurn] = useState(0);
  const choose = (id: string) => {
    setMade(null);
    void go({ to: '/procedures', search: { procedure: id } });
  };
  useEvent('procedure', () => void queries.invalidateQueries({ queryKey: ['procedures', 'list'] }));
  const renew = async () => {
    await queries.invalidateQueries({ queryKey: ['procedures'] });
    setTurn((now) => now + 1);
  };
  const act = async (run: () => Promise<unknown>, said: string) => {
    setError(null);
    try {
      await run();
      await renew();
      toast(said);
    } catch (problem) {
      setError(problem);
    }
  };
  // While a new one is being made nothing else can be written in: it would go into the one that stood here before.
  const [making, setMaking] = useState(false);
  const create = async () => {
    setError(null);
    setMaking(true);
    try {
      const one = await api.post<Procedure>('/procedures', { content: empty() });
      queries.setQueryData(procedureQuery(one.id).queryKey, one);
      void queries.invalidateQueries({ queryKey: ['procedures', 'list'] });
      setMade(one.id);
      void go({ to: '/procedures', search: { procedure: one.id } });
    } catch (problem) {
      setError(problem);
    }
    setMaking(false);
  };
  const step = (by: number) => {
    const at = list.data?.findIndex((one) => one.id === chosen) ?? -1;
    const to = list.data?.[Math.max(0, Math.min((list.data?.length ?? 1) - 1, at + by))];
    if (to) choose(to.id);
  };
  useKeys(
    [
      { id: 'next', keys: 'j', group: 'queue', label: t('keys.next'), run: () => step(1) },
      { id: 'previous', keys: 'k', group: 'queue', label: t('keys.previous'), run: () => step(-1) },
    ],
    [t, list.data, chosen],
  );
  const shown = version ? older.data : newest.data;
  const path = `/procedures/${chosen ?? ''}`;
  return (
    <div className="pscreen">
      <section className="pleft" aria-label={t('title')}>
        <div className="pleft-head">
          <h2>{t('title')}</h2>
          {mayWrite && <span className="end"><ImportButton onMade={choose} /><Button small kind="line" icon="plus" busy={making} onClick={() => void create()}>{t('new')}</Button></span>}
        </div>
        <div className="pleft-rows scroll" tabIndex={0} role="region" aria-label={t('list')}>
          {list.isPending && <Loading />}
          {list.error && <Problem error={list.error} retry={() => void list.refetch()} />}
          {list.data && <List items={list.data} chosen={chosen} onChoose={choose} />}
        </div>
      </section>
      {error !== null && <div className="perror"><Problem error={error} /></div>}
      {shown && newest.data && !making ? (
        <Workspace
          key={`${shown.id}.${version ?? ''}.${turn}`}
          procedure={shown} newest={newest.data} mayWrite={mayWrite}
          onKept={(kept) => queries.setQueryData(procedureQuery(kept.id).queryKey, kept)}
          onShow={(to) => void go({ to: '/procedures', search: { procedure: chosen, version: to === null || to === newest.data?.version ? undefined : String(to) } })}
          onPublish={(note) => void act(() => api.post(`${path}/publish`, { note }), t('published'))}
          onArchive={(reason) => void act(() => api.post(`${path}/archive`, { reason }), t('archived'))}
          onDiscard={() => void act(() => api.delete(`${path}/draft`), t('discarded'))}
          onRestore={(to) => void act(() => api.post(`${path}/restore`, { version: to }), t('restored')).then(() => choose(chosen ?? ''))}
        />
      ) : (
        <div className="pwork whole">
          {newest.error ? <EmptyState title={t('missing')}>{t('missingText')}</EmptyState> : <Loading />}
        </div>
      )}
    </div>
  );
}

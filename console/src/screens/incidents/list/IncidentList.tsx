import '../incidents.css';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConnection } from '../../../api/events';
import { useWallNow } from '../../../api/status';
import { Banner, Button, EmptyState, Icon, Kbd, Loading, Problem, Tabs, useKeys } from '../../../ui';
import { incidentsQuery, useIncidentEvents, type Which } from '../api';
import { lateOf } from '../logic/late';
import type { Incident } from '../types';
import { ListRow } from './ListRow';
import { NewIncident } from './NewIncident';

function useSentence(open: Incident[], total: number): string {
  const { t } = useTranslation('incidents');
  const now = useWallNow();
  const late = open.filter((incident) => lateOf(incident, now) !== null).length;
  if (!total) return t('list.noneOpen');
  return late ? t('list.openLate', { open: t('list.open', { count: total }), late: t('list.late', { count: late }) }) : t('list.openWell', { open: t('list.open', { count: total }) });
}

/** Every incident of the agency and those shared with it: open ones, gravest first. */
export function IncidentList() {
  const { t, i18n } = useTranslation('incidents');
  const go = useNavigate();
  const [which, setWhich] = useState<Which>('open');
  const [text, setText] = useState('');
  const [making, setMaking] = useState(false);
  const q = useDeferredValue(text.trim());
  const query = useInfiniteQuery(incidentsQuery(which, q, i18n.language));
  const open = useInfiniteQuery(incidentsQuery('open', '', i18n.language));
  const cut = useConnection().state === 'cut';
  useIncidentEvents();
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const sentence = useSentence(open.data?.pages.flatMap((page) => page.items) ?? [], open.data?.pages[0]?.total ?? 0);
  const move = (step: 1 | -1) => () => {
    const rows = [...document.querySelectorAll<HTMLElement>('.ilist a.irow')];
    const at = rows.findIndex((row) => row === document.activeElement);
    rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.max(0, Math.min(rows.length - 1, at + step))]?.focus();
  };
  useKeys(
    [
      { id: 'incidents.next', keys: 'j', group: 'queue', label: t('keys.next'), run: move(1) },
      { id: 'incidents.previous', keys: 'k', group: 'queue', label: t('keys.previous'), run: move(-1) },
      { id: 'incidents.new', keys: 'n', group: 'edit', label: t('new.title'), run: () => setMaking(true) },
      { id: 'incidents.back', keys: 'escape', group: 'go', label: t('keys.toOperations'), run: () => void go({ to: '/operations' }) },
    ],
    [t, go],
  );
  return (
    <div className="ilist">
      <header className="lhead">
        <div>
          <h1>{open.data ? sentence : t('title')}</h1>
          <p className="meta">{t('list.what')}</p>
        </div>
        <Button kind="pri" icon="plus" keys="N" onClick={() => setMaking(true)}>{t('list.new')}</Button>
      </header>
      <div className="lbar">
        <Tabs name="incidents" label={t('list.which')} value={which} onChange={setWhich} tabs={(['open', 'closed', 'all'] as const).map((id) => ({ id, label: t(`list.tab.${id}`) }))} />
        <label className="lfind"><Icon name="search" size={15} /><input type="search" value={text} placeholder={t('list.find')} aria-label={t('list.find')} onChange={(event) => setText(event.currentTarget.value)} /></label>
        <span className="meta end">{query.data ? t('list.count', { count: query.data.pages[0]?.total ?? 0 }) : ''} <Kbd keys="J K" /></span>
      </div>
      {query.error && query.data && !cut && <div className="notices"><Banner kind="blind" live>{t('one.stale')}</Banner></div>}
      <div className="lrows scroll" id="incidents-panel" role="tabpanel" aria-labelledby={`incidents-${which}`} tabIndex={-1}>
        {query.error && !query.data && <div className="pad"><Problem error={query.error} retry={() => void query.refetch()} /></div>}
        {query.isPending && !query.error && <div className="pad"><Loading>{t('list.loading')}</Loading></div>}
        {query.data && items.length === 0 && (
          <div className="pad mid">
            <EmptyState title={q ? t('list.notFound', { text: q }) : t(`list.empty.${which}`)} act={!q && <Button icon="plus" keys="N" onClick={() => setMaking(true)}>{t('list.new')}</Button>}>{!q && t('list.emptyText')}</EmptyState>
          </div>
        )}
        <ul>{items.map((incident) => <ListRow key={incident.id} incident={incident} />)}</ul>
        {query.hasNextPage && <div className="pad"><Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('list.more')}</Button></div>}
      </div>
      {making && <NewIncident onClose={() => setMaking(false)} />}
    </div>
  );
}

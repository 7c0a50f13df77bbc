import './triage.css';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import { Button, Dialog, EmptyState, Icon, Loading, number, Problem, SeverityShape, shapeOf, Tabs, time } from '../../../ui';
import { beganAt } from '../logic/ages';
import type { Page } from '../logic/alerts';
import type { Alert } from '../logic/types';
import { heldQuery, type Held } from './queries';
import { Silences } from './Silences';

type Pane = 'held' | 'silences';

function Rules({ held, rule, onRule }: { held: Held; rule: string; onRule: (rule: string) => void }) {
  const { t } = useTranslation('triage');
  const used = held.rules.filter((one) => one.held_hour > 0 || one.id === rule);
  return (
    <div className="held-rules" role="group" aria-label={t('rules')}>
      <button type="button" aria-pressed={rule === ''} className={rule === '' ? 'on' : ''} onClick={() => onRule('')}>
        {t('every')} <b>{number(held.hour)}</b>
      </button>
      {used.map((one) => (
        <button key={one.id} type="button" title={one.what} aria-pressed={rule === one.id} className={rule === one.id ? 'on' : ''} onClick={() => onRule(one.id)}>
          {one.title} <b>{number(one.held_hour)}</b>
        </button>
      ))}
    </div>
  );
}

function HeldList({ onAlert }: { onAlert: (id: string) => void }) {
  const { t, i18n } = useTranslation('triage');
  const [text, setText] = useState('');
  const [rule, setRule] = useState('');
  const wish = useDeferredValue(text.trim());
  const held = useQuery(heldQuery(i18n.language)).data;
  const list = useInfiniteQuery({
    queryKey: ['alerts', 'held', i18n.language, wish, rule],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page>('/alerts', { state: 'all', shown: 'held', q: wish, rule, cursor: pageParam, limit: 50 }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const found = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <label className="held-find">
        <Icon name="search" size={15} />
        <input data-autofocus value={text} aria-label={t('find')} placeholder={t('findHint')} onChange={(event) => setText(event.currentTarget.value)} />
        {list.data && <span className="meta nw">{t('count', { count: list.data.pages[0]?.total ?? 0, n: number(list.data.pages[0]?.total ?? 0) })}</span>}
      </label>
      {held && <Rules held={held} rule={rule} onRule={setRule} />}
      <div className="held-list scroll" tabIndex={0} role="group" aria-label={t('held')}>
        {list.isPending && <Loading>{t('loading')}</Loading>}
        {list.error && <Problem error={list.error} retry={() => void list.refetch()} />}
        {list.data && found.length === 0 && <EmptyState title={wish || rule ? t('noneFound') : t('none')}>{wish || rule ? null : t('noneText')}</EmptyState>}
        {found.map((alert) => <HeldRow key={alert.id} alert={alert} onAlert={onAlert} />)}
        {list.hasNextPage && <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('more')}</Button>}
      </div>
    </>
  );
}

function HeldRow({ alert, onAlert }: { alert: Alert; onAlert: (id: string) => void }) {
  return (
    <button type="button" className="held-row" onClick={() => onAlert(alert.id)}>
      <SeverityShape shape={shapeOf(alert.severity)} />
      <span className="body">
        <span className="l1"><b>{alert.why || alert.title}</b><time className="meta nw" dateTime={beganAt(alert)}>{time(beganAt(alert))}</time></span>
        <span className="t2">{alert.held ? `${alert.held.title}: ${alert.held.text}` : ''}</span>
      </span>
    </button>
  );
}

/** What triage holds back, searched and by rule; and what is silenced now. Opened by `H` or the queue's foot. */
export function HeldPanel({ open, onClose, onAlert }: { open: boolean; onClose: () => void; onAlert: (id: string) => void }) {
  const { t } = useTranslation('triage');
  const [pane, setPane] = useState<Pane>('held');
  const tabs = (['held', 'silences'] as const).map((id) => ({ id, label: t(id) }));
  return (
    <Dialog open={open} onClose={onClose} title={t('title')} size={720}>
      <div className="held">
        <Tabs name="held" label={t('title')} tabs={tabs} value={pane} onChange={setPane} />
        <div id="held-panel" role="tabpanel" aria-labelledby={`held-${pane}`} className="held-pane">
          {pane === 'held' ? <HeldList onAlert={(id) => { onClose(); onAlert(id); }} /> : <Silences />}
        </div>
      </div>
    </Dialog>
  );
}

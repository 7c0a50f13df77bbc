import { NumberInput, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, problemOf } from '../../../api/client';
import { useSession } from '../../../api/session';
import { faultsOf } from '../../../forms/faults';
import { Button, Dialog, EmptyState, Loading, moment, Problem, SeverityShape, toast } from '../../../ui';
import { CHANNELS, feedsQuery } from './api';
import type { Feed } from './types';
import css from './Channels.module.css';

const CHANGES = ['administrator', 'it_security'];

function FeedDialog({ feed, onClose }: { feed: Feed | null; onClose: () => void }) {
  const { t } = useTranslation('channels');
  const queries = useQueryClient();
  const [draft, setDraft] = useState({ name: feed?.name ?? '', url: feed?.url ?? 'https://', every_s: feed?.every_s ?? 300, enabled: feed?.enabled ?? true });
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const faults = faultsOf(error);
  const save = async () => {
    setBusy(true);
    try {
      await (feed ? api.put(`/feeds/${feed.id}`, draft) : api.post('/feeds', draft));
      await queries.invalidateQueries({ queryKey: CHANNELS });
      toast(t('saved', { name: draft.name }));
      onClose();
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  return (
    <Dialog open onClose={onClose} title={feed ? feed.name : t('feeds.add')}>
      <form className="form" onSubmit={(event) => { event.preventDefault(); void save(); }}>
        <TextInput label={t('name')} required maxLength={120} value={draft.name} error={faults.name} data-autofocus onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })} />
        <TextInput label={t('feeds.url')} description={t('feeds.urlText')} required value={draft.url} error={faults.url} onChange={(event) => setDraft({ ...draft, url: event.currentTarget.value })} />
        <NumberInput label={t('feeds.every')} value={Math.round(draft.every_s / 60)} min={1} max={1440} allowDecimal={false} hideControls suffix={` ${t('steps.minutes')}`} onChange={(value) => typeof value === 'number' && setDraft({ ...draft, every_s: value * 60 })} />
        {error !== null && <Problem error={error} />}
        <div className={css.dialogActs}>
          <Button onClick={onClose}>{t('leave')}</Button>
          <Button kind="pri" type="submit" busy={busy} disabled={!draft.name.trim()}>{t('ui:save')}</Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Feeds of warnings that are fetched and become alerts: weather services above all. */
export function Feeds() {
  const { t, i18n } = useTranslation('channels');
  const queries = useQueryClient();
  const changes = CHANGES.includes(useSession()?.person.role ?? '');
  const { data, error, isPending, refetch } = useQuery(feedsQuery(i18n.language));
  const [open, setOpen] = useState<Feed | 'new' | null>(null);
  const remove = async (feed: Feed) => {
    try {
      await api.delete(`/feeds/${feed.id}`);
      const { name, url, enabled, every_s } = feed;
      toast(t('removed', { name }), { undo: () => void api.post('/feeds', { name, url, enabled, every_s }).then(() => queries.invalidateQueries({ queryKey: CHANNELS })) });
      await queries.invalidateQueries({ queryKey: CHANNELS });
    } catch (problem) {
      toast(problemOf(problem).problem ?? t('ui:noAnswer'), { kind: 'problem' });
    }
  };
  return (
    <>
      <p className={`t2 ${css.lead}`}>{t('feeds.text')}</p>
      {isPending && <Loading />}
      {error && <Problem error={error} retry={() => void refetch()} />}
      {data?.length === 0 && <div className={css.empty}><EmptyState title={t('feeds.none')} /></div>}
      <ul className={css.lines}>
        {data?.map((feed) => (
          <li key={feed.id} className={css.line}>
            {feed.state === 'blind' ? <SeverityShape shape="blind" size={16} /> : <span />}
            <div>
              <p className={css.what}>{feed.name}</p>
              <p className={css.url}>{feed.url}</p>
              <p className="meta">{[feed.reason || t('feeds.waiting'), feed.read_at ? moment(feed.read_at) : ''].filter(Boolean).join(' ')}</p>
            </div>
            {changes && (
              <span className={css.end}>
                <Button small aria-label={t('rules.editOf', { name: feed.name })} onClick={() => setOpen(feed)}>{t('edit')}</Button>
                <Button small kind="quiet" icon="trash" aria-label={t('rules.removeOf', { name: feed.name })} onClick={() => void remove(feed)} />
              </span>
            )}
          </li>
        ))}
      </ul>
      {changes && <div className={css.more}><Button icon="plus" onClick={() => setOpen('new')}>{t('feeds.add')}</Button></div>}
      {open && <FeedDialog key={open === 'new' ? 'new' : open.id} feed={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
    </>
  );
}

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState, Loading, Problem } from '../../../ui';
import { messagesQuery } from './api';
import { MessageLine } from './MessageLine';
import type { Channel } from './types';
import css from './Channels.module.css';

const STATES = ['', 'dead', 'waiting', 'sent', 'stopped'];

/** What was sent, what waits, and the dead letters, newest first. */
export function Messages({ channels, manages }: { channels: Channel[]; manages: boolean }) {
  const { t } = useTranslation('channels');
  const [state, setState] = useState(channels.some((channel) => channel.dead > 0) ? 'dead' : '');
  const [channel, setChannel] = useState('');
  const { data, error, isPending, refetch } = useQuery(messagesQuery(channel, state));
  const nameOf = (id: string) => channels.find((each) => each.id === id)?.name ?? t('gone');
  return (
    <>
      <div className={css.asks}>
        <select aria-label={t('messages.which')} value={state} onChange={(event) => setState(event.currentTarget.value)}>
          {STATES.map((each) => <option key={each} value={each}>{t(`messages.filter.${each || 'all'}`)}</option>)}
        </select>
        <select aria-label={t('column.channel')} value={channel} onChange={(event) => setChannel(event.currentTarget.value)}>
          <option value="">{t('messages.every')}</option>
          {channels.map((each) => <option key={each.id} value={each.id}>{each.name}</option>)}
        </select>
      </div>
      {isPending && <Loading />}
      {error && <Problem error={error} retry={() => void refetch()} />}
      {data?.length === 0 && <div className={css.empty}><EmptyState title={t(state === 'dead' ? 'messages.noDead' : 'messages.none')} /></div>}
      <ul className={css.lines}>{data?.map((each) => <MessageLine key={each.id} message={each} manages={manages} channel={nameOf(each.channel)} />)}</ul>
    </>
  );
}

import { TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, problemOf } from '../../../api/client';
import { Button, Chip, Icon, Panel, SeverityShape, toast, useKeys } from '../../../ui';
import { CHANNELS, draftOf, messagesQuery } from './api';
import { pictureOf } from './ChannelTable';
import { MessageLine } from './MessageLine';
import type { Channel, ChannelType } from './types';
import css from './Channels.module.css';

/** Sends a test and says what the other side answered. */
function Tester({ channel, type }: { channel: Channel; type?: ChannelType }) {
  const { t } = useTranslation('channels');
  const queries = useQueryClient();
  const [address, setAddress] = useState('');
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<{ ok: boolean; answer: string } | null>(null);
  const send = async () => {
    setBusy(true);
    try {
      setSaid(await api.post<{ ok: boolean; answer: string }>(`/channels/${channel.id}/test`, { address }));
    } catch (error) {
      const { problem, remedy } = problemOf(error);
      setSaid({ ok: false, answer: [problem ?? t('ui:noAnswer'), remedy].filter(Boolean).join(' ') });
    }
    await queries.invalidateQueries({ queryKey: CHANNELS });
    setBusy(false);
  };
  return (
    <Panel title={t('test.title')}>
      {type?.needs === 'email' && (
        <TextInput label={t('test.address')} description={t('test.addressText')} value={address} type="email" onChange={(event) => setAddress(event.currentTarget.value)} />
      )}
      <div><Button busy={busy} disabled={!channel.enabled} icon="play" onClick={() => void send()}>{t('test.send')}</Button></div>
      {said && (
        <p role="status" className={said.ok ? css.good : css.trouble}>
          <Icon name={said.ok ? 'check' : 'warn'} size={15} /><span>{t(said.ok ? 'test.ok' : 'test.failed', { answer: said.answer })}</span>
        </p>
      )}
    </Panel>
  );
}

/** One channel: how it is, what it sent last, a test, and what can be done about it. */
export function ChannelPanel({ channel, type, manages }: { channel: Channel; type?: ChannelType; manages: boolean }) {
  const { t } = useTranslation('channels');
  const go = useNavigate();
  const queries = useQueryClient();
  const last = useQuery(messagesQuery(channel.id, '')).data;
  const [busy, setBusy] = useState(false);
  const failed = channel.enabled && channel.state === 'blind';
  const edit = () => void go({ to: '/admin/channels', search: { channel: channel.id, edit: '1' } });
  const act = async (work: () => Promise<unknown>, said: string, undo?: () => void) => {
    setBusy(true);
    try {
      await work();
      toast(said, undo ? { undo } : {});
      await queries.invalidateQueries({ queryKey: CHANNELS });
    } catch (error) {
      toast(problemOf(error).problem ?? t('ui:noAnswer'), { kind: 'problem' });
    }
    setBusy(false);
  };
  const turn = (enabled: boolean) =>
    void act(() => api.put(`/channels/${channel.id}`, { ...draftOf(channel), enabled }), t(enabled ? 'turnedOn' : 'turnedOff', { name: channel.name }), () => turn(!enabled));
  useKeys(manages ? [{ id: 'edit', keys: 'e', group: 'edit', label: t('edit'), run: edit }] : [], [t, channel.id, manages]);
  const { start, end, zone } = channel.quiet;
  const say = !channel.enabled ? t('say.off') : channel.state === 'unknown' ? t('say.unused') : channel.reason;
  return (
    <aside className={css.right} aria-label={channel.name}>
      <Panel>
        <div className={css.title}>
          <Icon name={pictureOf(channel.type)} size={20} />
          <h2>{channel.name}</h2>
          <span className={css.end}><Chip edge>{type?.name ?? channel.type}</Chip></span>
        </div>
        <p className={`${css.say} ${failed ? css.unseen : ''}`}>
          {failed && <SeverityShape shape="blind" size={18} />}
          <span>{say}</span>
        </p>
        <p className="meta">
          {start ? t('quiet.says', { start, end, zone }) : t('quiet.none')} {t('pace.says', { count: channel.most_per_hour })}
        </p>
      </Panel>
      <div className={`${css.scroll} scroll`} tabIndex={0} role="group" aria-label={t('lately')}>
        {manages && <Tester channel={channel} type={type} />}
        <Panel title={t('lately')}>
          {last?.length === 0 && <p className="meta">{t('messages.none')}</p>}
          <ul className={css.lines}>{last?.slice(0, 8).map((each) => <MessageLine key={each.id} message={each} manages={manages} />)}</ul>
        </Panel>
      </div>
      {manages && (
        <div className={css.acts}>
          <Button keys="E" onClick={edit}>{t('edit')}</Button>
          <Button busy={busy} onClick={() => turn(!channel.enabled)}>{t(channel.enabled ? 'turnOff' : 'turnOn')}</Button>
          <Button className={css.end} kind="danger" icon="trash" onClick={() => void act(() => api.delete(`/channels/${channel.id}`), t('removed', { name: channel.name }))}>{t('remove')}</Button>
        </div>
      )}
    </aside>
  );
}

import { Popover } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { useEvent } from '../api/events';
import type { NoticeOut } from '../api/generated';
import { useSession } from '../api/session';
import { age, Button, Icon, Kbd, number, SeverityShape, shapeOf, useKeys, useNow } from '../ui';
import type { Severity } from '../api/types';
import { useCalm } from './live';
import { targetOf, unreadOf } from './notices';
import { Overrides, useOverrides } from './Overrides';

const LIMIT = 100;

function Notice({ notice, now, onOpen, onSeen }: { notice: NoticeOut; now: number; onOpen: () => void; onSeen: (seen: boolean) => void }) {
  const { t } = useTranslation('shell');
  const to = targetOf(notice);
  const words = (
    <>
      <SeverityShape shape={shapeOf(notice.severity as Severity)} size={15} />
      <span className="said">
        <b>{notice.title}</b>
        {notice.text && <span className="t2">{notice.text}</span>}
      </span>
      <time className="meta" dateTime={notice.at}>{age(now - Date.parse(notice.at))}</time>
    </>
  );
  return (
    <li className={notice.seen ? 'seen' : ''}>
      {to ? <Link to={to} onClick={onOpen}>{words}</Link> : <span className="plain">{words}</span>}
      <Button
        small
        kind="quiet"
        icon={notice.seen ? 'eyeoff' : 'check'}
        aria-label={t(notice.seen ? 'notices.unreadOne' : 'notices.readOne', { title: notice.title })}
        title={t(notice.seen ? 'notices.toUnread' : 'notices.toRead')}
        onClick={() => onSeen(!notice.seen)}
      />
    </li>
  );
}

/** The bell: how many notices were not read, and the list of them, newest first. */
export function Notices() {
  const { t } = useTranslation('shell');
  const queries = useQueryClient();
  const session = useSession();
  const [open, setOpen] = useState(false);
  const now = useNow();
  const list = useRef<HTMLUListElement>(null);
  const { data = [] } = useQuery({
    queryKey: ['notices'],
    queryFn: ({ signal }) => api.get<NoticeOut[]>('/notices', { limit: LIMIT }, signal),
    enabled: session !== undefined,
    retry: false,
    staleTime: 30_000,
  });
  const again = useCalm(() => void queries.invalidateQueries({ queryKey: ['notices'] }), 200);
  useEvent<{ person: string | null } | null>('notice', (told) => {
    if (!told?.person || told.person === session?.person.id) again();
  });
  const see = useMutation({
    mutationFn: (body: { ids?: number[]; up_to?: number; seen?: boolean }) => api.post('/notices/seen', body),
    onSettled: () => queries.invalidateQueries({ queryKey: ['notices'] }),
  });
  useKeys([{ id: 'notices', keys: 'b', group: 'go', label: t('notices.title'), run: () => setOpen(true) }], [t]);
  const overrides = useOverrides();
  const unread = unreadOf(data) + overrides.length;
  const shown = unread >= LIMIT ? `${LIMIT}+` : number(unread);
  const label = unread ? t('notices.count', { count: unread, n: shown }) : t('notices.none');
  const step = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowDown' || event.key === 'j' ? 1 : event.key === 'ArrowUp' || event.key === 'k' ? -1 : 0;
    if (!by) return;
    const rows = [...(list.current?.querySelectorAll<HTMLElement>('li > a') ?? [])];
    const at = rows.findIndex((row) => row.parentElement?.contains(document.activeElement));
    rows[Math.max(0, Math.min(rows.length - 1, at + by))]?.focus();
    event.preventDefault();
  };
  return (
    <Popover position="bottom-end" width={400} trapFocus opened={open} onChange={setOpen} withinPortal={false}>
      <Popover.Target>
        <button type="button" className="tool-btn bell" aria-label={label} title={label} aria-expanded={open} onClick={() => setOpen(!open)}>
          <Icon name="bell" size={17} />
          {unread > 0 && <span className="badge" aria-hidden="true">{unread > 99 ? '99+' : shown}</span>}
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('notices.title')}>
        <div className="notices" onKeyDown={step}>
          <header>
            <h2 className="sec">{t('notices.title')} <Kbd keys="B" /></h2>
            <Button small disabled={unread === overrides.length} busy={see.isPending} onClick={() => see.mutate({ up_to: data[0]?.id ?? 0 })}>{t('notices.allRead')}</Button>
          </header>
          <Overrides overrides={overrides} onOpen={() => setOpen(false)} />
          {data.length === 0 && overrides.length === 0 && <p className="t2 empty">{t('notices.empty')}</p>}
          <ul ref={list} className="scroll">
            {data.map((notice) => (
              <Notice
                key={notice.id}
                notice={notice}
                now={now}
                onOpen={() => { setOpen(false); if (!notice.seen) see.mutate({ ids: [notice.id] }); }}
                onSeen={(seen) => see.mutate({ ids: [notice.id], seen })}
              />
            ))}
          </ul>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

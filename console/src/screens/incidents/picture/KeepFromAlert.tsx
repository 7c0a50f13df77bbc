import { Menu } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, problemOf } from '../../../api/client';
import { useSession } from '../../../api/session';
import type { AlertDetail } from '../../../api/types';
import { Button, Icon, toast } from '../../../ui';
import { useDeeds } from '../acts';
import { pathOf } from '../api';
import type { Evidence, IncidentDetail } from '../types';

/** Adding to the evidence: a file, or what a tool showed with one of the alerts. */
export function KeepFromAlert({ incident, kept }: { incident: IncidentDetail; kept: Evidence[] }) {
  const { t, i18n } = useTranslation('incidents');
  const act = useDeeds();
  const own = useSession()?.agency.id;
  const [asked, setAsked] = useState(false);
  const picker = useRef<HTMLInputElement>(null);
  const mine = incident.alert_list.filter((each) => each.agency.id === own).slice(0, 8);
  const details = useQueries({
    queries: mine.map((each) => ({
      queryKey: ['alerts', 'one', each.alert.id, i18n.language],
      queryFn: ({ signal }: { signal: AbortSignal }) => api.get<AlertDetail>(`/alerts/${encodeURIComponent(each.alert.id)}`, {}, signal),
      enabled: asked,
      staleTime: 30_000,
    })),
  });
  const pieces = details.flatMap(({ data }) =>
    (data?.evidence ?? []).map((one, index) => ({ alert: data!, index, title: String((one as { title?: string }).title ?? '') })),
  ).filter((each) => !kept.some((piece) => piece.alert === each.alert.id && piece.title === each.title));
  const upload = async (files: FileList) => {
    for (const file of files) {
      try {
        await api.post(pathOf(incident.id, 'files'), file, { name: file.name, use: 'evidence' });
        toast(t('evidence.added', { title: file.name }));
      } catch (error) {
        const { problem, remedy } = problemOf(error);
        toast([t('compose.notTaken', { name: file.name }), problem, remedy].filter(Boolean).join(' '), { kind: 'problem' });
      }
    }
  };
  return (
    <>
      <Menu position="top-start" withinPortal={false} width={300} onOpen={() => setAsked(true)}>
        <Menu.Target><Button small kind="line" icon="plus">{t('evidence.add')}</Button></Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Icon name="doc" size={15} />} onClick={() => picker.current?.click()}>{t('evidence.file')}</Menu.Item>
          {pieces.length > 0 && <Menu.Divider />}
          {pieces.slice(0, 12).map((each) => (
            <Menu.Item key={`${each.alert.id}${each.index}`} leftSection={<Icon name="chart" size={15} />} onClick={() => void act({ method: 'POST', path: pathOf(incident.id, 'evidence'), body: { alert: each.alert.id, index: each.index }, said: t('evidence.added', { title: each.title }) })}>
              <span className="two-line"><span>{each.title}</span><span className="meta">{t('evidence.fromAlert', { number: each.alert.number })}</span></span>
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <input ref={picker} type="file" multiple hidden aria-hidden="true" tabIndex={-1} onChange={(event) => { if (event.currentTarget.files) void upload(event.currentTarget.files); event.currentTarget.value = ''; }} />
    </>
  );
}

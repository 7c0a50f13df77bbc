import { Menu, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { address } from '../../api/client';
import { Button, Dialog } from '../../ui';
import type { Procedure } from './types';
import type { Draft } from './useDraft';

export interface HeadDo {
  onPublish: (note: string) => void;
  onArchive: (reason: string) => void;
  onDiscard: () => void;
}

interface Props extends HeadDo {
  procedure: Procedure;
  draft: Draft;
  fixed: boolean;
  side: 'edit' | 'try' | 'versions';
  onSide: (side: 'edit' | 'try' | 'versions') => void;
}

/** What one does with the procedure as a whole. */
export function HeadActs({ procedure, draft, fixed, side, onSide, onPublish, onArchive, onDiscard }: Props) {
  const { t } = useTranslation('procedures');
  const [asks, setAsks] = useState<'publish' | 'archive' | null>(null);
  const [words, setWords] = useState('');
  const isDraft = procedure.state === 'draft';
  const inForce = procedure.versions.some((version) => version.state === 'published');
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (asks === 'archive') onArchive(words.trim());
    else if (await draft.flush()) onPublish(words.trim());
    setAsks(null);
  };
  const ask = (what: 'publish' | 'archive') => {
    setWords('');
    setAsks(what);
  };
  const file = (format: string) => address(`/procedures/${procedure.id}/export`, { format, version: procedure.version });
  return (
    <span className="end">
      {!fixed && (
        <>
          <Button kind="quiet" icon="undo" aria-label={t('edit.undo')} title={`${t('edit.undo')} (Ctrl+Z)`} disabled={!draft.undo} onClick={draft.undo} />
          <Button kind="quiet" icon="undo" className="mirror" aria-label={t('edit.redo')} title={`${t('edit.redo')} (Ctrl+Y)`} disabled={!draft.redo} onClick={draft.redo} />
        </>
      )}
      <Button kind={side === 'try' ? 'plain' : 'line'} icon="play" keys="Y" aria-pressed={side === 'try'} onClick={() => onSide(side === 'try' ? 'edit' : 'try')}>{t('try.title')}</Button>
      <Button kind={side === 'versions' ? 'plain' : 'line'} aria-pressed={side === 'versions'} onClick={() => onSide(side === 'versions' ? 'edit' : 'versions')}>{t('versions.title')}</Button>
      <Menu position="bottom-end">
        <Menu.Target><Button kind="quiet" icon="more" aria-label={t('more')} /></Menu.Target>
        <Menu.Dropdown>
          <Menu.Item component="a" href={file('json')} download>{t('export.json')}</Menu.Item>
          <Menu.Item component="a" href={file('csv')} download>{t('export.csv')}</Menu.Item>
          {!fixed && isDraft && <Menu.Item onClick={() => { draft.forget(); onDiscard(); }}>{t('discard')}</Menu.Item>}
          {!fixed && inForce && <Menu.Item onClick={() => ask('archive')}>{t('archive')}</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      {!fixed && (isDraft || draft.state !== 'kept') && <Button kind="pri" disabled={draft.faults.length > 0 || draft.state !== 'kept'} onClick={() => ask('publish')}>{t('publish')}</Button>}
      <Dialog open={asks !== null} onClose={() => setAsks(null)} title={t(asks === 'archive' ? 'archive' : 'publish')}>
        <form className="pdialog" onSubmit={(event) => void send(event)}>
          <p className="t2">{t(asks === 'archive' ? 'archiveText' : 'publishText')}</p>
          <TextInput label={t(asks === 'archive' ? 'archiveWhy' : 'publishNote')} value={words} maxLength={200} data-autofocus onChange={(event) => setWords(event.currentTarget.value)} />
          <div className="btns">
            <Button kind="quiet" onClick={() => setAsks(null)}>{t('ui:cancel')}</Button>
            <Button kind="pri" type="submit" disabled={asks === 'archive' && words.trim().length < 3}>{t(asks === 'archive' ? 'archive' : 'publish')}</Button>
          </div>
        </form>
      </Dialog>
    </span>
  );
}

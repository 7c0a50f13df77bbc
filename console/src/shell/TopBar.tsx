import { Popover } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../api/session';
import { useStatus } from '../api/status';
import { Button, Icon, Kbd } from '../ui';
import { CityClock } from './CityClock';
import { closeFloating, openPalette, openPurpose, useFloating, wishedPurpose } from './palette-state';
import { Instruments } from './Instruments';
import { Preferences } from './Preferences';
import { PurposeDialog } from './PurposeDialog';

function Purpose() {
  const { t } = useTranslation('shell');
  const session = useSession();
  const [open, setOpen] = useState(false);
  const changing = useFloating() === 'purpose';
  if (!session) return null;
  const purpose = session.purpose.label;
  return (
    <>
      <Popover position="bottom-start" width={330} trapFocus withinPortal={false} opened={open} onChange={setOpen}>
        <Popover.Target>
          <button type="button" className="purpose" onClick={() => setOpen((now) => !now)} aria-label={`${t('purpose.label')}: ${purpose}`}>
            <Icon name="key" size={15} />
            <span className="lab">{t('purpose.label')}</span>
            <span className="what">{purpose}{session.case && ` · ${session.case.reference}`}</span>
            <Icon name="down" size={12} />
          </button>
        </Popover.Target>
        <Popover.Dropdown>
          <div className="pop-text">
            <b>{t('purpose.title')}</b>
            <p className="t2">{t('purpose.text', { purpose })}</p>
            {session.case && <p>{t(session.case.standing ? 'purposes:under' : 'purposes:ended', { reference: session.case.reference, title: session.case.title })}</p>}
            <Button small onClick={() => { setOpen(false); openPurpose(); }}>{t('purposes:change')}</Button>{' '}
            <Link className="link" to="/admin">{t('purpose.audit')}</Link>
          </div>
        </Popover.Dropdown>
      </Popover>
      {changing && <PurposeDialog first={wishedPurpose()} onClose={closeFloating} />}
    </>
  );
}

/** City, realm, purpose, search, the three instruments, clock, theme, sound, keys. */
export function TopBar() {
  const { t } = useTranslation('shell');
  const status = useStatus();
  const session = useSession();
  return (
    <header className="top">
      <div className="where">
        <b>{status?.city ?? session?.agency.name ?? ''}</b>
        {status && <span className="realm"><i className={`dot ${status.realm}`} />{t(`realm.${status.realm}`)}</span>}
      </div>
      <Purpose />
      <button type="button" className="find" onClick={openPalette} aria-label={t('find')}>
        <Icon name="search" size={15} />
        <span>{t('find')}</span>
        <Kbd keys="/" />
      </button>
      <Instruments />
      <CityClock />
      <Preferences />
    </header>
  );
}

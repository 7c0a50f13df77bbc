import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/session';
import { Button, Dialog } from '../../ui';
import { ShareForm } from './ShareForm';
import { SharedLinks } from './SharedLinks';

/** Sharing an alert with responders in the field; nothing for those who may not. */
export function Share({ alert }: { alert: string }) {
  const { t } = useTranslation('responder');
  const may = useSession()?.permissions.includes('share_links') ?? false;
  const [open, setOpen] = useState(false);
  if (!may) return null;
  return (
    <>
      <Button small icon="phone" aria-label={t('share')} title={t('share')} onClick={() => setOpen(true)} />
      <Dialog open={open} onClose={() => setOpen(false)} title={t('title')} size={560}>
        {open && (
          <div className="fields">
            <ShareForm alert={alert} />
            <SharedLinks alert={alert} />
          </div>
        )}
      </Dialog>
    </>
  );
}

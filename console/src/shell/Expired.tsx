import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { setOnExpired } from '../api/client';
import { useSession } from '../api/session';
import { SignIn } from '../screens/login/SignIn';
import { Dialog } from '../ui';

/** The session ended under somebody's hands: sign in above the screen, which keeps what was typed. */
export function Expired() {
  const { t } = useTranslation('shell');
  const queries = useQueryClient();
  const login = useSession()?.person.login ?? '';
  const [open, setOpen] = useState(false);
  useEffect(() => {
    setOnExpired(() => setOpen(true));
    return () => setOnExpired(() => undefined);
  }, []);
  return (
    <Dialog open={open} fixed onClose={() => undefined} title={t('expired.title')} size={420}>
      <p className="t2 gap-b">{t('expired.text')}</p>
      <SignIn
        login={login}
        onDone={() => {
          setOpen(false);
          void queries.invalidateQueries();
        }}
      />
    </Dialog>
  );
}

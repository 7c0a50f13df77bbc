import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { setOnConfirm, type OutwardAct } from '../api/client';
import { Button, Dialog } from '../ui';

/** What goes out of the control room is confirmed by a named person first; then the act is done. */
export function Confirm() {
  const { t } = useTranslation('account');
  const [asked, setAsked] = useState<OutwardAct | null>(null);
  const waiting = useRef<(yes: boolean) => void>(() => undefined);
  useEffect(() => {
    setOnConfirm((act) => new Promise((resolve) => {
      waiting.current(false);
      waiting.current = resolve;
      setAsked(act);
    }));
    return () => setOnConfirm(() => Promise.resolve(false));
  }, []);
  const end = (yes: boolean) => {
    setAsked(null);
    waiting.current(yes);
    waiting.current = () => undefined;
  };
  return (
    <Dialog above open={asked !== null} onClose={() => end(false)} title={t('confirm.title')} size={440}>
      <div className="fields">
        <p className="why">{asked?.sentence}</p>
        <p className="meta">{t('confirm.text')}</p>
        <div className="row2">
          <Button onClick={() => end(false)}>{t('confirm.leave')}</Button>
          <Button kind="pri" data-autofocus onClick={() => end(true)}>{t('confirm.go')}</Button>
        </div>
      </div>
    </Dialog>
  );
}

import { useEffect, useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { Button, Dialog, Loading, Problem } from '../../ui';
import css from './Account.module.css';

interface Enrolment { id: string; secret: string; svg: string }

/** An authenticator app: scan, then a code of it. */
export function NewTotp({ onDone, onClose }: { onDone: (codes: string[]) => void; onClose: () => void }) {
  const { t } = useTranslation('account');
  const [begun, setBegun] = useState<Enrolment | null>(null);
  const [code, setCode] = useState('');
  const [problem, setProblem] = useState<unknown>(null);
  const name = t('telephone');
  useEffect(() => {
    let gone = false;
    api.post<Enrolment>('/me/factors/totp', { name }).then((made) => !gone && setBegun(made), (error: unknown) => !gone && setProblem(error));
    return () => { gone = true; };
  }, [name]);
  const confirm = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!begun) return;
    setProblem(null);
    try {
      onDone((await api.post<{ codes: string[] }>('/me/factors/totp/confirm', { id: begun.id, code })).codes);
    } catch (error) {
      setProblem(error);
    }
  };
  return (
    <Dialog open onClose={onClose} title={t('addTotp')} size={420}>
      <form className="fields" onSubmit={(event) => void confirm(event)}>
        <p className="t2">{t('scan')}</p>
        {!begun && problem === null && <Loading />}
        {begun && (
          <div className={css.qr}>
            <img alt={t('scan')} src={`data:image/svg+xml;utf8,${encodeURIComponent(begun.svg)}`} />
            <span className="meta">{t('secret')}</span>
            <code data-testid="secret">{begun.secret}</code>
          </div>
        )}
        <label className="in"><span className="lbl">{t('code')}</span>
          <input name="code" inputMode="numeric" autoComplete="one-time-code" value={code} onChange={(event) => setCode(event.currentTarget.value)} />
        </label>
        {problem !== null && <Problem error={problem} />}
        <Button kind="pri" type="submit" disabled={!begun || !code}>{t('stepUp.go')}</Button>
      </form>
    </Dialog>
  );
}

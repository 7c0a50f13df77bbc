import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ApiError } from '../../api/client';
import type { Session } from '../../api/types';
import { Button } from '../../ui';
import { useRefusal } from './useRefusal';

/** The password was right; now the code. */
export function CodeStep(props: { step: string; kinds: string[]; onDone: (session: Session) => void; onBack: () => void }) {
  const { t } = useTranslation('login');
  const [code, setCode] = useState('');
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const refusal = useRefusal();
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem('');
    try {
      props.onDone(await api.post<Session>('/session/second', { step: props.step, code }));
    } catch (error) {
      const ended = error instanceof ApiError && (error.details as { ended?: boolean } | null)?.ended;
      setProblem(error instanceof ApiError && error.status === 401 && !ended ? t('codeWrong') : refusal(error));
      setCode('');
      setBusy(false);
    }
  };
  return (
    <form className="fields" onSubmit={(event) => void submit(event)}>
      <label className="in">
        <span className="lbl">{t('code')}</span>
        <input name="code" autoComplete="one-time-code" autoFocus required value={code} onChange={(event) => setCode(event.currentTarget.value)} />
        <span className="meta">{t(props.kinds.includes('totp') ? 'codeHint' : 'needPasskey')}</span>
      </label>
      <div role="alert" className="in">{problem && <span className="err">{problem}</span>}</div>
      <div className="row2">
        <Button kind="line" onClick={props.onBack}>{t('back')}</Button>
        <Button kind="pri" type="submit" busy={busy}>{t('codeGo')}</Button>
      </div>
    </form>
  );
}

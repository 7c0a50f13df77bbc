import { useId, useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ApiError, setCsrf } from '../../api/client';
import type { Session } from '../../api/types';
import { Button } from '../../ui';
import { PasswordField } from './PasswordField';

function useRefusal(): (error: unknown) => string {
  const { t } = useTranslation('login');
  return (error) => {
    if (!(error instanceof ApiError) || error.status === 0 || error.status >= 500) return t('ui:noAnswer');
    if (error.status === 429) {
      const seconds = (error.details as { retry_after?: number } | null)?.retry_after;
      return seconds ? t('tooMany', { seconds: Math.ceil(seconds) }) : t('tooManyPlain');
    }
    return error.status === 401 ? t('wrong') : (error.problem ?? t('wrong'));
  };
}

/** Name and password. `login` fills in and fixes the name, for a session that ended. */
export function SignIn({ login, onDone }: { login?: string; onDone: (session: Session) => void }) {
  const { t } = useTranslation('login');
  const id = useId();
  const [name, setName] = useState(login ?? '');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const refusal = useRefusal();
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem('');
    try {
      const session = await api.post<Session>('/session', { login: name.trim(), password });
      if (session?.csrf) setCsrf(session.csrf);
      onDone(session);
    } catch (error) {
      setProblem(refusal(error));
      setBusy(false);
    }
  };
  return (
    <form className="fields" onSubmit={(event) => void submit(event)}>
      <div className="in">
        <label htmlFor={`${id}n`}>{t('login')}</label>
        <input
          id={`${id}n`}
          name="login"
          autoComplete="username"
          autoCapitalize="none"
          autoFocus={!login}
          required
          value={name}
          readOnly={Boolean(login)}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </div>
      <PasswordField label={t('password')} value={password} onChange={setPassword} autoComplete="current-password" autoFocus={Boolean(login)} />
      <div role="alert" className="in">{problem && <span className="err">{problem}</span>}</div>
      <Button kind="pri" type="submit" busy={busy}>{t('signIn')}</Button>
    </form>
  );
}

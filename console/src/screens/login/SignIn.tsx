import { useId, useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ApiError, setCsrf } from '../../api/client';
import { passkeysWork, signInByPasskey } from '../../api/passkeys';
import type { Session } from '../../api/types';
import { Button } from '../../ui';
import { CodeStep } from './CodeStep';
import { PasswordField } from './PasswordField';
import { useRefusal } from './useRefusal';

interface Second { step: string; kinds: string[] }

/** Passkey, or name and password and then a code. `login` fills in and fixes the name, for a session that ended. */
export function SignIn({ login, onDone }: { login?: string; onDone: (session: Session) => void }) {
  const { t } = useTranslation('login');
  const id = useId();
  const [name, setName] = useState(login ?? '');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const [second, setSecond] = useState<Second | null>(null);
  const refusal = useRefusal();
  const done = (session: Session) => {
    setCsrf(session.csrf);
    onDone(session);
  };
  const attempt = async (act: () => Promise<Session | null>) => {
    setBusy(true);
    setProblem('');
    try {
      const session = await act();
      if (session) return done(session);
      setProblem(t('passkeyNone'));
    } catch (error) {
      if (error instanceof ApiError && error.code === 'second_factor_needed') setSecond(error.details as Second);
      else setProblem(refusal(error));
    }
    setBusy(false);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void attempt(() => api.post<Session>('/session', { login: name.trim(), password }));
  };
  if (second) return <CodeStep step={second.step} kinds={second.kinds} onDone={done} onBack={() => setSecond(null)} />;
  return (
    <form className="fields" onSubmit={submit}>
      {passkeysWork() && (
        <>
          <Button kind="pri" icon="key" busy={busy} onClick={() => void attempt(signInByPasskey)}>{t('passkey')}</Button>
          <div className="or">{t('or')}</div>
        </>
      )}
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
      <Button kind={passkeysWork() ? 'plain' : 'pri'} type="submit" busy={busy}>{t('signIn')}</Button>
    </form>
  );
}

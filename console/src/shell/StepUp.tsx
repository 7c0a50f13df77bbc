import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, setOnStepUp } from '../api/client';
import { passkeysWork, proveByPasskey } from '../api/passkeys';
import { PROOF, takeUp } from '../api/proof';
import { useSession } from '../api/session';
import { CityAccounts } from '../screens/login/CityAccounts';
import { PasswordField } from '../screens/login/PasswordField';
import { Button, Dialog, Problem } from '../ui';

/** A dangerous act needs a fresh proof: asks for it, then the act is repeated by itself. */
export function StepUp() {
  const { t } = useTranslation('account');
  const queries = useQueryClient();
  const session = useSession();
  const [kinds, setKinds] = useState<string[] | null>(null);
  const [word, setWord] = useState('');
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const waiting = useRef<(done: boolean) => void>(() => undefined);
  useEffect(() => {
    setOnStepUp((wanted) => new Promise((resolve) => {
      waiting.current(false);
      waiting.current = resolve;
      setWord('');
      setProblem(null);
      setKinds(wanted);
    }));
    return () => setOnStepUp(() => Promise.resolve(false));
  }, []);
  const end = (done: boolean) => {
    setKinds(null);
    setBusy(false);
    waiting.current(done);
    waiting.current = () => undefined;
  };
  const prove = async (how: () => Promise<boolean>) => {
    setBusy(true);
    setProblem(null);
    try {
      if (await how()) return end(true);
    } catch (error) {
      setProblem(error);
    }
    setBusy(false);
  };
  const provider = kinds?.includes('provider') ?? false;
  const back = () => prove(async () => {
    if (session && (await takeUp(queries, session, t('stepUp.reason')))) return true;
    location.assign('/');
    return false;
  });
  useEffect(() => {
    if (!provider) return undefined;
    const channel = new BroadcastChannel(PROOF);
    channel.onmessage = () => void back();
    return () => channel.close();
  }, [provider, session]);
  const byPassword = kinds?.includes('password') ?? false;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void prove(async () => {
      await api.post('/me/step-up', byPassword ? { password: word } : { code: word });
      return true;
    });
  };
  return (
    <Dialog above open={kinds !== null} onClose={() => end(false)} title={t('stepUp.title')} size={420}>
      <form className="fields" onSubmit={submit}>
        <p className="t2">{t(provider ? 'stepUp.provider' : 'stepUp.text')}</p>
        {kinds?.includes('passkey') && passkeysWork() && (
          <Button kind="pri" icon="key" busy={busy} onClick={() => void prove(proveByPasskey)}>{t('stepUp.passkey')}</Button>
        )}
        {provider && <CityAccounts again to="/proven" />}
        {provider ? <Button kind="pri" busy={busy} onClick={() => void back()}>{t('stepUp.done')}</Button> : byPassword ? (
          <PasswordField label={t('stepUp.password')} value={word} onChange={setWord} autoComplete="current-password" autoFocus />
        ) : (
          <label className="in"><span className="lbl">{t('stepUp.code')}</span>
            <input value={word} autoComplete="one-time-code" autoFocus onChange={(event) => setWord(event.currentTarget.value)} />
          </label>
        )}
        {problem !== null && <Problem error={problem} />}
        {!provider && <Button kind={kinds?.includes('passkey') ? 'plain' : 'pri'} type="submit" busy={busy} disabled={!word}>{t('stepUp.go')}</Button>}
      </form>
    </Dialog>
  );
}

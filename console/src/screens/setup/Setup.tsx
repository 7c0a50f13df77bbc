import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ApiError, setCsrf } from '../../api/client';
import { sessionQuery } from '../../api/session';
import type { SetupState } from '../../api/generated';
import type { Locale, Session } from '../../api/types';
import { Button, Loading, Problem } from '../../ui';
import { CityCard } from '../login/CityCard';
import { Join } from './Join';
import { Reset } from './Reset';
import { CityStep, PasswordStep, WhoStep, type Answers } from './steps';
import { SHORTEST } from './strength';

type Step = 1 | 2 | 3;
type Faults = Partial<Record<keyof Answers, string>>;

function useFaults(): (step: Step, answers: Answers) => Faults {
  const { t } = useTranslation('setup');
  return (step, answers) => {
    const faults: Faults = {};
    if (step === 1 && !answers.name.trim()) faults.name = t('who.nameMissing');
    if (step === 1 && !/^[a-z0-9][a-z0-9._-]{2,}$/.test(answers.login)) faults.login = t('who.loginMissing');
    if (step === 2 && answers.password.length < SHORTEST) faults.password = t('key.short', { count: SHORTEST - answers.password.length });
    if (step === 3 && !answers.city.trim()) faults.city = t('city.nameMissing');
    return faults;
  };
}

/** First start: three small steps, then Operations. The link in the terminal carries the token. */
export function Setup() {
  const { t } = useTranslation('setup');
  const { token } = useSearch({ from: '/setup' });
  const go = useNavigate();
  const check = useQuery({ queryKey: ['setup', token], queryFn: () => api.get<SetupState>('/setup', { token }), staleTime: Infinity });
  return (
    <CityCard>
      {check.isPending && <Loading>{t('checking')}</Loading>}
      {check.isError && <Problem error={check.error} retry={() => void check.refetch()} />}
      {check.data?.valid && check.data.kind === 'setup' && <Steps token={token ?? ''} city={check.data.city_name} />}
      {check.data?.valid && check.data.kind === 'invite' && <Join token={token ?? ''} state={check.data} />}
      {check.data?.valid && check.data.kind === 'reset' && <Reset token={token ?? ''} />}
      {check.data && !check.data.valid && (
        <>
          <div><h1>{t('used.title')}</h1><p className="sub">{t('used.text')}</p></div>
          <Button onClick={() => void go({ to: '/login' })}>{t('used.signIn')}</Button>
        </>
      )}
    </CityCard>
  );
}

function Steps({ token, city }: { token: string; city: string }) {
  const { t, i18n } = useTranslation('setup');
  const queries = useQueryClient();
  const go = useNavigate();
  const faultsOf = useFaults();
  const [step, setStep] = useState<Step>(1);
  const [answers, setAnswers] = useState<Answers>({ name: '', login: '', password: '', city });
  const [faults, setFaults] = useState<Faults>({});
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const set = (change: Partial<Answers>) => {
    setAnswers((now) => ({ ...now, ...change }));
    setFaults({});
  };
  const send = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const session = await api.post<Session>('/setup', {
        token, name: answers.name.trim(), login: answers.login, password: answers.password,
        city_name: answers.city.trim(), locale: i18n.language as Locale,
        // Where this browser stands is the best guess of where the city is; the demonstration keeps its own.
        time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? '',
      });
      setCsrf(session.csrf);
      queries.setQueryData(sessionQuery.queryKey, session);
      await go({ to: '/operations' });
    } catch (error) {
      setBusy(false);
      setProblem(error);
      const field = error instanceof ApiError ? error.field : null;
      if (field === 'password') setStep(2);
      else if (field === 'login' || field === 'name') setStep(1);
    }
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const found = faultsOf(step, answers);
    setFaults(found);
    if (Object.keys(found).length) return;
    if (step === 3) void send();
    else setStep((step + 1) as Step);
  };
  const parts = { answers, faults, set };
  return (
    <form className="fields" onSubmit={submit} noValidate>
      <div>
        <p className="meta">{t('step', { step })}</p>
        <div className="steps" aria-hidden="true">
          {[1, 2, 3].map((each) => <i key={each} className={each === step ? 'now' : each < step ? 'on' : ''} />)}
        </div>
      </div>
      {step === 1 && <WhoStep {...parts} />}
      {step === 2 && <PasswordStep {...parts} />}
      {step === 3 && <CityStep {...parts} />}
      {problem !== null && <Problem error={problem} />}
      <div className="row2">
        {step > 1 && <Button kind="line" onClick={() => setStep((step - 1) as Step)}>{t('back')}</Button>}
        <Button kind="pri" type="submit" busy={busy}>{t(step === 3 ? 'start' : 'next')}</Button>
      </div>
    </form>
  );
}

import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, setCsrf } from '../../api/client';
import type { SetupState } from '../../api/generated';
import { sessionQuery } from '../../api/session';
import type { Session } from '../../api/types';
import { Button, Problem } from '../../ui';
import { loginFrom, PasswordStep, WhoStep, type Answers } from './steps';
import { SHORTEST } from './strength';

/** An invitation: who one is and a password, then signed in. */
export function Join({ token, state }: { token: string; state: SetupState }) {
  const { t, i18n } = useTranslation('setup');
  const queries = useQueryClient();
  const go = useNavigate();
  const name = state.name ?? '';
  const [answers, setAnswers] = useState<Answers>({ name, login: loginFrom(name), password: '', city: state.city_name });
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const set = (change: Partial<Answers>) => setAnswers((now) => ({ ...now, ...change }));
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      const session = await api.post<Session>('/setup', {
        token, name: answers.name.trim(), login: answers.login.trim(), password: answers.password, locale: i18n.language,
      });
      setCsrf(session.csrf);
      queries.setQueryData(sessionQuery.queryKey, session);
      await go({ to: '/' });
    } catch (error) {
      setProblem(error);
      setBusy(false);
    }
  };
  const role = t(`shell:role.${state.role ?? ''}`, { defaultValue: state.role ?? '' });
  return (
    <form className="fields" onSubmit={(event) => void submit(event)} noValidate>
      <WhoStep answers={answers} faults={{}} set={set} title={t('join.title', { name })} sub={t('join.sub', { city: state.city_name, role })} />
      <PasswordStep answers={answers} faults={{}} set={set} />
      {problem !== null && <Problem error={problem} />}
      <Button kind="pri" type="submit" busy={busy} disabled={answers.password.length < SHORTEST || !answers.login.trim() || !answers.name.trim()}>{t('join.save')}</Button>
    </form>
  );
}

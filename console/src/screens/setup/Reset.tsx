import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, setCsrf } from '../../api/client';
import { sessionQuery } from '../../api/session';
import type { Session } from '../../api/types';
import { Button, Problem } from '../../ui';
import { PasswordStep } from './steps';
import { SHORTEST } from './strength';

/** A link for a new password: one step, then signed in. */
export function Reset({ token }: { token: string }) {
  const { t } = useTranslation('setup');
  const queries = useQueryClient();
  const go = useNavigate();
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (password.length < SHORTEST) return;
    setBusy(true);
    try {
      const session = await api.post<Session>('/setup', { token, password });
      setCsrf(session.csrf);
      queries.setQueryData(sessionQuery.queryKey, session);
      await go({ to: '/' });
    } catch (error) {
      setProblem(error);
      setBusy(false);
    }
  };
  return (
    <form className="fields" onSubmit={(event) => void submit(event)} noValidate>
      <PasswordStep
        title={t('reset.title')}
        answers={{ name: '', login: '', city: '', password }}
        faults={{}}
        set={(change) => setPassword(change.password ?? '')}
      />
      {problem !== null && <Problem error={problem} />}
      <Button kind="pri" type="submit" busy={busy} disabled={password.length < SHORTEST}>{t('reset.save')}</Button>
    </form>
  );
}

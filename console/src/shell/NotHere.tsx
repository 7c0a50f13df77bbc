import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { purposesQuery } from '../api/queries';
import { useSession } from '../api/session';
import type { Screen } from '../app/screens';
import { Button, EmptyState } from '../ui';
import { openPurpose } from './palette-state';

/** A screen that the declared purpose does not open: says so, and offers the purposes that do. */
export function NotHere({ screen }: { screen: Screen }) {
  const { t, i18n } = useTranslation('shell');
  const session = useSession();
  const { data } = useQuery(purposesQuery(i18n.language));
  if (!session || !data) return null;
  const fitting = data.filter((one) => screen.needs !== undefined && (one.allows as readonly string[]).includes(screen.needs));
  const name = t(`screens.${screen.id}`);
  return (
    <div className="whole">
      <EmptyState
        title={t('notHere.title', { screen: name, purpose: session.purpose.label })}
        act={fitting.length > 0 && <div className="acts">{fitting.map((one) => <Button key={one.id} icon="key" onClick={() => openPurpose(one.id)}>{t('notHere.act', { purpose: one.label })}</Button>)}</div>}
      >
        {t(fitting.length ? 'notHere.text' : 'notHere.never', { role: t(`role.${session.person.role}`, { defaultValue: session.person.role }) })}
      </EmptyState>
    </div>
  );
}

import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { useSession } from '../api/session';
import type { Alert, Page } from '../api/types';
import { Age, SeverityBadge } from '../ui';
import { useSoundsHere } from './desk';
import { playCritical } from './sound';

const EVERY_MS = 8000;
const AT_MOST = 6;

function useSounding(id: string | undefined): void {
  useEffect(() => {
    if (!id) return undefined;
    let times = 0;
    const play = () => {
      times += 1;
      playCritical();
      if (times >= AT_MOST) clearInterval(timer);
    };
    const timer = setInterval(play, EVERY_MS);
    play();
    return () => clearInterval(timer);
  }, [id]);
}

/** The newest critical alert that nobody has acknowledged, nor its incident, with its sentence, until somebody does. */
export function CriticalStrip() {
  const { t, i18n } = useTranslation('shell');
  const session = useSession();
  const location = useLocation();
  const { data } = useQuery({
    queryKey: ['alerts', 'strip', i18n.language],
    queryFn: ({ signal }) => api.get<Page<Alert>>('/alerts', { state: 'new', severity: 'critical', limit: 50 }, signal),
    enabled: session?.permissions.includes('see_operations') ?? false,
    refetchInterval: 15_000,
  });
  const chosen = (location.search as { alert?: string }).alert;
  const items = (data?.items ?? []).filter((alert) => alert.severity === 'critical' && alert.state === 'new' && !alert.incident?.worked);
  const soundsHere = useSoundsHere();
  useSounding(items.find((alert) => soundsHere(alert.kind))?.id);
  // On Operations the queue itself shows it; the strip is for the desk that is busy with another alert.
  const here = location.pathname === '/operations';
  const others = items.filter((alert) => alert.id !== chosen && alert.number !== chosen);
  const first = here && !chosen ? undefined : others[0];
  return (
    <div role="status">
      {first && (
        <div className="strip c">
          <SeverityBadge shape="crit" />
          <span className="say">{first.why || first.title}</span>
          {others.length > 1 && <span className="t2">{t('strip.more', { count: others.length - 1 })}</span>}
          <Age since={first.created_at} />
          <Link className="btn sm" to="/operations" search={{ alert: first.id }}>{t('strip.open')}</Link>
        </div>
      )}
    </div>
  );
}

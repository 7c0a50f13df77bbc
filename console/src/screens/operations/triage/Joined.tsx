import './triage.css';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import { Button, number, SeverityShape, shapeOf, time } from '../../../ui';
import { beganAt } from '../logic/ages';
import type { Page } from '../logic/alerts';
import type { Alert, AlertDetail } from '../logic/types';
import { useFeed } from './feed';
import { raiserOf, SilenceDialog } from './SilenceDialog';

const SHOWN = 30;

function Members({ alert, onAlert }: { alert: Alert; onAlert: (id: string) => void }) {
  const { t, i18n } = useTranslation('triage');
  const { data } = useQuery({
    queryKey: ['alerts', 'group', alert.group, alert.joined, i18n.language],
    queryFn: ({ signal }) => api.get<Page>('/alerts', { state: 'all', group: alert.group ?? '', limit: SHOWN + 1 }, signal),
  });
  const others = (data?.items ?? []).filter((one) => one.id !== alert.id);
  const more = (data?.total ?? 0) - 1 - others.length;
  return (
    <ul className="members">
      {others.map((one) => (
        <li key={one.id}>
          <button type="button" onClick={() => onAlert(one.id)}>
            <SeverityShape shape={shapeOf(one.severity)} />
            <span className="meta nw">{one.number}</span>
            <span className="txt">{one.held?.text ?? one.joined_reason?.text ?? one.why}</span>
            <time className="meta nw" dateTime={beganAt(one)}>{time(beganAt(one))}</time>
          </button>
        </li>
      ))}
      {more > 0 && <li className="meta">{t('moreMembers', { count: more, n: number(more) })}</li>}
    </ul>
  );
}

/** What triage did with this alert, in the rules' own words, and what stands under it. */
export function Joined({ alert, onAlert }: { alert: AlertDetail; onAlert: (id: string) => void }) {
  const { t } = useTranslation('triage');
  const [open, setOpen] = useState(false);
  const [silencing, setSilencing] = useState(false);
  const feed = useFeed(alert.sensors[0]);
  const reasons = [alert.held, alert.joined_reason, alert.raised_reason].filter((one) => one !== null && one !== undefined);
  return (
    <div className="block joined">
      <h3 className="sec">{t('section')}</h3>
      {reasons.map((one) => <p key={one.rule + one.text}><b>{one.title}.</b> {one.text}</p>)}
      {reasons.length === 0 && alert.joined === 0 && <p className="t3">{t('alone')}</p>}
      <div className="joined-acts">
        {alert.joined > 0 && (
          <Button small icon="down" aria-expanded={open} onClick={() => setOpen(!open)}>{t('under', { count: alert.joined, n: number(alert.joined) })}</Button>
        )}
        <Button small kind="line" onClick={() => setSilencing(true)}>{t('silenceThis')}</Button>
      </div>
      {open && <Members alert={alert} onAlert={onAlert} />}
      <SilenceDialog of={raiserOf(alert, t('silence', { number: alert.number }), feed)} open={silencing} onClose={() => setSilencing(false)} />
    </div>
  );
}

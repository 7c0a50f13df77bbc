import { forwardRef, useImperativeHandle, useLayoutEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { age, Button, Kbd, time as hour } from '../../../ui';
import type { Act, Acts } from '../acts';
import { goalOf, minutesSeconds } from '../logic/ages';
import type { Alert, HistoryEntry } from '../logic/types';
import { useOwnTime, useWallNow } from '../../../api/status';
import { Reasons } from './Reasons';
import { SameAs } from './SameAs';

/** What the keys A, C, R, D, T and U reach for. */
export interface VerdictHandle {
  acknowledge: () => void;
  confirm: () => void;
  reject: () => void;
  same: () => void;
  takeOver: () => void;
  undo: () => void;
}

export interface VerdictProps {
  alert: Alert;
  /** Empty until the detail is read. */
  history: readonly HistoryEntry[];
  me: string | null;
  acts: Acts;
}

const UNDO_MS = 600_000;

function Goal({ alert }: { alert: Alert }) {
  const { t } = useTranslation('operations');
  const now = useWallNow();
  const since = Date.parse(alert.created_at);
  if (alert.incident?.worked) return <span className="goalword">{t('verdict.inIncident', { number: alert.incident.number })}</span>;
  if (!alert.goal_s) return <span className="goalword">{age(now - since)}</span>;
  const goal = goalOf(since, alert.goal_s, now);
  const words = goal.over > 0
    ? t('verdict.over', { over: age(goal.over * 1000), goal: minutesSeconds(goal.goal) })
    : t('verdict.of', { spent: minutesSeconds(goal.spent), goal: minutesSeconds(goal.goal) });
  return (
    <>
      <span className="goalword">{words}</span>
      <i className={goal.over > 0 ? 'tm o' : 'tm'} style={{ width: `${goal.share * 100}%` }} />
    </>
  );
}

/** What has been said of it, in the place where Acknowledge stood. */
function useStanding(alert: Alert, mine: boolean): string {
  const { t } = useTranslation('operations');
  const own = useOwnTime();
  const time = (at: string) => (own ? t('verdict.realTime', { time: hour(at) }) : hour(at));
  const verdict = alert.verdict;
  if (alert.state === 'confirmed' || alert.state === 'rejected') {
    if (verdict?.word === 'duplicate') return t('verdict.duplicate', { number: verdict.note ?? '', who: verdict.by?.name ?? '', at: time(verdict.at) });
    const reason = verdict?.reason ? t(`reasons.${verdict.reason}`) : '';
    const who = verdict?.by?.name ?? '';
    return t(reason ? 'verdict.rejectedWhy' : `verdict.${alert.state}`, { who, reason, at: verdict ? time(verdict.at) : '' });
  }
  if (alert.state === 'closed') return t('verdict.closed', { at: time(alert.updated_at) });
  return mine
    ? t('verdict.yours', { at: alert.acknowledged_at ? time(alert.acknowledged_at) : '' })
    : t('verdict.theirs', { who: alert.owner?.name ?? '' });
}

/** Whether the last thing a person did here was mine, can be taken back, and is not too long ago. */
export function canUndo(history: readonly HistoryEntry[], me: string | null, now: number): boolean {
  const last = history.findLast((entry) => entry.by !== null);
  return last !== undefined && last.by?.id === me && last.what !== 'undone' && now - Date.parse(last.at) < UNDO_MS;
}

/** Acknowledge, then Confirm and Reject in equal weight. Same pixels and same keys for every tool and state. */
export const VerdictBar = forwardRef<VerdictHandle, VerdictProps>(function VerdictBar({ alert, history, me, acts }, handle) {
  const { t } = useTranslation('operations');
  const [asking, setAsking] = useState<'reason' | 'same' | null>(null);
  const now = useWallNow();
  const mine = alert.owner !== null && alert.owner.id === me;
  const held = alert.state === 'acknowledged' && !mine;
  const judged = alert.state === 'confirmed' || alert.state === 'rejected' || alert.state === 'closed';
  const open = alert.state === 'new' || (alert.state === 'acknowledged' && mine);
  const standing = useStanding(alert, mine);
  const undoable = canUndo(history, me, now);
  const run = (what: Act) => void acts.act(alert, what);
  useLayoutEffect(() => setAsking(null), [alert.id, alert.state]);
  useImperativeHandle(handle, () => ({
    acknowledge: () => alert.state === 'new' && run({ do: 'acknowledge' }),
    confirm: () => open && run({ do: 'verdict', word: 'confirmed' }),
    reject: () => open && setAsking('reason'),
    same: () => open && setAsking('same'),
    takeOver: () => held && run({ do: 'take-over' }),
    // the key may follow the act it takes back at once: the history is not read again by then
    undo: () => (undoable || acts.justDone(alert.id)) && run({ do: 'undo' }),
  }));
  const why = held ? t('verdict.takeFirst', { who: alert.owner?.name ?? '' }) : undefined;
  return (
    <div className="verdict fade" role="group" aria-label={t('verdict.label')}>
      {alert.state === 'new' ? (
        <button type="button" className="btn pri ack" disabled={acts.busy !== null} onClick={() => run({ do: 'acknowledge' })}>
          <span>{t('verdict.acknowledge')}</span>
          <span className="end">
            <Goal alert={alert} />
            <Kbd keys="A" />
          </span>
        </button>
      ) : (
        <div className="ack state">
          <span className="say">{standing}</span>
          <span className="end">
            {held && <Button keys="T" busy={acts.busy === 'take-over'} onClick={() => run({ do: 'take-over' })}>{t('verdict.takeOver')}</Button>}
            {!held && undoable && <Button keys="U" onClick={() => run({ do: 'undo' })}>{t('verdict.undo')}</Button>}
          </span>
        </div>
      )}
      {judged ? (
        <>
          <Button disabled={alert.state !== 'confirmed'} onClick={() => run({ do: 'close' })}>{t('verdict.close')}</Button>
          <Button onClick={() => run({ do: 'reopen' })}>{t('verdict.reopen')}</Button>
        </>
      ) : (
        <>
          <Button keys="C" disabled={!open} title={why} busy={acts.busy === 'confirmed'} onClick={() => run({ do: 'verdict', word: 'confirmed' })}>
            {t('verdict.confirm')}
          </Button>
          <Button keys="R" disabled={!open} title={why} aria-haspopup="dialog" aria-expanded={asking !== null} busy={acts.busy === 'rejected' || acts.busy === 'duplicate'} onClick={() => setAsking(asking ? null : 'reason')}>
            {t('verdict.reject')}
          </Button>
        </>
      )}
      {asking === 'same' && (
        <SameAs
          alert={alert}
          onClose={() => setAsking(null)}
          onSame={(other) => {
            setAsking(null);
            run({ do: 'verdict', word: 'duplicate', same_as: other.id });
          }}
        />
      )}
      {asking === 'reason' && (
        <Reasons
          onClose={() => setAsking(null)}
          onSame={() => setAsking('same')}
          onReason={(reason, note) => {
            setAsking(null);
            run({ do: 'verdict', word: 'rejected', reason, ...(note ? { note } : {}) });
          }}
        />
      )}
    </div>
  );
});

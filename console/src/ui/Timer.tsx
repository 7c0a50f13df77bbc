import { useTranslation } from 'react-i18next';
import { useWallNow } from '../api/status';
import { age, moment } from './format';

/** How long ago something was, renewed each second by the server's wall clock: real seconds, however fast the city's run. */
export function Age({ since }: { since: string | number }) {
  const now = useWallNow();
  return (
    <time className="nw" dateTime={new Date(since).toISOString()} title={moment(since)}>
      {age(now - new Date(since).getTime())}
    </time>
  );
}

/** Counts up to a goal: "0:41 of 1:00"; beyond it orange, with the word "over". */
export function Timer({ since, goal }: { since: string | number; goal: number }) {
  const { t } = useTranslation('ui');
  const spent = useWallNow() - new Date(since).getTime();
  const over = spent > goal * 1000;
  const of = { spent: age(over ? spent - goal * 1000 : spent), goal: age(goal * 1000) };
  return <span className={over ? 'over' : undefined}>{t(over ? 'timerOver' : 'timerOf', of)}</span>;
}

/** The share of a goal that is spent, as a thin bar. Decorative: `Timer` says it in words. */
export function GoalBar({ since, goal }: { since: string | number; goal: number }) {
  const share = Math.min(1, Math.max(0, (useWallNow() - new Date(since).getTime()) / (goal * 1000)));
  return (
    <span className={`goal${share >= 1 ? ' o' : ''}`} aria-hidden="true">
      <i style={{ width: `${share * 100}%` }} />
    </span>
  );
}

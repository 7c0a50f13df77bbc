import { useTranslation } from 'react-i18next';
import { useSession } from '../../../api/session';
import { useWallNow } from '../../../api/status';
import { age, time } from '../../../ui';
import { ownSub, spansOf } from '../logic/stages';
import type { GoalTimer, IncidentDetail } from '../types';

const TIMERS = ['acknowledge', 'dispatch', 'close'] as const;

/** One response time: counts up to its goal, orange and "over" beyond it, and stands still once it is met. */
export function Goal({ name, timer, now }: { name: (typeof TIMERS)[number]; timer: GoalTimer; now: number }) {
  const { t } = useTranslation('incidents');
  const started = Date.parse(timer.started_at);
  const spent = (timer.stopped_at ? Date.parse(timer.stopped_at) : now) - started;
  const goal = timer.goal_s === null ? null : timer.goal_s * 1000;
  const over = goal !== null && spent > goal;
  const word = t(`timer.${name}.${timer.stopped_at ? 'met' : 'runs'}`);
  return (
    <span className={over ? 'over' : undefined}>
      {word} <b>{age(over ? spent - goal : spent)}</b> {over ? t('timer.over', { goal: age(goal) }) : goal !== null ? t('timer.of', { goal: age(goal) }) : ''}
    </span>
  );
}

/** Collect, analyse, respond, evaluate: how long each took, and the goals of one's own agency. */
export function Stages({ incident }: { incident: IncidentDetail }) {
  const { t } = useTranslation('incidents');
  const agency = useSession()?.agency.id;
  const now = useWallNow();
  const sub = ownSub(incident, agency);
  const spans = spansOf(sub, now);
  return (
    <ol className="stages" aria-label={t('stage.label')}>
      {spans.map((span) => (
        <li key={span.stage} className={`stage ${span.state}`} aria-current={span.state === 'now' ? 'step' : undefined}>
          <span>{t(`stage.${span.stage}`)}</span>
          {span.state === 'past' && span.ms !== null && <span className="t3">{age(span.ms)}</span>}
          {span.state === 'now' && span.since !== null && (
            <span className="t3">{sub?.closed && sub.closed_at ? t('stage.closedAt', { time: time(sub.closed_at) }) : t('stage.since', { time: time(span.since, true) })}</span>
          )}
          {span.state === 'now' && (
            <span className="goals">
              {TIMERS.map((name) => <Goal key={name} name={name} timer={incident.timers[name]} now={now} />)}
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}

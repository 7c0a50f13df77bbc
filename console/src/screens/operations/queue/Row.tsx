import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { age, Avatars, Icon, number, SeverityShape, shapeOf, time } from '../../../ui';
import { goalOf } from '../logic/ages';
import { isWaiting, rank } from '../logic/order';
import type { Density } from '../logic/rows';
import type { Alert } from '../logic/types';
import { useWallNow } from '../../../api/status';

/** "0:41" while nobody has it, "Leo Niemi, 9 min" afterwards. The only part of a row that follows the clock. */
function RowAge({ alert, me }: { alert: Alert; me: string | null }) {
  const { t } = useTranslation('operations');
  const now = useWallNow();
  const since = Date.parse(alert.created_at);
  const words = age(now - since);
  const fresh = isWaiting(alert) && now - since < 600_000 && rank(alert.severity) >= rank('high');
  const who = alert.owner ? (alert.owner.id === me ? t('you') : alert.owner.name) : '';
  return (
    <time className={`age${fresh ? ' now' : ''}`} dateTime={alert.created_at} title={t('record.when', { from: time(alert.window_start), to: time(alert.window_end) })}>
      {who ? t('queue.ownedFor', { who, age: words }) : words}
    </time>
  );
}

function Due({ alert }: { alert: Alert }) {
  const now = useWallNow();
  const { share, over } = goalOf(Date.parse(alert.created_at), alert.goal_s ?? 0, now);
  return (
    <span className={`due${over > 0 ? ' o' : ''}`} aria-hidden="true">
      <i style={{ width: `${share * 100}%` }} />
    </span>
  );
}

/** The row's first words: the kind, and the place where the sentence does not begin with it anyway. */
export function subjectOf(alert: Alert): string {
  const { title, kind_title: kind, why } = alert;
  if (!title || why.startsWith(title)) return kind || title;
  return title.includes(kind) ? title : `${kind}, ${title}`;
}

export interface RowProps {
  alert: Alert;
  density: Density;
  chosen: boolean;
  /** The one row that Tab comes to. */
  tabStop: boolean;
  me: string | null;
  arrived: boolean;
  onChoose: (id: string) => void;
}

/** One alert in the queue: shape, subject, age or owner, sentence, tool and who looks. */
export const Row = memo(function Row({ alert, density, chosen, tabStop, me, arrived, onChoose }: RowProps) {
  const { t } = useTranslation(['operations', 'triage']);
  const shape = shapeOf(alert.severity);
  const waiting = isWaiting(alert);
  const critical = alert.severity === 'critical' && waiting;
  const classes = ['row', density, chosen ? 'sel' : critical ? 'crit' : '', arrived ? 'arrived' : ''];
  return (
    <button
      type="button"
      className={classes.filter(Boolean).join(' ')}
      aria-current={chosen || undefined}
      tabIndex={tabStop ? 0 : -1}
      data-alert={alert.id}
      onClick={() => onChoose(alert.id)}
    >
      <SeverityShape shape={shape} />
      <span className="body">
        <span className="l1">
          <b>{subjectOf(alert)}</b>
          {density === 'line' && <span className="why one">{alert.why}</span>}
          {alert.incident && <span className="inc" title={alert.incident.title}><Icon name="incident" size={12} />{alert.incident.number}</span>}
          <RowAge alert={alert} me={me} />
        </span>
        {density !== 'line' && <span className="why">{alert.why}</span>}
        {density === 'comfortable' && (
          <span className="l3">
            <span className="tool">{alert.tool_name}{alert.joined > 0 ? ` · ${t('triage:joinedCount', { count: alert.joined, n: number(alert.joined) })}` : ''}</span>
            {alert.seen_by.length > 0 && <Avatars people={alert.seen_by} />}
          </span>
        )}
      </span>
      {waiting && alert.goal_s ? <Due alert={alert} /> : null}
    </button>
  );
});

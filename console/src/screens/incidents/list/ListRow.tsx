import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../../api/session';
import { useWallNow } from '../../../api/status';
import { age, Age, Icon, moment, SeverityShape, shapeOf } from '../../../ui';
import { addressOf } from '../api';
import { lateOf, nextOf } from '../logic/late';
import { STAGES, type Incident } from '../types';

/** How far it is: four short bars and the word. */
function StageMark({ incident }: { incident: Incident }) {
  const { t } = useTranslation('incidents');
  const at = STAGES.indexOf(incident.stage);
  return (
    <span className="smark">
      <span className="sbars" aria-hidden="true">{STAGES.map((stage, place) => <i key={stage} className={incident.closed_at || place < at ? 'f' : place === at ? 'n' : ''} />)}</span>
      {incident.closed_at ? t('stage.closed') : t(`stage.${incident.stage}`)}
    </span>
  );
}

function GoalWord({ incident }: { incident: Incident }) {
  const { t } = useTranslation('incidents');
  const now = useWallNow();
  if (incident.closed_at) return <span className="meta" title={moment(incident.closed_at)}>{t('list.openFor', { time: age(Date.parse(incident.closed_at) - Date.parse(incident.opened_at)) })}</span>;
  const late = lateOf(incident, now);
  if (late) return <span className="over">{t(`list.goalOver.${late.goal}`, { time: age(late.ms) })}</span>;
  const next = nextOf(incident, now);
  return next ? <span className="t2">{t(`list.goalLeft.${next.goal}`, { time: age(next.left) })}</span> : null;
}

/** One incident: how grave, what, how far, who, and how its time stands. */
export function ListRow({ incident }: { incident: Incident }) {
  const { t } = useTranslation('incidents');
  const own = useSession()?.agency.id;
  const shape = shapeOf(incident.severity);
  const others = incident.agencies.filter((sub) => sub.id !== own);
  return (
    <li>
      <Link to="/incidents" search={{ incident: addressOf(incident) }} className={`irow${incident.severity === 'critical' && !incident.closed_at ? ' crit' : ''}`}>
        <SeverityShape shape={shape} size={18} />
        <span className="what">
          <b>{incident.title}{incident.unread > 0 && <span className="chip unread">{t('list.unread', { count: incident.unread })}</span>}</b>
          <span className="say">{incident.sentence}</span>
        </span>
        <span className="col"><StageMark incident={incident} /><GoalWord incident={incident} /></span>
        <span className="col wide-only">
          <span>{others.length ? others.map((sub) => sub.name).join(', ') : t('list.alone')}</span>
          <span className="meta">{incident.own ? (incident.owner?.name ? t('list.ledBy', { name: incident.owner.name }) : t('list.unled')) : t('list.home', { agency: incident.home.name })}</span>
        </span>
        <span className="col counts wide-only">
          <span><Icon name="bell" size={14} />{t('list.alerts', { count: incident.alerts })}</span>
          <span className="meta"><Icon name="check" size={14} />{t('list.tasks', { count: incident.tasks_open })}</span>
        </span>
        <span className="col last"><span className="t3 nw">{incident.number}</span><span className="t2"><Age since={incident.opened_at} /></span></span>
      </Link>
    </li>
  );
}

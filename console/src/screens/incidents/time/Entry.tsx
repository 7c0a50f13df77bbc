import { useTranslation } from 'react-i18next';
import { Masked } from '../../../grants/Masked';
import { useSession } from '../../../api/session';
import { useOwnTime } from '../../../api/status';
import { age, Icon, moment, SeverityShape, shapeOf, time, day, type IconName } from '../../../ui';
import { pieces } from '../logic/mentions';
import type { Waiting } from '../logic/outbox';
import type { Row } from '../logic/timeline';
import type { Alert, Entry, EntryKind, IncidentDetail } from '../types';
import { useThere } from '../useThere';
import { Attachments } from './Attachments';

const ICON: Record<EntryKind, IconName> = {
  note: 'pen', chat: 'chat', alert: 'bell', task: 'check', stage: 'flag', share: 'link', evidence: 'image', step: 'guides', dispatch: 'bus', merge: 'split', system: 'clock',
};

/** The shape of the alert an entry is about, else the drawing of its kind. */
function Mark({ entry, about }: { entry: Entry; about: Alert | undefined }) {
  if (about) return <SeverityShape shape={shapeOf(about.severity)} size={16} />;
  return <Icon name={entry.side === 'city' && entry.kind === 'note' ? 'eye' : ICON[entry.kind]} size={16} />;
}

function Who({ entry, incident, about, again }: { entry: Entry; incident: IncidentDetail; about: Alert | undefined; again: boolean }) {
  const { t } = useTranslation('incidents');
  const ownTime = useOwnTime();
  const session = useSession();
  const there = useThere(incident);
  const words: string[] = [];
  if (entry.author && !again) {
    const { name, agency } = entry.author;
    words.push(entry.mine ? t('people.you') : (name ?? agency.name));
    if (name && agency.id !== session?.agency.id) words.push(agency.name);
    const theirs = there(agency.id, Date.parse(entry.at));
    if (theirs) words.push(t('time.there', { time: theirs }));
  }
  if (about) words.push(about.tool_name, about.number, ...(ownTime ? [t('time.cityTime', { time: time(entry.at) })] : []));
  else if (Math.abs(Date.parse(entry.written_at) - Date.parse(entry.at)) > 60_000) words.push(t('time.writtenAt', { time: time(entry.written_at) }));
  if (!words.length && entry.audience === 'all') return null;
  return (
    <p className="by">
      {words.join(', ')}
      {entry.audience === 'own' && <span className="own"><Icon name="lock" size={12} />{t('time.ownOnly', { agency: session?.agency.name ?? '' })}</span>}
    </p>
  );
}

function One({ entry, incident, className, again }: { entry: Entry; incident: IncidentDetail; className: string; again: boolean }) {
  const { t } = useTranslation('incidents');
  const about = entry.kind === 'alert' ? incident.alert_list.find((each) => each.alert.id === entry.link)?.alert : undefined;
  return (
    <article className={`${className}${about?.severity === 'critical' ? ' hl' : ''}`} aria-label={`${t(`time.${entry.side}`)}, ${time(entry.at, true)}, ${t(`kind.${entry.kind}`)}`}>
      <Mark entry={entry} about={about} />
      <div>
        <p className="tx">
          {pieces(entry.text, entry.mentions).map((piece, at) => (piece.mention ? <span key={at} className="acc">{piece.text}</span> : piece.text))}
          {entry.masked && <> <Masked kind="incident_entry" id={entry.id} /></>}
        </p>
        <Attachments entry={entry} />
        <Who entry={entry} incident={incident} about={about} again={again} />
      </div>
    </article>
  );
}

function Side({ entries, incident, className }: { entries: Entry[]; incident: IncidentDetail; className: string }) {
  return (
    <div className="side">
      {entries.map((entry, at) => {
        // Several lines of one hand at one time: the name stands under the last of them.
        const next = entries[at + 1];
        const again = next !== undefined && next.author?.id === entry.author?.id && next.author?.agency.id === entry.author?.agency.id;
        return <One key={entry.id} entry={entry} incident={incident} className={className} again={again} />;
      })}
    </div>
  );
}

/** One line of the two timelines: the city's entry at the left, the centre's at the right, the time between them. */
export function EntryRow({ row, incident }: { row: Extract<Row, { type: 'entry' }>; incident: IncidentDetail }) {
  return (
    <li className="e">
      <Side className="c" entries={row.city} incident={incident} />
      <time className="at" dateTime={new Date(row.at).toISOString()} title={moment(row.at)}>{time(row.at, true)}</time>
      <Side className="k" entries={row.centre} incident={incident} />
    </li>
  );
}

/** How long nothing was written: closes a gap without leaving it out. */
export function QuietLine({ ms }: { ms: number }) {
  const { t } = useTranslation('incidents');
  return <li className="e gap" role="listitem"><span /><span className="at">{t('time.quiet', { time: age(ms) })}</span><span /></li>;
}

/** Where a new day begins. */
export function DayLine({ at }: { at: number }) {
  return <li className="e gap day"><span /><span className="at">{day(at)}</span><span /></li>;
}

/** Something written while cut off. */
export function WaitingLine({ item }: { item: Waiting }) {
  const { t } = useTranslation('incidents');
  const side = item.body.side === 'city' ? 'c' : 'k';
  const body = (
    <div className={`${side} waits`}>
      <SeverityShape shape="blind" size={16} bare />
      <div><p className="tx">{String(item.body.text ?? '')}</p><p className="by vio">{t('time.waits')}</p></div>
    </div>
  );
  return <li className="e">{side === 'c' ? body : <span />}<span className="at">{time(item.at, true)}</span>{side === 'k' ? body : <span />}</li>;
}

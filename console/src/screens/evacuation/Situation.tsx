import { useTranslation } from 'react-i18next';
import { useCityNow } from '../../api/status';
import { Button, Icon, number } from '../../ui';
import { Exits } from './Exits';
import { clock } from './frames';
import { boundOf, countsAge, errorOf, STALE_S } from './live';
import { peopleOf, type Place } from './place';
import { Row, Segments } from './parts';
import type { Crowd, Finding, Pen, Reckoned, Setting, Trigger } from './types';
import css from './Evacuation.module.css';

const TRIGGERS: Trigger[] = ['announcement', 'shots', 'smoke', 'brawl'];

interface Props {
  place: Place;
  setting: Setting;
  reckoned: Reckoned;
  pen: Pen;
  onPen: (pen: Pen) => void;
  /** `undone` names a change that is offered to be taken back. */
  onChange: (change: Partial<Setting>, undone?: string) => void;
  onRecount: () => void;
  fromMap: boolean;
  findings: Finding[];
}

/** Everything that is planned for: people, what is closed, what set them off, how many obey, how many posts. */
export function Situation({ place, setting, reckoned, pen, onPen, onChange, onRecount, fromMap, findings }: Props) {
  const { t } = useTranslation('evacuation');
  const people = peopleOf(place, setting);
  const now = useCityNow();
  const bound = boundOf(reckoned);
  const counted = setting.crowds.some((one) => one.counted_at);
  const streets = [...new Set(place.names.filter(Boolean))].sort((a, b) => a.localeCompare(b));
  const draw = (which: Pen) => ({ onClick: () => onPen(pen === which ? 'none' : which), 'aria-pressed': pen === which });
  const closeNamed = (name: string) => {
    const known = new Set(setting.closed.map((one) => `${one.from}\n${one.to}`));
    const pieces = place.names.flatMap((each, arc) => {
      const [from, to] = [place.ids[place.tail[arc] ?? 0] ?? '', place.ids[place.head[arc] ?? 0] ?? ''];
      return each !== name || from > to || known.has(`${from}\n${to}`) ? [] : [{ from, to, kept_free: false }];
    });
    onChange({ closed: [...setting.closed, ...pieces].slice(0, 1000) });
  };
  const patch = <T,>(all: T[], at: number, change: Partial<T>): T[] => all.map((one, place) => (place === at ? { ...one, ...change } : one));
  const without = <T,>(all: T[], at: number): T[] => all.filter((_, place) => place !== at);
  /** How far a count may be off, and how old it is: old ones stand out. */
  const noteOf = (crowd: Crowd) => {
    const age = countsAge([crowd], now);
    if (age === null) return {};
    const old = age > STALE_S;
    return { old, note: t(old ? 'situation.countedOld' : 'situation.countedNow', { error: number(errorOf(crowd.people)), age: clock(age) }) };
  };
  return (
    <section className={`${css.sit} scroll`} aria-label={t('situation.label')} tabIndex={0}>
      <div className={css.fs}>
        <div className="sec"><h2>{t('situation.people')}</h2><span className="end"><Button small kind="quiet" icon="pen" {...draw('people')}>{t('situation.draw')}</Button></span></div>
        <p className={css.inline}><span className={css.big}>{number(people)}</span>
          {counted && <Button small kind="quiet" icon="undo" onClick={onRecount}>{t('situation.recount')}</Button>}</p>
        {setting.crowds.map((crowd, at) => (
          <Row key={at} label={crowd.name || t('situation.crowd', { number: at + 1 })} {...noteOf(crowd)} value={crowd.people} most={5_000_000}
            onValue={(value) => onChange({ crowds: patch(setting.crowds, at, { people: Math.round(value), counted_at: '' }) })} onRemove={() => onChange({ crowds: without(setting.crowds, at) }, t('situation.removed', { name: crowd.name || t('situation.crowd', { number: at + 1 }) }))}
            second={{ label: t('situation.radius'), value: crowd.radius_m, most: 5000, least: 1, onValue: (radius_m) => onChange({ crowds: patch(setting.crowds, at, { radius_m }) }) }} />
        ))}
        {!setting.crowds.length && <p className="meta">{t(people ? 'situation.ofPlace' : 'situation.nobody')}</p>}
        <label className={css.inline}><span className="meta">{t('situation.slow')}</span>
          <input type="number" min={0} max={100} value={Math.round(setting.slow * 100)} onChange={(event) => onChange({ slow: Math.min(1, Math.max(0, Number(event.currentTarget.value) / 100)) })} /><span className="meta">%</span></label>
      </div>
      <div className={css.fs}>
        <div className="sec"><h2>{t('situation.threats')}</h2><span className="end"><Button small kind="quiet" icon="pen" {...draw('threat')}>{t('situation.draw')}</Button></span></div>
        {setting.threats.map((threat, at) => (
          <Row key={at} label={t('situation.threat', { number: at + 1 })} value={threat.radius_m} most={5000} unit="m" danger
            onValue={(radius_m) => onChange({ threats: patch(setting.threats, at, { radius_m }) })} onRemove={() => onChange({ threats: without(setting.threats, at) }, t('situation.removed', { name: t('situation.threat', { number: at + 1 }) }))}
            second={{ label: t('situation.growth'), value: threat.growth_m_s, most: 20, least: 0, step: 0.1, onValue: (growth_m_s) => onChange({ threats: patch(setting.threats, at, { growth_m_s }) }) }} />
        ))}
        {!setting.threats.length && <p className="meta">{t('situation.noThreat')}</p>}
      </div>
      <div className={css.fs}>
        <div className="sec"><h2>{t('situation.closed')}</h2></div>
        <div className={css.tools}>
          <Button small {...draw('street')}>{t('situation.close')}</Button>
          <Button small {...draw('free')}>{t('situation.keepFree')}</Button>
          <Button small {...draw('exit')}>{t('situation.exit')}</Button>
        </div>
        {streets.length > 0 && (
          <select aria-label={t('situation.closeNamed')} value="" onChange={(event) => closeNamed(event.currentTarget.value)}>
            <option value="">{t('situation.closeNamed')}</option>
            {streets.map((name) => <option key={name} value={name}>{name}</option>)}
          </select>
        )}
        {(setting.closed.length > 0 || Object.keys(setting.exits).length + Object.keys(setting.gates).length > 0) && (
          <p className={css.inline}><span>{t('situation.closedCount', { count: setting.closed.length + Object.keys(setting.exits).length + Object.keys(setting.gates).length })}</span>
            <Button small kind="quiet" icon="undo" onClick={() => onChange({ closed: [], exits: {}, gates: {}, starts: '' }, t('situation.allOpen'))}>{t('situation.openAll')}</Button></p>
        )}
      </div>
      <Exits place={place} setting={setting} drawing={pen === 'gate'} onDraw={draw('gate').onClick} onChange={onChange} />
      <div className={css.fs}>
        <div className="sec"><h2 id="ev-trigger">{t('situation.trigger')}</h2></div>
        <Segments label="ev-trigger" value={setting.trigger} options={TRIGGERS.map((id) => ({ id, label: t(`trigger.${id}`) }))} onChange={(trigger) => onChange({ trigger })} />
        <div className="sec"><h2 id="ev-obey">{t('situation.obey')}</h2></div>
        <Segments label="ev-obey" value={String(setting.compliance)} options={['0.5', '0.7', '1'].map((id) => ({ id, label: `${Number(id) * 100} %` }))} onChange={(share) => onChange({ compliance: Number(share) })} />
      </div>
      <div className={css.fs}>
        <label className="sec" htmlFor="ev-posts">{t('situation.posts')}<span className="end"><b>{setting.posts}</b></span></label>
        <input id="ev-posts" type="range" min={0} max={24} value={setting.posts} onChange={(event) => onChange({ posts: Number(event.currentTarget.value) })} />
        {reckoned.plan?.posts.map((one) => <p key={one.most} className={css.inline}><span>{t('situation.withPosts', { count: one.most })}</span><b>{clock(one.clear_s)}</b></p>)}
        {bound && <p className={css.inline}><span className="t3">{t('situation.noPlanBeats')}</span><span className="t3">{clock(bound.seconds)}</span></p>}
      </div>
      {findings.length > 0 && (
        <details className={css.fs}>
          <summary className="sec">{t('situation.findings', { count: findings.filter((one) => one.level !== 'known').length })}</summary>
          {findings.map((one) => <p key={one.text} className="meta">{one.text}</p>)}
        </details>
      )}
      <p className={`meta ${css.note}`}><Icon name="warn" size={14} /> {t(fromMap ? 'situation.guesses' : 'situation.aid')}</p>
    </section>
  );
}

import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Severity } from '../../api/types';
import { age, Avatar, Icon, SeverityShape, shapeOf, time, type IconName } from '../../ui';
import { isUnowned, type Item } from './api';
import css from './Handover.module.css';

const ICONS: Record<Item['kind'], IconName> = {
  alert: 'bell', incident: 'flag', task: 'check', note: 'doc', silence: 'silence', sensor: 'eyeoff', source: 'sources', run: 'table',
};

function Mark({ item }: { item: Item }) {
  if (item.kind === 'sensor' || item.kind === 'source') return <SeverityShape shape="blind" size={16} />;
  if (['low', 'medium', 'high', 'critical', 'info'].includes(item.severity)) return <SeverityShape shape={shapeOf(item.severity as Severity)} size={16} />;
  return <span className="t3"><Icon name={ICONS[item.kind]} size={17} /></span>;
}

function When({ item }: { item: Item }) {
  const { t } = useTranslation('handover');
  if (item.due_at) return <span className="t2">{t(item.kind === 'silence' ? 'ends' : 'due', { time: time(item.due_at) })}</span>;
  return <span className="t3">{item.age_s === null ? '' : age(item.age_s * 1000)}</span>;
}

/** One open item: what it is, how long or until when, who has it, and whether it is taken. */
export function ItemRow(props: { item: Item; chosen: boolean; under: boolean; me?: { initials: string; name: string }; onChoose: () => void }) {
  const { item, chosen, under, me, onChoose } = props;
  const { t } = useTranslation('handover');
  const classes = [css.item, item.done !== 'open' ? css.done : '', chosen ? css.chosen : ''];
  return (
    <li className={classes.filter(Boolean).join(' ')} aria-current={chosen || undefined}>
      <span className={css.box} title={under ? t(`is.${item.done}`) : undefined}>
        {item.done === 'taken' && <Icon name="check" size={13} />}
        {item.done === 'left' && <Icon name="x" size={13} />}
        {under && <span className="sr">{t(`is.${item.done}`)}</span>}
      </span>
      <Mark item={item} />
      <div className={css.words}>
        <p><button type="button" onClick={onChoose} onFocus={onChoose}>{item.title}</button></p>
        {(item.line || item.note) && <p>{[item.line, item.note].filter(Boolean).join(' · ')}</p>}
        {item.left_at && (
          <p className={css.gone}>{t('ownerLeft')}{item.goes_on_at && ` ${t('goesOn', { time: time(item.goes_on_at) })}`}</p>
        )}
      </div>
      <When item={item} />
      <span className={css.owner}>
        {item.owner && <Avatar small initials={item.owner.initials} name={item.owner.name} />}
        {isUnowned(item) && <span className="t3">{t('nobodyHas')}</span>}
        {item.done === 'taken' && me && (item.owner || isUnowned(item)) && <><Icon name="right" size={13} /><Avatar small initials={me.initials} name={me.name} /></>}
        {item.address && <Link className="btn sm sq q" to={item.address} aria-label={t('open', { title: item.title })}><Icon name="popout" size={14} /></Link>}
      </span>
    </li>
  );
}

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon, moment } from '../../../ui';
import { detailOf } from '../../admin/detail';
import type { Line } from './api';
import css from './Audit.module.css';

/** One line: the sentence and what it was for; opened, everything that is written. */
export function Row({ line }: { line: Line }) {
  const { t } = useTranslation('audit');
  const [open, setOpen] = useState(false);
  const facts: [string, string][] = [
    ['who', [line.actor_name, line.role_name].filter(Boolean).join(', ')],
    ['reason', line.reason],
    ['recipient', line.recipient_name],
    ['address', line.address],
    ['detail', detailOf(line.detail)],
    ['code', [line.what, line.subject].filter(Boolean).join(' · ')],
    ['place', line.seq === null ? t('unlinked') : `${line.seq}, ${line.hash}`],
  ];
  return (
    <li>
      <button type="button" className={css.row} aria-expanded={open} onClick={() => setOpen(!open)}>
        <time dateTime={line.at}>{moment(line.at)}</time>
        <span className={css.say}>
          <span>{line.sentence}</span>
          <span className="meta">
            {[t(`operations.${line.operation}`, { defaultValue: line.operation_name }), line.purpose_name, line.case && t('case', { reference: line.case.reference })].filter(Boolean).join(', ')}
            {line.hash && <code>{line.hash.slice(0, 4)}…{line.hash.slice(-2)}</code>}
          </span>
        </span>
        <Icon name="down" size={14} />
      </button>
      {open && (
        <dl className={css.facts}>
          {facts.filter(([, value]) => value).map(([name, value]) => <div key={name}><dt>{t(`fact.${name}`)}</dt><dd>{value}</dd></div>)}
        </dl>
      )}
    </li>
  );
}

import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { HitOut } from '../../api/generated/types.gen';
import { plain } from '../../shell/palette-entries';
import { Icon, moment, SeverityShape, shapeOf, type IconName } from '../../ui';
import css from './Search.module.css';
import { marked } from './spans';

export const ICONS: Record<HitOut['kind'], IconName> = { alert: 'bell', incident: 'incident', note: 'chat', task: 'flag', procedure: 'check', guide: 'doc' };

function Marked({ text, words }: { text: string; words: string[] }) {
  return <>{marked(text, words, plain).map((part, at) => (part.hit ? <mark key={at}>{part.text}</mark> : <span key={at}>{part.text}</span>))}</>;
}

/** One thing that was found: what it is, its words with the searched ones marked, and where it leads. */
export function Hit({ hit, words, q }: { hit: HitOut; words: string[]; q: string }) {
  const { t } = useTranslation('search');
  // A guide opens beside the results, so the search stays in the address.
  const search = hit.kind === 'guide' ? { q, ...hit.search } : hit.search;
  return (
    <li className={css.hit}>
      <Link to={hit.path} search={search as never}>
        {hit.severity ? <SeverityShape shape={shapeOf(hit.severity as never)} /> : <Icon name={ICONS[hit.kind]} size={16} />}
        <span className={css.body}>
          <span className={css.first}>
            <b>{hit.number ? `${hit.number} ` : ''}<Marked text={hit.title} words={words} /></b>
            <span className="meta nw">{t(`kind.${hit.kind}`)}{hit.at ? ` · ${moment(hit.at)}` : ''}</span>
          </span>
          {hit.snippet && <span className="t2"><Marked text={hit.snippet} words={words} /></span>}
          {hit.held && <span className="t2">{t('held', { rule: hit.rule })} <span className="t3">{hit.held}</span></span>}
          {hit.place && <span className="meta">{hit.place}</span>}
        </span>
      </Link>
    </li>
  );
}

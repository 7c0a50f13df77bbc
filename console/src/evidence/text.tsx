import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ViewProps } from './types';
import type { TextEvidence } from './types';

const MARKS = /(\*\*[^*]+\*\*|█+)/;

/** Cut a body at its marks: `**finding**` is the finding, full blocks are masked identifiers. */
export function pieces(body: string): { text: string; kind: 'plain' | 'finding' | 'masked' }[] {
  return body.split(MARKS).filter(Boolean).map((text) => {
    if (text.startsWith('**')) return { text: text.slice(2, -2), kind: 'finding' };
    return { text, kind: text.startsWith('█') ? 'masked' : 'plain' };
  });
}

/** Evidence of kind `text`: identifiers masked, the finding marked. */
export function TextView({ evidence }: ViewProps<TextEvidence>) {
  const { t } = useTranslation('evidence');
  const body: ReactNode[] = pieces(evidence.body).map((piece, at) => {
    const key = `${at}${piece.kind}`;
    if (piece.kind === 'finding') return <mark key={key}>{piece.text}</mark>;
    if (piece.kind === 'masked') return <i key={key} className="msk" title={t('text.masked')}><span className="sr">{t('text.masked')}</span>{'\u2007'.repeat(piece.text.length)}</i>;
    return piece.text;
  });
  return (
    <figure className="textview">
      <pre tabIndex={0}>{body}</pre>
      <figcaption className="meta">{evidence.title}</figcaption>
    </figure>
  );
}

import DOMPurify from 'dompurify';
import { marked } from 'marked';
import { useMemo } from 'react';

const ALLOWED = ['h1', 'h2', 'h3', 'h4', 'p', 'ul', 'ol', 'li', 'strong', 'em', 'code', 'pre', 'blockquote', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'a', 'br', 'hr'];

/** Markdown as clean HTML: no scripts, styles, pictures or forms; links to elsewhere open apart. */
export function clean(text: string): string {
  const raw = marked.parse(text, { async: false, gfm: true });
  const fragment = DOMPurify.sanitize(raw, { ALLOWED_TAGS: ALLOWED, ALLOWED_ATTR: ['href', 'align'], RETURN_DOM_FRAGMENT: true });
  for (const link of fragment.querySelectorAll('a')) {
    const href = link.getAttribute('href') ?? '';
    if (/^https?:/i.test(href)) {
      link.setAttribute('target', '_blank');
      link.setAttribute('rel', 'noopener noreferrer');
    } else {
      // A path within the repository leads nowhere from here: its words stay.
      link.removeAttribute('href');
    }
  }
  const box = document.createElement('div');
  box.append(fragment);
  return box.innerHTML;
}

/** A document of a tool. Loaded apart, as few people open one. */
export default function Markdown({ text }: { text: string }) {
  const html = useMemo(() => clean(text), [text]);
  return <div className="prose" dangerouslySetInnerHTML={{ __html: html }} />;
}

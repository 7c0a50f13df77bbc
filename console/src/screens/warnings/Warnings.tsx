import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/session';
import { useStatus } from '../../api/status';
import { Button, EmptyState, Loading, Problem, useKeys } from '../../ui';
import { blank, warningsQuery } from './api';
import { PublicView } from './PublicView';
import { WarningEditor } from './WarningEditor';
import { WarningList } from './WarningList';
import { WarningView } from './WarningView';
import type { Warning } from './types';
import css from './Warnings.module.css';

const WARNS = ['administrator', 'supervisor'];

/** Warnings to the public: drafted by one person, released by another, followed until they end. */
export function Warnings() {
  const { t } = useTranslation('warnings');
  const { warning: wish, about } = useSearch({ from: '/shell/warnings' });
  const go = useNavigate();
  useStatus();
  const warns = WARNS.includes(useSession()?.person.role ?? '');
  const { data, error, isPending, refetch } = useQuery(warningsQuery);
  const [fresh, setFresh] = useState<Warning | null>(null);
  const chosen = fresh ?? data?.find((each) => each.id === wish) ?? data?.[0];
  const choose = (id: string) => {
    setFresh(null);
    void go({ to: '/warnings', search: { warning: id }, replace: true });
  };
  // A new one is only in this console until it is saved: an empty draft is nobody's.
  const begin = () => setFresh(blank(about ?? null));
  const begun = (made: Warning) => {
    setFresh(null);
    choose(made.id);
  };
  const step = (by: number) => {
    const at = data?.findIndex((each) => each.id === chosen?.id) ?? -1;
    const next = data?.[Math.max(0, Math.min((data?.length ?? 1) - 1, at + by))];
    if (next) choose(next.id);
  };
  useKeys(
    [
      { id: 'next', keys: 'j', group: 'queue', label: t('keys.next'), run: () => step(1) },
      { id: 'previous', keys: 'k', group: 'queue', label: t('keys.previous'), run: () => step(-1) },
      ...(warns ? [{ id: 'add', keys: 'n', group: 'edit' as const, label: t('begin'), run: begin }] : []),
    ],
    [t, data, chosen?.id, warns, about],
  );
  const drafts = warns && chosen?.state === 'draft';
  return (
    <div className={`${css.screen} ${chosen ? '' : css.alone}`}>
      <section className={css.left} aria-label={t('title')}>
        <div className={css.head}>
          <h1>{t('title')}</h1>
          {warns && <Button className={css.end} kind="line" icon="plus" keys="N" onClick={begin}>{t('begin')}</Button>}
        </div>
        <div className={`${css.rows} scroll`} tabIndex={0} role="group" aria-label={t('list')}>
          {isPending && <Loading>{t('loading')}</Loading>}
          {error && <Problem error={error} retry={() => void refetch()} />}
          {data && data.length > 0 && <WarningList warnings={data} chosen={chosen?.id} onChoose={choose} />}
          {data?.length === 0 && <div className={css.empty}><EmptyState title={t('none.title')}>{t('none.text')}</EmptyState></div>}
        </div>
        <p className={`meta ${css.foot}`}>{t('feed')} <a href="/api/warnings/feed.atom" target="_blank" rel="noreferrer">/api/warnings/feed.atom</a></p>
      </section>
      {chosen && (drafts ? <WarningEditor key={chosen.id} warning={chosen} onMade={begun} onLeft={() => setFresh(null)} /> : <WarningView key={chosen.id} warning={chosen} warns={warns} onBegun={choose} />)}
      {chosen && !drafts && <aside className={`${css.public} scroll`} tabIndex={0} aria-label={t('public.label')}><PublicView content={chosen.content} warning={chosen} /></aside>}
    </div>
  );
}

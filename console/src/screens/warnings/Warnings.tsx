import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, problemOf } from '../../api/client';
import { useSession } from '../../api/session';
import { useStatus } from '../../api/status';
import { Button, EmptyState, Loading, Problem, toast, useKeys } from '../../ui';
import { warningsQuery } from './api';
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
  const queries = useQueryClient();
  useStatus();
  const warns = WARNS.includes(useSession()?.person.role ?? '');
  const { data, error, isPending, refetch } = useQuery(warningsQuery);
  const [busy, setBusy] = useState(false);
  const chosen = data?.find((each) => each.id === wish) ?? data?.[0];
  const choose = (id: string) => void go({ to: '/warnings', search: { warning: id }, replace: true });
  const begin = async () => {
    if (busy) return;
    setBusy(true);
    try {
      const made = await api.post<Warning>('/warnings', about ? { about } : {});
      await queries.invalidateQueries({ queryKey: ['warnings'] });
      choose(made.id);
    } catch (problem) {
      toast(problemOf(problem).problem ?? t('ui:noAnswer'), { kind: 'problem' });
    }
    setBusy(false);
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
      ...(warns ? [{ id: 'add', keys: 'n', group: 'edit' as const, label: t('begin'), run: () => void begin() }] : []),
    ],
    [t, data, chosen?.id, warns, busy],
  );
  const drafts = warns && chosen?.state === 'draft';
  return (
    <div className={`${css.screen} ${chosen ? '' : css.alone}`}>
      <section className={css.left} aria-label={t('title')}>
        <div className={css.head}>
          <h1>{t('title')}</h1>
          {warns && <Button className={css.end} kind="line" icon="plus" keys="N" busy={busy} onClick={() => void begin()}>{t('begin')}</Button>}
        </div>
        <div className={`${css.rows} scroll`} tabIndex={0} role="group" aria-label={t('list')}>
          {isPending && <Loading>{t('loading')}</Loading>}
          {error && <Problem error={error} retry={() => void refetch()} />}
          {data && data.length > 0 && <WarningList warnings={data} chosen={chosen?.id} onChoose={choose} />}
          {data?.length === 0 && <div className={css.empty}><EmptyState title={t('none.title')}>{t('none.text')}</EmptyState></div>}
        </div>
        <p className={`meta ${css.foot}`}>{t('feed')} <a href="/api/warnings/feed.atom" target="_blank" rel="noreferrer">/api/warnings/feed.atom</a></p>
      </section>
      {chosen && (drafts ? <WarningEditor key={chosen.id} warning={chosen} /> : <WarningView key={chosen.id} warning={chosen} warns={warns} onBegun={choose} />)}
      {chosen && !drafts && <aside className={`${css.public} scroll`} tabIndex={0} aria-label={t('public.label')}><PublicView content={chosen.content} warning={chosen} /></aside>}
    </div>
  );
}

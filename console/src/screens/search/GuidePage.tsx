import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { GuideTextOut } from '../../api/generated/types.gen';
import { Button, Loading, Problem } from '../../ui';
import Markdown from '../../ui/Markdown';
import css from './Search.module.css';

/** A page of the guides beside the results. */
export function GuidePage({ page, tool, onClose }: { page: string; tool: string; onClose: () => void }) {
  const { t, i18n } = useTranslation('search');
  const { data, error, refetch } = useQuery({
    queryKey: ['guide', page, tool, i18n.language],
    queryFn: ({ signal }) => api.get<GuideTextOut>(`/guides/${page}`, { tool }, signal),
  });
  return (
    <aside className={`${css.guide} scroll`} tabIndex={0} aria-label={data?.title ?? t('kind.guide')}>
      <Button kind="quiet" small icon="x" aria-label={t('close')} className={css.close} onClick={onClose} />
      {error && <Problem error={error} retry={() => void refetch()} />}
      {data ? <Markdown text={data.body} /> : !error && <Loading />}
    </aside>
  );
}

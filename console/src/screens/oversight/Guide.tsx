import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { GuideTextOut } from '../../api/generated';
import { Button, Dialog, Loading, Problem } from '../../ui';

// The reader of Markdown comes when somebody opens the page.
const Markdown = lazy(() => import('../../ui/Markdown'));

/** The officers' page of the guides, one press away from their screen. */
export function Guide() {
  const { t, i18n } = useTranslation('oversight');
  const [open, setOpen] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ['guide', 'ethics/oversight', i18n.language],
    queryFn: ({ signal }) => api.get<GuideTextOut>('/guides/ethics/oversight', { locale: i18n.language }, signal),
    enabled: open,
    staleTime: Infinity,
  });
  return (
    <>
      <Button kind="line" icon="guides" aria-label={t('guide')} title={t('guide')} onClick={() => setOpen(true)} />
      <Dialog open={open} onClose={() => setOpen(false)} title={t('guide')} size={820}>
        {error && <Problem error={error} retry={() => void refetch()} />}
        {data ? <Suspense fallback={<Loading />}><Markdown text={data.body} /></Suspense> : !error && <Loading />}
      </Dialog>
    </>
  );
}

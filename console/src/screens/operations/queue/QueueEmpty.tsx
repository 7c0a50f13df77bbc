import { useTranslation } from 'react-i18next';
import { useStatus } from '../../../api/status';
import { Button, EmptyState, number } from '../../../ui';
import type { Filter } from '../logic/order';

/** Nothing in the queue: says what is well, and at a first start what will come. */
export function QueueEmpty({ filter, firstStart, onAll }: { filter: Filter; firstStart: boolean; onAll: () => void }) {
  const { t } = useTranslation('operations');
  const status = useStatus();
  if (filter !== 'all') {
    return (
      <EmptyState title={t(`queue.empty.${filter}`)} act={<Button small onClick={onAll}>{t('queue.empty.showAll')}</Button>} />
    );
  }
  const sensors = status?.sensors;
  return (
    <EmptyState title={t('queue.empty.title')}>
      {status?.realm === 'demo' && <p className="lead">{t(firstStart ? 'queue.empty.firstStart' : 'queue.empty.demo')}</p>}
      {sensors && <p>{t('queue.empty.sight', { seeing: number(sensors.seeing), total: number(sensors.total) })}</p>}
    </EmptyState>
  );
}

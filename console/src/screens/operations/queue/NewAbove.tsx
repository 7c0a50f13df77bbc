import { useTranslation } from 'react-i18next';
import { Kbd, SeverityShape, shapeOf } from '../../../ui';
import type { Alert } from '../logic/types';
import { subjectOf } from './Row';

export interface NewAboveProps {
  /** How many new ones stand above, or wait until the list may move. */
  count: number;
  /** The loudest new alert that is not in the list's window. */
  loud: Alert | null;
  onTop: () => void;
  onChoose: (id: string) => void;
}

/** What came while one looked elsewhere in the queue; a high or critical alert is named, and one press goes to it. */
export function NewAbove({ count, loud, onTop, onChoose }: NewAboveProps) {
  const { t } = useTranslation('operations');
  if (count === 0 && loud === null) return null;
  return (
    <div className="newabove" role="group" aria-label={t('queue.elsewhere')}>
      {loud && (
        <button type="button" className="loud" data-alert={loud.id} onClick={() => onChoose(loud.id)}>
          <SeverityShape shape={shapeOf(loud.severity)} />
          <b>{subjectOf(loud)}</b>
        </button>
      )}
      {count > 0 && (
        <button type="button" onClick={onTop}>
          <span>{t('queue.newAbove', { count })}</span>
          <Kbd keys="Home" />
        </button>
      )}
    </div>
  );
}

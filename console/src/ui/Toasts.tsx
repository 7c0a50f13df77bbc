import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './Button';
import { Icon } from './Icon';
import { dismiss, undoNewest, useToasts, type ToastItem } from './toast';
import { useKeys } from './keys';

const STAYS_MS = 10_000;

function Line({ item }: { item: ToastItem }) {
  const { t } = useTranslation('ui');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const start = () => {
    timer.current = setTimeout(() => dismiss(item.id), STAYS_MS);
  };
  const hold = () => clearTimeout(timer.current);
  useEffect(() => {
    start();
    return hold;
    // Started once for each line.
  }, []);
  return (
    <div className={`toast${item.kind === 'problem' ? ' c' : ''}`} onPointerEnter={hold} onPointerLeave={start} onFocus={hold} onBlur={start}>
      {item.kind === 'problem' && <Icon name="warn" size={16} />}
      <span>{item.text}</span>
      {item.undo && (
        <Button small keys="U" onClick={() => { dismiss(item.id); item.undo?.(); }}>
          {item.act ?? t('undo')}
        </Button>
      )}
      <Button kind="quiet" small icon="x" aria-label={t('dismiss')} onClick={() => dismiss(item.id)} />
    </div>
  );
}

/** Where toasts stand: one live region for the whole console. */
export function Toasts() {
  const { t } = useTranslation('ui');
  const items = useToasts();
  const undoable = items.some((item) => item.undo);
  useKeys(undoable ? [{ id: 'undo', keys: 'u', group: 'alert', label: t('undo'), run: () => void undoNewest() }] : [], [undoable, t]);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {items.map((item) => <Line key={item.id} item={item} />)}
    </div>
  );
}

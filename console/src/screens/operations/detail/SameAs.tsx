import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Kbd } from '../../../ui';
import { roundMetres } from '../../incidents/logic/near';
import { candidates, type Candidate } from '../logic/same';
import type { Alert } from '../logic/types';
import { alerts } from '../stores';

/** Which alert does it repeat? One figure picks it; the alert chosen stays, this one is set aside. */
export function SameAs({ alert, onSame, onClose }: { alert: Alert; onSame: (other: Alert) => void; onClose: () => void }) {
  const { t } = useTranslation('operations');
  const box = useRef<HTMLDivElement>(null);
  // As they stood when the question was asked: what comes in meanwhile does not move under the hand.
  const [found] = useState(() => candidates(alert, alerts.byId.values()));
  const [before] = useState(() => document.activeElement as HTMLElement | null);
  useEffect(() => {
    (box.current?.querySelector<HTMLElement>('button') ?? box.current)?.focus();
    return () => before?.isConnected ? before.focus() : undefined;
  }, [before]);
  const away = ({ metres, minutes }: Candidate) => {
    const far = metres === null ? null : roundMetres(metres);
    return [far && `${far.value} ${far.unit}`, minutes ? t('same.minutes', { count: minutes }) : t('same.now')].filter(Boolean).join(', ');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const buttons = [...(box.current?.querySelectorAll('button') ?? [])];
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const picked = found[Number(event.key) - 1];
    if (event.key === 'Escape') onClose();
    else if (picked) onSame(picked.alert);
    else if (step && buttons.length) buttons[(buttons.indexOf(document.activeElement as HTMLButtonElement) + step + buttons.length) % buttons.length]?.focus();
    else return;
    event.preventDefault();
  };
  return (
    <div
      className="pop reasons"
      role="dialog"
      aria-label={t('same.question')}
      ref={box}
      tabIndex={-1}
      onKeyDown={onKeyDown}
      onBlur={(event) => event.relatedTarget && !event.currentTarget.contains(event.relatedTarget) && onClose()}
    >
      <p className="meta h">{t('same.question')}</p>
      {found.length === 0 && <p className="meta h">{t('same.none')}</p>}
      {found.map((one, at) => (
        <button key={one.alert.id} type="button" onClick={() => onSame(one.alert)}>
          <span>{one.alert.number} {one.alert.title} <span className="t3">{away(one)}</span></span>
          <Kbd keys={String(at + 1)} />
        </button>
      ))}
    </div>
  );
}

import { useEffect, useRef, useState, type FormEvent, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Kbd } from '../../../ui';
import type { RejectReason } from '../logic/types';

export const REASONS: RejectReason[] = ['sensor_fault', 'planned', 'normal', 'too_small', 'wrong_place', 'other'];

export interface ReasonsProps {
  onReason: (reason: RejectReason, note?: string) => void;
  /** It repeats another alert: that is asked next. */
  onSame: () => void;
  onClose: () => void;
}

/** Why is it not real? One figure picks the reason; the sixth asks for words. */
export function Reasons({ onReason, onSame, onClose }: ReasonsProps) {
  const { t } = useTranslation('operations');
  const box = useRef<HTMLDivElement>(null);
  const [words, setWords] = useState<string | null>(null);
  const [before] = useState(() => document.activeElement as HTMLElement | null);
  useEffect(() => {
    box.current?.querySelector<HTMLElement>(words === null ? 'button' : 'input')?.focus();
  }, [words === null]);
  useEffect(() => () => before?.isConnected ? before.focus() : undefined, [before]);
  const pick = (reason: RejectReason) => (reason === 'other' ? setWords('') : onReason(reason));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.preventDefault();
      return words === null ? onClose() : setWords(null);
    }
    if (words !== null || event.ctrlKey || event.metaKey || event.altKey) return undefined;
    if (event.key.toLowerCase() === 'd') {
      event.preventDefault();
      return onSame();
    }
    const reason = REASONS[Number(event.key) - 1];
    if (reason) {
      event.preventDefault();
      return pick(reason);
    }
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step) {
      event.preventDefault();
      const all = [...(box.current?.querySelectorAll('button') ?? [])];
      all[(all.indexOf(document.activeElement as HTMLButtonElement) + step + all.length) % all.length]?.focus();
    }
    return undefined;
  };
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (words?.trim()) onReason('other', words.trim());
  };
  return (
    <div
      className="pop reasons"
      role="dialog"
      aria-label={t('reasons.question')}
      ref={box}
      onKeyDown={onKeyDown}
      onBlur={(event) => event.relatedTarget && !event.currentTarget.contains(event.relatedTarget) && onClose()}
    >
      <p className="meta h">{t('reasons.question')}</p>
      {words === null ? (
        <>
          {REASONS.map((reason, at) => (
            <button key={reason} type="button" onClick={() => pick(reason)}>
              {t(`reasons.${reason}`)}
              <Kbd keys={String(at + 1)} />
            </button>
          ))}
          <button type="button" onClick={onSame}>
            {t('same.instead')}
            <Kbd keys="D" />
          </button>
        </>
      ) : (
        <form onSubmit={send} className="words">
          <label htmlFor="reason-words">{t('reasons.words')}</label>
          <input id="reason-words" value={words} maxLength={500} autoComplete="off" onChange={(event) => setWords(event.target.value)} />
          <Button type="submit" disabled={!words.trim()}>{t('verdict.reject')}</Button>
        </form>
      )}
    </div>
  );
}

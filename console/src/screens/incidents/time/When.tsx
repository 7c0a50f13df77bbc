import { useTranslation } from 'react-i18next';
import { Icon, time } from '../../../ui';

const DAY_MIN = 24 * 60;

/** A clock time of the last day, `17:45` or `17:45:20`, in ms; null where the text is none. */
export function pastFrom(text: string, now: number): number | null {
  const match = /^([01]?\d|2[0-3])[:.]([0-5]\d)(?:[:.]([0-5]\d))?$/.exec(text.trim());
  if (!match) return null;
  const wanted = `${match[1]!.padStart(2, '0')}:${match[2]}`;
  const start = Math.floor(now / 60_000) * 60_000;
  for (let minute = 0; minute <= DAY_MIN; minute += 1) {
    const at = start - minute * 60_000;
    if (time(at) === wanted) return Math.min(now, at + Number(match[3] ?? 0) * 1000);
  }
  return null;
}

/** When it happened, where that is not now. */
export function When({ value, ok, onChange, onClose }: { value: string; ok: boolean; onChange: (value: string) => void; onClose: () => void }) {
  const { t } = useTranslation('incidents');
  return (
    <span className="when">
      <Icon name="clock" size={13} />
      <label>{t('compose.happened')} <input autoFocus value={value} aria-invalid={!ok} size={8} onChange={(event) => onChange(event.currentTarget.value)} /></label>
      {!ok && <span className="wrong meta" role="alert">{t('compose.whenWrong')}</span>}
      <button type="button" aria-label={t('compose.whenNow')} onClick={onClose}><Icon name="x" size={13} /></button>
    </span>
  );
}

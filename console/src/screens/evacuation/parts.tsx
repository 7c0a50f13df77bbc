import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui';
import { clock } from './frames';
import type { Order } from './types';
import css from './Evacuation.module.css';

interface Figure { label: string; value: number; most: number; least?: number; step?: number; onValue: (value: number) => void }

/** A number that stays within its limits. */
export function Field({ label, value, most, least = 0, step = 1, onValue }: Figure) {
  const take = (text: string) => {
    const said = Number(text);
    if (text !== '' && Number.isFinite(said)) onValue(Math.max(least, Math.min(most, said)));
  };
  return <input type="number" aria-label={label} title={label} min={least} max={most} step={step} value={value} onChange={(event) => take(event.currentTarget.value)} />;
}

/** 1805, 18.05 or 18:05 as 18:05; empty for nothing; null for what is no time of day. */
export function hourOf(said: string): string | null {
  const found = /^(\d{1,2})[:.]?([0-5]\d)$/.exec(said.trim());
  if (!said.trim()) return '';
  return found && Number(found[1]) < 24 ? `${(found[1] ?? '').padStart(2, '0')}:${found[2] ?? ''}` : null;
}

/** A time of day in 24 hours, whatever the browser's language: taken once it is whole, or when the field is left. */
export function Hour({ label, value, id, onValue }: { label: string; value: string; id?: string; onValue: (value: string) => void }) {
  const [typed, setTyped] = useState<string | null>(null);
  const wrong = typed !== null && hourOf(typed) === null;
  const take = (text: string | null) => {
    const said = text === null ? null : hourOf(text);
    setTyped(null);
    if (said !== null && said !== value) onValue(said);
  };
  return (
    <input id={id} type="text" inputMode="numeric" maxLength={5} placeholder="--:--" aria-label={label} aria-invalid={wrong} value={typed ?? value}
      onChange={(event) => { const text = event.currentTarget.value; if (hourOf(text) === text) take(text); else setTyped(text); }}
      onBlur={() => take(typed)} onKeyDown={(event) => { if (event.key === 'Enter') take(typed); }} />
  );
}

const COMPASS = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'] as const;

/** From when and until when, which way, by which street: numbers of a map's nodes tell nobody anything. */
export function orderOf(order: Order, t: (key: string) => string): string {
  const way = order.bearing === null ? null : COMPASS[Math.round(order.bearing / 45) % 8];
  const named = order.name || (/^[\d.-]+$/.test(order.towards) ? '' : order.towards);
  const hours = order.last_s === null ? clock(order.first_s) : `${clock(order.first_s)}–${clock(order.last_s)}`;
  return [`${hours} ${way ? t(`compass.${way}`) : ''}`.trim(), named].filter(Boolean).join(', ');
}

/** A thing drawn on the map, with its figures and, below, what is known of them. */
export function Row(props: { label: string; value: number; most: number; unit?: string; danger?: boolean; note?: string; old?: boolean; onValue: (value: number) => void; onRemove: () => void; second: Figure }) {
  const { t } = useTranslation('evacuation');
  const { label, value, most, danger, note, old, onValue, onRemove, second } = props;
  return (
    <div className={css.row}>
      <span className={danger ? css.danger : undefined} title={label}>{label}</span>
      <Field label={`${label}: ${t(danger ? 'situation.radius' : 'situation.people')}`} value={value} most={most} onValue={onValue} />
      <Field {...second} label={`${label}: ${second.label}`} />
      <Button small kind="quiet" icon="x" aria-label={t('situation.remove', { name: label })} onClick={onRemove} />
      {note && <small className={old ? css.old : 'meta'}>{note}</small>}
    </div>
  );
}

/** One of a few, side by side. */
export function Segments<Id extends string>({ label, value, options, onChange }: { label: string; value: Id; options: { id: Id; label: string }[]; onChange: (id: Id) => void }) {
  return (
    <div className={css.seg} role="group" aria-labelledby={label}>
      {options.map((one) => <button key={one.id} type="button" aria-pressed={one.id === value} className={one.id === value ? css.on : undefined} onClick={() => onChange(one.id)}>{one.label}</button>)}
    </div>
  );
}

/** The letter of a plan. */
export function Letter({ plan }: { plan: 'a' | 'b' }) {
  return <span className={`${css.ab} ${plan === 'a' ? css.a : css.b}`}>{plan.toUpperCase()}</span>;
}

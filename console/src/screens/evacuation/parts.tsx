import { useTranslation } from 'react-i18next';
import { Button } from '../../ui';
import css from './Evacuation.module.css';

interface Figure { label: string; value: number; most: number; least?: number; step?: number; onValue: (value: number) => void }

function Field({ label, value, most, least = 0, step = 1, onValue }: Figure) {
  const take = (text: string) => {
    const said = Number(text);
    if (text !== '' && Number.isFinite(said)) onValue(Math.max(least, Math.min(most, said)));
  };
  return <input type="number" aria-label={label} title={label} min={least} max={most} step={step} value={value} onChange={(event) => take(event.currentTarget.value)} />;
}

/** A thing drawn on the map, with its figures. */
export function Row(props: { label: string; value: number; most: number; unit?: string; danger?: boolean; onValue: (value: number) => void; onRemove: () => void; second: Figure }) {
  const { t } = useTranslation('evacuation');
  const { label, value, most, danger, onValue, onRemove, second } = props;
  return (
    <div className={css.row}>
      <span className={danger ? css.danger : undefined}>{label}</span>
      <Field label={`${label}: ${t(danger ? 'situation.radius' : 'situation.people')}`} value={value} most={most} onValue={onValue} />
      <Field {...second} label={`${label}: ${second.label}`} />
      <Button small kind="quiet" icon="x" aria-label={t('situation.remove', { name: label })} onClick={onRemove} />
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

import { useTranslation } from 'react-i18next';
import { useCityNow } from '../../api/status';
import { Button, time } from '../../ui';
import { BLANK_GATE, closesAfter, exitsOf, mapWidth, perMinute, widthFor, type NamedExit } from './gates';
import { clock } from './frames';
import { Field, Hour } from './parts';
import type { Place } from './place';
import type { Gate, Setting } from './types';
import css from './Evacuation.module.css';

interface Props { place: Place; setting: Setting; drawing: boolean; onDraw: () => void; onChange: (change: Partial<Setting>, undone?: string) => void }

/** Exits whose width and hours are known better than from the map; chosen on it, or by name. */
export function Exits({ place, setting, drawing, onDraw, onChange }: Props) {
  const { t } = useTranslation('evacuation');
  const now = useCityNow();
  const all = exitsOf(place, setting);
  const label = ({ number, name }: NamedExit) => (name ? t('exits.named', { number, name }) : t('exits.nth', { number }));
  /** When people set out matters only where an exit has hours. */
  const take = (gates: Setting['gates'], undone?: string) => {
    const timed = Object.values(gates).some((one) => one.opens || one.closes);
    onChange({ gates, starts: timed ? setting.starts || time(now) : '' }, undone);
  };
  const patch = (id: string, change: Partial<Gate>) => take({ ...setting.gates, [id]: { ...(setting.gates[id] ?? BLANK_GATE), ...change } });
  const known = all.filter((one) => one.id in setting.gates);
  return (
    <div className={css.fs}>
      <div className="sec"><h2>{t('exits.title')}</h2><span className="end"><Button small kind="quiet" icon="pen" onClick={onDraw} aria-pressed={drawing}>{t('exits.draw')}</Button></span></div>
      <select aria-label={t('exits.choose')} value="" onChange={(event) => event.currentTarget.value && patch(event.currentTarget.value, {})}>
        <option value="">{t('exits.choose')}</option>
        {all.filter((one) => !known.includes(one)).map((one) => <option key={one.id} value={one.id}>{label(one)}</option>)}
      </select>
      {setting.starts && (
        <p className={css.inline}><label htmlFor="ev-starts">{t('exits.starts')}</label>
          <Hour id="ev-starts" label={t('exits.starts')} value={setting.starts} onValue={(starts) => starts && onChange({ starts })} />
          {setting.starts !== time(now) && <Button small kind="quiet" onClick={() => onChange({ starts: time(now) })}>{t('exits.now')}</Button>}</p>
      )}
      {known.map((one) => (
        <GateRow key={one.id} label={label(one)} place={place} id={one.id} gate={setting.gates[one.id] ?? BLANK_GATE} starts={setting.starts} onChange={(change) => patch(one.id, change)}
          onRemove={() => take(Object.fromEntries(Object.entries(setting.gates).filter(([id]) => id !== one.id)), t('exits.removed', { name: label(one) }))} />
      ))}
    </div>
  );
}

function GateRow({ label, place, id, gate, starts, onChange, onRemove }: { label: string; place: Place; id: string; gate: Gate; starts: string; onChange: (change: Partial<Gate>) => void; onRemove: () => void }) {
  const { t } = useTranslation('evacuation');
  const width = gate.width_m ?? Math.round(mapWidth(place, place.at.get(id) ?? -1) * 10) / 10;
  const closes = closesAfter(gate, starts);
  const hour = (key: 'opens' | 'closes') => (
    <label><span>{t(`exits.${key}`)}</span><Hour label={`${label}: ${t(`exits.${key}`)}`} value={gate[key]} onValue={(hour) => onChange({ [key]: hour })} /></label>
  );
  return (
    <fieldset className={css.gate} aria-label={label}>
      <span className={css.inline}><b title={label}>{label}</b><Button small kind="quiet" icon="x" aria-label={t('situation.remove', { name: label })} onClick={onRemove} /></span>
      <label><span>{t('exits.width')}</span><Field label={`${label}: ${t('exits.width')}`} value={width} most={500} least={0.1} step={0.1} onValue={(width_m) => onChange({ width_m })} /></label>
      <label><span>{t('exits.flow')}</span><Field label={`${label}: ${t('exits.flow')}`} value={perMinute(place, width)} most={30_000} least={8} onValue={(persons) => onChange({ width_m: widthFor(place, persons) })} /></label>
      {hour('opens')}
      {hour('closes')}
      {closes !== null && <small className={closes ? 'meta' : css.old}>{closes ? t('exits.closesIn', { time: clock(closes) }) : t('exits.shut')}</small>}
    </fieldset>
  );
}

import { useTranslation } from 'react-i18next';
import type { MeasuredOut, ModelOut } from '../../api/generated';
import { date, number, Panel } from '../../ui';
import css from './Tools.module.css';

/** What was measured: how much, its interval, on which data, when and by which program. */
export function Measured({ figures }: { figures: MeasuredOut[] }) {
  const { t } = useTranslation('tools');
  const span = (one: MeasuredOut) => (one.low === null || one.high === null ? '' : ` (${number(one.low, 4)}–${number(one.high, 4)})`);
  return (
    <ul className={css.measured}>
      {figures.map((one) => (
        <li key={one.name}>
          <span>{one.name}</span>
          <b className="num">{number(one.value, 4)}{one.unit && ` ${one.unit}`}{span(one)}</b>
          <span className="meta">{t('measured.by', { data: one.data, at: date(one.measured_on), program: one.measured_by })}</span>
        </li>
      ))}
    </ul>
  );
}

/** The models that a tool loads, with what each was measured at and where not to trust it. One without a card is not loaded. */
export function Models({ models }: { models: ModelOut[] }) {
  const { t } = useTranslation('tools');
  if (!models.length) return null;
  return (
    <Panel title={t('models.title')} className={css.facts}>
      {models.map((model) => (
        <section key={model.id} aria-label={model.name}>
          <p><b>{model.name}</b> {model.purpose}</p>
          <Measured figures={model.figures} />
          <dl>
            <div><dt>{t('models.trained')}</dt><dd>{model.trained_on}</dd></div>
            <div><dt>{t('models.licence')}</dt><dd>{model.licence}</dd></div>
            <div><dt>SHA-256</dt><dd><code title={model.sha256}>{model.sha256.slice(0, 16)}…</code></dd></div>
          </dl>
          {model.limits.map((limit) => <p key={limit} className="meta">{limit}</p>)}
        </section>
      ))}
    </Panel>
  );
}

import { useTranslation } from 'react-i18next';
import type { ModelOut } from '../../api/generated';
import { number, Panel } from '../../ui';
import css from './Tools.module.css';

/** The models that a tool loads, with what each was measured at and where not to trust it. One without a card is not loaded. */
export function Models({ models }: { models: ModelOut[] }) {
  const { t } = useTranslation('tools');
  if (!models.length) return null;
  const span = (low: number | null, high: number | null) => (low === null || high === null ? '' : ` (${number(low)}–${number(high)})`);
  return (
    <Panel title={t('models.title')} className={css.facts}>
      {models.map((model) => (
        <section key={model.id} aria-label={model.name}>
          <p><b>{model.name}</b> {model.purpose}</p>
          <dl>
            {model.figures.map((one) => <div key={one.name}><dt>{one.name}</dt><dd title={`${one.data}; ${one.measured_by}`}>{number(one.value)}{span(one.low, one.high)}{one.unit && ` ${one.unit}`}</dd></div>)}
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

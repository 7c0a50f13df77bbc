import { useTranslation } from 'react-i18next';
import css from './Effects.module.css';

/** Acts of the law whose dialogs say the same four things. */
export type Act = 'ask' | 'override' | 'allow' | 'refuse' | 'review' | 'pause' | 'lift' | 'erase' | 'shorten' | 'lock' | 'unlock' | 'putBack' | 'decide' | 'officer';

const PARTS = ['what', 'who', 'long', 'undo'] as const;

/** What an act does, who is told, how long it lasts and how it is undone: the same four lines in every dialog of the law. */
export function Effects({ of, values = {} }: { of: Act; values?: Record<string, string> }) {
  const { t } = useTranslation('effects');
  return (
    <dl className={css.effects} aria-label={t('label')}>
      {PARTS.map((part) => <div key={part}><dt>{t(part)}</dt><dd>{t(`act.${of}.${part}`, values)}</dd></div>)}
    </dl>
  );
}

/** The same, folded, where one press decides without a dialog. */
export function EffectsBelow({ of, values = {} }: { of: Act; values?: Record<string, string> }) {
  const { t } = useTranslation('effects');
  return <details className={css.below}><summary className="meta">{t('then')}</summary><Effects of={of} values={values} /></details>;
}

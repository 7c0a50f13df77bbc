import { useTranslation } from 'react-i18next';
import type { IdentifierIn } from '../../../api/generated';
import { Button } from '../../../ui';
import css from './Requests.module.css';

const KINDS: IdentifierIn['kind'][] = ['name', 'email', 'phone', 'plate', 'handle', 'other'];

/** What the person gave to be found by. */
export function Identifiers({ value, onChange }: { value: IdentifierIn[]; onChange: (value: IdentifierIn[]) => void }) {
  const { t } = useTranslation('rights');
  const put = (at: number, change: Partial<IdentifierIn>) => onChange(value.map((one, index) => (index === at ? { ...one, ...change } : one)));
  return (
    <fieldset className={css.given}>
      <legend className="lbl">{t('field.identifiers')}</legend>
      {value.map((one, at) => (
        <div key={at} className={css.identifier}>
          <select aria-label={t('identifier.kind')} value={one.kind} onChange={(event) => put(at, { kind: event.currentTarget.value as IdentifierIn['kind'] })}>
            {KINDS.map((kind) => <option key={kind} value={kind}>{t(`identifier.${kind}`)}</option>)}
          </select>
          <input aria-label={t(`identifier.${one.kind}`)} value={one.value} maxLength={120} onChange={(event) => put(at, { value: event.currentTarget.value })} />
          <Button kind="quiet" icon="x" aria-label={t('identifier.remove')} onClick={() => onChange(value.filter((_, index) => index !== at))} />
        </div>
      ))}
      {value.length < 20 && <Button small kind="quiet" icon="plus" onClick={() => onChange([...value, { kind: 'phone', value: '' }])}>{t('identifier.add')}</Button>}
    </fieldset>
  );
}

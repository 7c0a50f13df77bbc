import { useTranslation } from 'react-i18next';
import { Icon, iconOf } from '../../ui';
import type { ProcedureOut } from './types';

/** Every procedure: what it is for, which version is in force, how often it was run. */
export function List({ items, chosen, onChoose }: { items: ProcedureOut[]; chosen?: string; onChoose: (id: string) => void }) {
  const { t } = useTranslation('procedures');
  return (
    <ul className="plist">
      {items.map((one) => (
        <li key={one.id}>
          <button type="button" data-procedure={one.id} className={one.id === chosen ? 'on' : ''} aria-current={one.id === chosen || undefined} onClick={() => onChoose(one.id)}>
            <Icon name={iconOf(one.icon)} size={18} />
            <b>{one.title || t('flow.empty')}</b>
            <span className="meta">{one.kind_title || t('about.choose')}{one.places.length > 0 && ` · ${one.places.join(', ')}`}</span>
            <span className="marks">
              <span className={`chip ${one.state}`}>{t(`state.${one.state}`)} {one.version}</span>
              {one.draft !== null && one.state !== 'draft' && <span className="chip draft">{t('state.draft')} {one.draft}</span>}
              <span className="meta">{t('runs', { count: one.runs })}</span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

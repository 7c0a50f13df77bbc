import { useTranslation } from 'react-i18next';
import { Chip, moment, SeverityShape, shapeOf } from '../../ui';
import { shownSeverity, titleOf } from './api';
import type { Warning } from './types';
import css from './Warnings.module.css';

const GROUPS: Warning['state'][] = ['draft', 'running', 'ended'];

/** Warnings by how far they are: drafts, running, ended. */
export function WarningList({ warnings, chosen, onChoose }: { warnings: Warning[]; chosen?: string; onChoose: (id: string) => void }) {
  const { t, i18n } = useTranslation('warnings');
  return (
    <>
      {GROUPS.map((state) => {
        const list = warnings.filter((each) => each.state === state);
        if (list.length === 0) return null;
        return (
          <section key={state} aria-label={t(`group.${state}`)}>
            <h2 className="sec">{t(`group.${state}`)}<span className="end">{list.length}</span></h2>
            <ul className={css.list}>
              {list.map((each) => (
                <li key={each.id} className={each.id === chosen ? css.chosen : undefined} onClick={() => onChoose(each.id)}>
                  <SeverityShape shape={shapeOf(shownSeverity(each.content))} size={16} bare />
                  <div>
                    <button type="button" aria-current={each.id === chosen || undefined} onClick={() => onChoose(each.id)}>{titleOf(each.content, i18n.language) || t('untitled')}</button>
                    <p className="meta">{[each.number, state === 'draft' ? t('by', { name: each.editors[0]?.name ?? '' }) : t(state === 'running' ? 'until' : 'ended', { at: moment(each.expires_at ?? each.changed_at) })].join(', ')}</p>
                  </div>
                  {each.type !== 'Alert' && <Chip edge>{t(`type.${each.type}`)}</Chip>}
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}

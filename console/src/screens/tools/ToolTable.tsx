import { useTranslation } from 'react-i18next';
import type { Tool } from '../../api/types';
import { Icon, iconOf, number, SeverityShape } from '../../ui';
import { Bars } from './Bars';
import css from './Tools.module.css';

/** Running, late, blind or stopped: shape and word, violet where it cannot see. */
export function State({ tool }: { tool: Tool }) {
  const { t } = useTranslation('tools');
  const { running, health, reason } = tool.state;
  if (!running) return <span className={`${css.state} ${css.rest}`} title={reason ?? undefined}><i />{t('ui:state.stopped')}</span>;
  if (health === 'fresh') return <span className={css.state}><i />{t('ui:state.running')}</span>;
  if (health === 'unknown') return <span className={`${css.state} ${css.rest}`} title={reason ?? undefined}><i />{reason || t('ui:state.waiting')}</span>;
  return (
    <span className={`${css.state} vio`} title={reason ?? undefined}>
      <SeverityShape shape="blind" size={14} bare />
      <span className={css.clip}>{reason || t(`ui:state.${health}`)}</span>
    </span>
  );
}

/** A quality level as squares and a figure; four is the highest. */
export function Level({ level }: { level: number }) {
  const { t } = useTranslation('tools');
  return (
    <span className={css.level} title={t('level.of', { level })}>
      {[1, 2, 3, 4].map((each) => <i key={each} className={each <= level ? css.full : ''} aria-hidden="true" />)}
      <span>{number(level)}</span>
    </span>
  );
}

/** The tools: dense rows, one chosen. */
export function ToolTable({ tools, chosen, onChoose }: { tools: Tool[]; chosen?: string; onChoose: (id: string) => void }) {
  const { t } = useTranslation('tools');
  return (
    <table className={css.table}>
      <thead>
        <tr>
          <th scope="col" className={css.first}>{t('column.tool')}</th>
          <th scope="col">{t('column.state')}</th>
          <th scope="col">{t('column.shown')}</th>
          <th scope="col" className="num">{t('column.real')}</th>
          <th scope="col">{t('column.level')}</th>
        </tr>
      </thead>
      <tbody>
        {tools.map((tool) => {
          const total = tool.shown_7d.reduce((sum, count) => sum + count, 0);
          return (
            <tr key={tool.id} className={tool.id === chosen ? css.chosen : undefined} onClick={() => onChoose(tool.id)}>
              <td className={css.first}>
                <div className={css.name}>
                  <Icon name={iconOf(tool.icon)} size={20} />
                  <button type="button" aria-current={tool.id === chosen || undefined} onClick={() => onChoose(tool.id)}>{tool.name}</button>
                  <span className="meta">{tool.watches || tool.purpose}</span>
                </div>
              </td>
              <td><State tool={tool} /></td>
              <td>{total ? <Bars values={tool.shown_7d} label={t('shown', { count: total })} /> : <span className="t3">{t('none.shown')}</span>}</td>
              <td className="num">
                {tool.judged.judged ? t('realOf', { real: number(tool.judged.real), judged: number(tool.judged.judged) }) : <span className="t3">{t('notJudged')}</span>}
              </td>
              <td><Level level={tool.level} /></td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

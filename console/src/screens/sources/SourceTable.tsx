import { useTranslation } from 'react-i18next';
import { useStatus } from '../../api/status';
import type { Source, SourceType } from '../../api/types';
import { age, compact, Icon, moment, SeverityShape, useNow, type IconName } from '../../ui';
import css from './Sources.module.css';

const PICTURES: Record<string, IconName> = { mqtt: 'ops', http: 'download', push: 'download', replay: 'play' };

/** A type's picture; types from packages have the sources' own. */
export function pictureOf(type: string): IconName {
  return PICTURES[type] ?? 'sources';
}

/** Fresh, late, blind or switched off, in shape and word. */
export function Health({ source }: { source: Source }) {
  const { t } = useTranslation('sources');
  const { state, reason } = source.health;
  const silent = state === 'fresh' && source.counts.last_at === null;
  if (!source.enabled) return <span className={`${css.state} ${css.rest}`}><i />{t('off')}</span>;
  if (state === 'fresh') return <span className={css.state} title={reason}><i />{t('ui:state.fresh')}</span>;
  if (state === 'unknown' || silent) return <span className={`${css.state} ${css.rest}`} title={reason}><i />{t('ui:state.waiting')}</span>;
  return <span className={`${css.state} vio`} title={reason}><SeverityShape shape="blind" size={14} bare />{t(`ui:state.${state}`)}</span>;
}

/** How long ago the last reading came, by the machine's clock: a source is late in real time. */
export function Last({ at }: { at: string | null }) {
  const { t } = useTranslation('sources');
  const now = useNow();
  if (!at) return <span className="t3">{t('never')}</span>;
  return <time dateTime={at} title={moment(at)}>{age(now - new Date(at).getTime())}</time>;
}

/** The sources: dense rows, one chosen. */
export function SourceTable(props: { sources: Source[]; types: SourceType[]; chosen?: string; onChoose: (id: string) => void }) {
  const { sources, types, chosen, onChoose } = props;
  const { t } = useTranslation('sources');
  const progress = useStatus()?.progress ?? [];
  return (
    <table className={css.table}>
      <thead>
        <tr>
          <th scope="col" className={css.first}>{t('column.source')}</th>
          <th scope="col">{t('column.health')}</th>
          <th scope="col" className="num">{t('column.accepted')}</th>
          <th scope="col" className="num">{t('column.late')}</th>
          <th scope="col" className="num">{t('column.refused')}</th>
          <th scope="col" className="num">{t('column.last')}</th>
        </tr>
      </thead>
      <tbody>
        {sources.map((source) => {
          const task = progress.find((each) => each.task === `source:${source.id}` && each.done < each.total);
          return (
            <tr key={source.id} className={source.id === chosen ? css.chosen : undefined} onClick={() => onChoose(source.id)}>
              <td className={css.first}>
                <div className={css.name}>
                  <Icon name={pictureOf(source.type)} size={20} />
                  <button type="button" aria-current={source.id === chosen || undefined} onClick={() => onChoose(source.id)}>{source.name}</button>
                  <span className="meta">{task ? task.text : (types.find((each) => each.id === source.type)?.name ?? source.type)}</span>
                  {task && <span className={`bar ${css.inRow}`} aria-hidden="true"><i style={{ width: `${(100 * task.done) / task.total}%` }} /></span>}
                </div>
              </td>
              <td><Health source={source} /></td>
              <td className="num">{compact(source.counts.accepted)}</td>
              <td className="num">{source.counts.late ? compact(source.counts.late) : <span className="t3">0</span>}</td>
              <td className="num">{source.counts.refused ? compact(source.counts.refused) : <span className="t3">0</span>}</td>
              <td className="num"><Last at={source.counts.last_at} /></td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Preview } from '../../api/types';
import { EmptyState, Icon, Loading, moment, number, Problem, SeverityShape } from '../../ui';
import css from './Sources.module.css';

/** What the sample becomes, renewed with every change; nothing is saved by looking. */
export function PreviewPane({ preview, empty }: { preview: UseQueryResult<Preview>; empty: boolean }) {
  const { t } = useTranslation('sources');
  return (
    <section className={`${css.col} ${css.preview} scroll`} aria-label={t('preview.title')}>
      <h2 className="sec">{t('preview.title')}</h2>
      <div role="status" className={css.previewBody}>
        {empty && <EmptyState title={t('preview.none')}>{t('preview.noneText')}</EmptyState>}
        {!empty && preview.isPending && <Loading />}
        {!empty && preview.error && <Problem error={preview.error} />}
        {!empty && preview.data && <Found found={preview.data} />}
      </div>
    </section>
  );
}

function Found({ found }: { found: Preview }) {
  const { t } = useTranslation('sources');
  const all = found.total > 0 && found.refused_total === 0;
  return (
    <>
      <p className={css.verdict}>
        {all ? <Icon name="check" /> : <SeverityShape shape={found.total ? 'low' : 'blind'} bare />}
        <b>
          {t('preview.taken', { count: found.total, shown: number(found.total) })}
          {found.refused_total > 0 && ` ${t('preview.refused', { count: found.refused_total, shown: number(found.refused_total) })}`}
        </b>
      </p>
      {found.rows.length > 0 && (
        <table className={css.rowsTable}>
          <thead>
            <tr>
              <th scope="col">{t('role.sensor')}</th>
              <th scope="col">{t('role.time')}</th>
              <th scope="col" className="num">{t('role.value')}</th>
              <th scope="col">{t('role.unit')}</th>
            </tr>
          </thead>
          <tbody>
            {found.rows.slice(0, 20).map((row, place) => (
              // Rows of a preview have no identity but their place.
              <tr key={place}>
                <td>{row.sensor}</td>
                <td>{moment(row.time)}</td>
                <td className="num"><b>{number(row.value)}</b></td>
                <td className="t2">{row.unit}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {found.refusals.length > 0 && (
        <ul className={css.faults}>
          {found.refusals.slice(0, 12).map((refusal, place) => (
            <li key={place}>
              <span>{refusal.problem}</span>
              <span className="t2">{refusal.remedy}</span>
              <span className="meta">
                {t('preview.at', { position: refusal.position + 1 })}{refusal.field && <> · <code>{refusal.field}</code></>}
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

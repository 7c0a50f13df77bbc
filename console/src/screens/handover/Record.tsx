import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Masked } from '../../grants/Masked';
import { Button, Loading, moment, Problem, time } from '../../ui';
import { ordered, recordQuery } from './api';
import css from './Handover.module.css';

/** A handover as it was kept, for reading and for paper. */
export function Record({ id }: { id: string }) {
  const { t, i18n } = useTranslation('handover');
  const { data, error, isPending, refetch } = useQuery(recordQuery(id, i18n.language));
  if (isPending) return <Loading />;
  if (error) return <Problem error={error} retry={() => void refetch()} />;
  return (
    <article className={`${css.record} scroll`} tabIndex={0} aria-label={t('record')}>
      <header>
        <div>
          <h1>{t('recordTitle', { desk: data.desk_name })}</h1>
          <p className="t2">{t('pair', { leaver: data.leaver.name, taker: data.taker.name })} · {moment(data.started_at)}{data.ended_at && ` – ${time(data.ended_at, true)}`} · {t(`state.${data.state}`)}</p>
        </div>
        <span className={css.acts}>
          <Button kind="line" icon="doc" onClick={() => window.print()}>{t('print')}</Button>
          <Link className="btn" to="/handover">{t('back')}</Link>
        </span>
      </header>
      {data.note && <p>{data.note}{data.masked && <> <Masked kind="handover" id={data.id} /></>}</p>}
      <table>
        <thead><tr>{['kind', 'what', 'had', 'fate', 'note'].map((name) => <th key={name} scope="col">{t(`column.${name}`)}</th>)}</tr></thead>
        <tbody>
          {ordered(data.items).map((item) => (
            <tr key={`${item.kind}${item.id}`}>
              <td className="nw t2">{t(`kind.${item.kind}`)}</td>
              <td><b>{item.title}</b>{item.line && <span className="t2"> {item.line}</span>}</td>
              <td className="nw">{item.owner?.name ?? '–'}</td>
              <td className="nw">{t(`is.${item.done}`)}{item.at && <span className="t3"> {time(item.at, true)}</span>}</td>
              <td>{item.note}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </article>
  );
}

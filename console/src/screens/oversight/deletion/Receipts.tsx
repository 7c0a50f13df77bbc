import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReceiptOut } from '../../../api/generated';
import { Button, EmptyState, Loading, moment, number, Problem } from '../../../ui';
import { erasuresQuery, receiptsQuery } from './api';
import css from './Deletion.module.css';

/** What was deleted, with the keys that were destroyed; orders that still wait stand before. */
export function Receipts() {
  const { t, i18n } = useTranslation('deletion');
  const [cursors, setCursors] = useState(['']);
  const cursor = cursors[cursors.length - 1] ?? '';
  const { data, error, isPending, refetch } = useQuery({ ...receiptsQuery(i18n.language, cursor), placeholderData: keepPreviousData });
  const orders = useQuery(erasuresQuery(i18n.language)).data?.filter((one) => !one.done_at || one.kept.length > 0) ?? [];
  return (
    <section className={css.part} aria-labelledby="receipts-title" tabIndex={0}>
      <h2 id="receipts-title">{t('receipts.title')}</h2>
      <ul className={css.rows}>
        {orders.map((one) => (
          <li key={one.id}>
            <div>
              <b>{t('receipts.order', { title: one.title, count: one.items.length, shown: number(one.items.length) })}</b>{' '}
              <span className={css.over}>{one.done_at ? t('receipts.kept', { count: one.kept.length, shown: number(one.kept.length) }) : t('receipts.waiting')}</span>
              <p>{one.reason} <span className="meta">{one.by.name}, {moment(one.at)}</span></p>
            </div>
          </li>
        ))}
      </ul>
      {isPending && <Loading />}
      {error && <Problem error={error} retry={() => void refetch()} />}
      {data?.items.length === 0 && <EmptyState title={t('receipts.none.title')}>{t('receipts.none.text')}</EmptyState>}
      {data && data.items.length > 0 && (
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{t('receipts.at')}</th>
              <th scope="col">{t('receipts.what')}</th>
              <th scope="col" className="num">{t('receipts.items')}</th>
              <th scope="col" className="num">{t('receipts.keys')}</th>
              <th scope="col">{t('receipts.why')}</th>
              <th scope="col">{t('receipts.number')}</th>
            </tr>
          </thead>
          <tbody>{data.items.map((one) => <Row key={one.id} one={one} />)}</tbody>
        </table>
      )}
      <div className={css.head}>
        {cursors.length > 1 && <Button small onClick={() => setCursors((now) => now.slice(0, -1))}>{t('receipts.newer')}</Button>}
        {data?.next && <Button small onClick={() => setCursors((now) => [...now, data.next ?? ''])}>{t('receipts.older')}</Button>}
      </div>
    </section>
  );
}

function Row({ one }: { one: ReceiptOut }) {
  const { t } = useTranslation('deletion');
  return (
    <tr>
      <td className="t2">{moment(one.at)}</td>
      <th scope="row">{one.title}{one.of && <span className="t3"> {one.of}</span>}</th>
      <td className="num">{number(one.items)}</td>
      <td className="num">
        {one.keys.length ? number(one.keys.length) : '–'}
        {one.waiting > 0 && <span className="meta"> {t('receipts.later', { count: one.waiting, shown: number(one.waiting) })}</span>}
      </td>
      <td className="t2">
        {one.reason}{one.by && `, ${one.by.name}`}
        {one.kept > 0 && <span className={css.over}> {t('receipts.kept', { count: one.kept, shown: number(one.kept) })}</span>}
      </td>
      <td><code>{one.id}</code></td>
    </tr>
  );
}

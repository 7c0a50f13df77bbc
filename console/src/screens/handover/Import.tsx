import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { RosterImportOut } from '../../api/generated';
import { Button, Problem } from '../../ui';
import css from './Handover.module.css';

/** A calendar or a table becomes shifts; first it is looked at, and what cannot be mapped is named line by line. */
export function Import({ desk, onDone }: { desk: string; onDone: (done: RosterImportOut) => void }) {
  const { t } = useTranslation('handover');
  const [text, setText] = useState('');
  const form = text.trimStart().toUpperCase().startsWith('BEGIN:VCALENDAR') ? 'ical' : 'csv';
  const { mutate, data, error, isPending, reset } = useMutation({
    mutationFn: (dry: boolean) => api.post<RosterImportOut>('/shifts/roster/import', { text, form, desk, dry_run: dry }),
    onSuccess: (done, dry) => { if (!dry) { setText(''); onDone(done); } },
  });
  return (
    <section className={css.box2}>
      <h2 className="sec">{t('import.title')}</h2>
      <p className="meta">{t('import.hint')}</p>
      <input type="file" accept=".ics,.csv,text/calendar,text/csv" aria-label={t('import.file')} onChange={(event) => { reset(); void event.currentTarget.files?.[0]?.text().then(setText); }} />
      <label className="sr" htmlFor="roster-text">{t('import.text')}</label>
      <textarea id="roster-text" rows={4} value={text} placeholder={t('import.example')} onChange={(event) => { reset(); setText(event.currentTarget.value); }} />
      <div className={css.row}>
        <Button disabled={!text.trim()} busy={isPending} onClick={() => mutate(true)}>{t('import.look')}</Button>
        <Button kind="pri" disabled={!data?.added || !text.trim()} busy={isPending} onClick={() => mutate(false)}>{t('import.take', { count: data?.added ?? 0 })}</Button>
      </div>
      {error && <Problem error={error} />}
      {data && <p role="status">{t('import.report', { added: data.added, same: data.same, unmapped: data.unmapped.length })}</p>}
      {data && data.unmapped.length > 0 && (
        <table>
          <thead><tr>{['line', 'problem', 'remedy', 'text'].map((name) => <th key={name} scope="col">{t(`import.column.${name}`)}</th>)}</tr></thead>
          <tbody>
            {data.unmapped.slice(0, 200).map((one) => (
              <tr key={one.line}><td>{one.line}</td><td>{one.problem}</td><td>{one.remedy}</td><td className="t2">{one.text}</td></tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

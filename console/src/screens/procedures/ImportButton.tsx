import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { Button, Dialog, Problem, toast } from '../../ui';
import type { ImportOut } from './types';

/** Makes a draft from a JSON or CSV file, and tells what could not be mapped. */
export function ImportButton({ onMade }: { onMade: (id: string) => void }) {
  const { t } = useTranslation('procedures');
  const queries = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const [made, setMade] = useState<ImportOut | null>(null);
  const [error, setError] = useState<unknown>(null);
  const read = async (file: File | undefined) => {
    if (!file) return;
    setError(null);
    try {
      const format = file.name.toLowerCase().endsWith('.csv') ? 'csv' : 'json';
      const done = await api.post<ImportOut>('/procedures/import', { format, text: await file.text() });
      await queries.invalidateQueries({ queryKey: ['procedures', 'list'] });
      onMade(done.id);
      if (done.unmapped.length) setMade(done);
      else toast(t('import.done'));
    } catch (problem) {
      setError(problem);
    }
    if (input.current) input.current.value = '';
  };
  return (
    <>
      <Button kind="line" small onClick={() => input.current?.click()}>{t('import.title')}</Button>
      <input ref={input} type="file" accept=".json,.csv" hidden data-import aria-label={t('import.title')} onChange={(event) => void read(event.currentTarget.files?.[0])} />
      <Dialog open={made !== null || error !== null} onClose={() => { setMade(null); setError(null); }} title={t('import.title')}>
        {error !== null && <Problem error={error} />}
        {made && (
          <>
            <p>{t('import.left', { count: made.unmapped.length })}</p>
            <ol className="unmapped">
              {made.unmapped.slice(0, 200).map((one, nth) => <li key={nth}><b>{one.row > 0 && t('import.row', { row: one.row })} {one.field}</b> {one.problem} <span className="t2">{one.remedy}</span></li>)}
            </ol>
          </>
        )}
      </Dialog>
    </>
  );
}

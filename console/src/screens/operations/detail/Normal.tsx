import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../api/session';
import type { SeriesEvidence } from '../../../evidence/types';
import { Button } from '../../../ui';
import { Answer, useAsk } from '../../tools/Ask';
import { pageQuery } from '../../tools/page';

const DAY_MS = 86_400_000;

/** Below a measured line: what would have been normal, a day before it deviated and a day after, where the tool can say. */
export function Normal({ tool, evidence }: { tool: string; evidence: SeriesEvidence }) {
  const { t, i18n } = useTranslation('evidence');
  const may = useMay('ask_tools');
  const { data } = useQuery({ ...pageQuery(tool, i18n.language), enabled: may, staleTime: 60_000 });
  const { said, error, busy, ask } = useAsk(tool);
  const since = evidence.from ?? evidence.time.at(-1);
  if (since === undefined || !data?.questions.some((one) => one.name === 'normal')) return null;
  const start = new Date((typeof since === 'number' ? since : Date.parse(since)) - DAY_MS).toISOString();
  return (
    <div className="normal">
      {!said?.answer && <Button small kind="quiet" busy={busy} onClick={() => void ask('normal', { sensor: evidence.sensor, start, hours: 48 })}>{t('normal')}</Button>}
      <Answer said={said} error={error} busy={busy} />
    </div>
  );
}

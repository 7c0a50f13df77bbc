import { useTranslation } from 'react-i18next';
import { useOwnTime } from '../../../api/status';
import { Masked } from '../../../grants/Masked';
import { shapeOf, time } from '../../../ui';
import type { AlertDetail, HistoryEntry, Severity } from '../logic/types';

interface HistoryDetail {
  reason?: string;
  note?: string;
  severity?: Severity;
  sample?: string;
  holder?: string;
  seal?: string;
  temperature_c?: number;
}

/** Who did what, oldest first. */
export function History({ alert }: { alert: AlertDetail }) {
  const { t } = useTranslation('operations');
  const own = useOwnTime();
  const { t: tUi } = useTranslation('ui');
  const wordOf = (entry: HistoryEntry): string => {
    const who = entry.by?.name ?? '';
    const key = entry.what.replaceAll(/[\s.-]/g, '_');
    return t(`history.what.${key}`, { who: who || alert.tool_name, defaultValue: [who, entry.what].filter(Boolean).join(': ') });
  };
  const detailOf = ({ detail }: HistoryEntry): string => {
    const { reason, note, severity, sample, holder, seal, temperature_c } = detail as HistoryDetail;
    const words = [
      sample ? t('history.sample', { sample }) : '',
      holder ?? '',
      seal ?? '',
      typeof temperature_c === 'number' ? `${temperature_c} °C` : '',
      reason && reason !== 'other' ? t(`reasons.${reason}`) : '',
      note ?? '',
      severity ? tUi(`severity.${shapeOf(severity)}`) : '',
    ];
    return words.filter(Boolean).join(', ');
  };
  // The note of the verdict in force may be asked for; it stands at the verdict's own line.
  const judged = alert.verdict?.masked ? alert.history.findLast((entry) => entry.what.startsWith('verdict.')) : undefined;
  return (
    <div className="block">
      <h3 className="sec">{t('history.title')}{own && <span className="end">{t('history.realTime')}</span>}</h3>
      <ol className="hist">
        {alert.history.map((entry) => (
          <li key={`${entry.at}${entry.what}`}>
            <time className="t3" dateTime={entry.at}>{time(entry.at)}</time>
            <span>
              {wordOf(entry)}
              {detailOf(entry) && <span className="t2">: {detailOf(entry)}</span>}
              {entry === judged && alert.verdict && <> <Masked kind="alert_note" id={alert.verdict.id} /></>}
            </span>
          </li>
        ))}
      </ol>
      <p className="meta">{t('history.tool', { tool: alert.tool_name, version: alert.tool_version })}</p>
    </div>
  );
}

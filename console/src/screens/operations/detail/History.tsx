import { useTranslation } from 'react-i18next';
import { time } from '../../../ui';
import type { AlertDetail, HistoryEntry } from '../logic/types';

function nameOf(by: HistoryEntry['by']): string {
  if (by === null) return '';
  return typeof by === 'string' ? by : by.name;
}

/** Who did what, oldest first. */
export function History({ alert }: { alert: AlertDetail }) {
  const { t } = useTranslation('operations');
  const wordOf = (entry: HistoryEntry): string => {
    const who = nameOf(entry.by);
    const key = entry.what.replaceAll(/[\s.-]/g, '_');
    return t(`history.what.${key}`, { who: who || alert.tool_name, defaultValue: [who, entry.what].filter(Boolean).join(': ') });
  };
  const detailOf = (entry: HistoryEntry): string => {
    if (typeof entry.detail !== 'string' || !entry.detail) return '';
    return t(`reasons.${entry.detail}`, { defaultValue: entry.detail });
  };
  return (
    <div className="block">
      <h3 className="sec">{t('history.title')}</h3>
      <ol className="hist">
        {alert.history.map((entry) => (
          <li key={`${entry.at}${entry.what}`}>
            <time className="t3" dateTime={entry.at}>{time(entry.at)}</time>
            <span>
              {wordOf(entry)}
              {detailOf(entry) && <span className="t2">: {detailOf(entry)}</span>}
            </span>
          </li>
        ))}
      </ol>
      <p className="meta">{t('history.tool', { tool: alert.tool_name, version: alert.tool_version })}</p>
    </div>
  );
}

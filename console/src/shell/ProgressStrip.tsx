import { useTranslation } from 'react-i18next';
import { useStatus } from '../api/status';
import { number } from '../ui';

/** Long work the server has under way (warming baselines, loading history): words, share, figures. */
export function ProgressStrip() {
  const { t } = useTranslation('shell');
  const tasks = (useStatus()?.progress ?? []).filter(
    // A replay may run for hours: it stands with its source.
    (task) => task.total > 0 && task.done < task.total && !task.task.startsWith('source:'),
  );
  if (!tasks.length) return null;
  return (
    <div className="strip n" role="group" aria-label={t('progress.label')}>
      {tasks.slice(0, 3).map((task) => (
        <div className="strip-task" key={task.task}>
          <span>{task.text}</span>
          <div className="bar" role="progressbar" aria-label={task.text} aria-valuemin={0} aria-valuemax={task.total} aria-valuenow={task.done}>
            <i style={{ width: `${(100 * task.done) / task.total}%` }} />
          </div>
          <span className="t3">{number(Math.floor((100 * task.done) / task.total))} %</span>
        </div>
      ))}
    </div>
  );
}

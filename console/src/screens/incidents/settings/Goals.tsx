import { useTranslation } from 'react-i18next';
import { SeverityShape, shapeOf } from '../../../ui';
import { secondsFrom } from '../logic/durations';
import type { Severity } from '../types';

type Name = 'acknowledge_s' | 'dispatch_s' | 'close_s';
/** Each goal as it is written in the form, empty where there is none. */
export type GoalTexts = Record<Exclude<Severity, 'info'> | Severity, Record<Name, string>>;

const LEVELS: Severity[] = ['critical', 'high', 'medium', 'low'];
const NAMES: Name[] = ['acknowledge_s', 'dispatch_s', 'close_s'];

/** Seconds to acknowledge, to send help and to close, for each severity. */
export function Goals({ value, onChange }: { value: GoalTexts; onChange: (value: GoalTexts) => void }) {
  const { t } = useTranslation('incidents');
  return (
    <table className="goaltable">
      <thead><tr><th scope="col">{t('settings.severity')}</th>{NAMES.map((name) => <th key={name} scope="col">{t(`settings.goal.${name}`)}</th>)}</tr></thead>
      <tbody>
        {LEVELS.map((level) => {
          const word = t(`ui:severity.${shapeOf(level)}`);
          return (
            <tr key={level}>
              <th scope="row"><SeverityShape shape={shapeOf(level)} size={16} bare /> {word}</th>
              {NAMES.map((name) => (
                <td key={name} className="fld">
                  <input
                    aria-label={`${word}, ${t(`settings.goal.${name}`)}`} placeholder={t('settings.noGoal')} value={value[level][name]}
                    aria-invalid={Number.isNaN(secondsFrom(value[level][name]))}
                    onChange={(event) => onChange({ ...value, [level]: { ...value[level], [name]: event.currentTarget.value } })}
                  />
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

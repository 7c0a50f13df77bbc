import { number } from '../ui';
import type { ViewProps } from './types';
import type { TableEvidence } from './types';

/** Evidence of kind `table`: rows as the tool sorted them, numbers by the locale and to the right. */
export function TableView({ evidence }: ViewProps<TableEvidence>) {
  const numeric = evidence.columns.map((_, at) => evidence.rows.length > 0 && evidence.rows.every((row) => row[at] === null || typeof row[at] === 'number'));
  const cell = (value: string | number | null | undefined) =>
    value === null || value === undefined ? '–' : typeof value === 'number' ? number(value) : value;
  return (
    <div className="tableview" tabIndex={0} role="region" aria-label={evidence.title}>
      <table>
        <caption className="meta">{evidence.title}</caption>
        <thead>
          <tr>{evidence.columns.map((column, at) => <th key={column} scope="col" className={numeric[at] ? 'num' : ''}>{column}</th>)}</tr>
        </thead>
        <tbody>
          {evidence.rows.map((row, place) => (
            <tr key={`${place}${row[0] ?? ''}`}>
              {row.map((value, at) => <td key={evidence.columns[at] ?? at} className={numeric[at] ? 'num' : ''}>{at === 1 ? <b>{cell(value)}</b> : cell(value)}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

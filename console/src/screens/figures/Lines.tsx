import { useTranslation } from 'react-i18next';
import type { FiguresOut } from '../../api/generated';
import { age, number } from '../../ui';

/** The same figures beside one another, by desk and by tool. */
export function Lines({ found }: { found: FiguresOut }) {
  const { t } = useTranslation('figures');
  const groups = [{ id: 'desks', lines: found.desks }, { id: 'tools', lines: found.tools }];
  return (
    <div className="fig-lines">
      {groups.filter((group) => group.lines.length > 0).map((group) => (
        <table key={group.id}>
          <thead>
            <tr>
              <th scope="col">{t(`by.${group.id}`)}</th>
              {['shown', 'hour', 'most', 'floods', 'chattering', 'stale', 'half', 'p95', 'held'].map((name) => <th key={name} scope="col" className="num">{t(`column.${name}`)}</th>)}
            </tr>
          </thead>
          <tbody>
            {group.lines.map(({ id, name, figures: each }) => (
              <tr key={id}>
                <th scope="row">{name}</th>
                <td className="num">{number(each.shown)}</td>
                <td className="num">{number(each.per_hour_mean, 2)}</td>
                <td className="num">{number(each.per_hour_most)}</td>
                <td className="num">{number(each.floods)}</td>
                <td className="num">{number(each.chattering)}</td>
                <td className="num">{number(each.stale)}</td>
                <td className="num">{each.acknowledge_median_s === null ? '–' : age(each.acknowledge_median_s * 1000)}</td>
                <td className="num">{each.acknowledge_p95_s === null ? '–' : age(each.acknowledge_p95_s * 1000)}</td>
                <td className="num">{number(each.held)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </div>
  );
}

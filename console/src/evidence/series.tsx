import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { reading } from '../screens/operations/logic/numbers';
import { Button, shapeOf, time as clock } from '../ui';
import { Chart } from './chart';
import { unitWords } from './units';
import type { ViewProps } from './types';
import type { SeriesEvidence } from './types';

function ms(at: number | string): number {
  return typeof at === 'number' ? at : Date.parse(at);
}

const ROWS = 60;

/** The same figures as a table, newest first: for keyboards, screen readers and copying. */
function Figures({ evidence, time }: { evidence: SeriesEvidence; time: number[] }) {
  const { t } = useTranslation('evidence');
  const first = Math.max(0, time.length - ROWS);
  const rows = time.slice(first).map((at, place) => ({ at, index: first + place })).reverse();
  const usual = (index: number) => {
    const [low, high] = [evidence.low?.[index], evidence.high?.[index]];
    return low === undefined || low === null || high === undefined || high === null ? '–' : `${reading(low)}–${reading(high)}`;
  };
  return (
    <div className="figs" tabIndex={0} role="region" aria-label={evidence.title}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('figures.time')}</th>
            <th scope="col" className="num">{t('figures.observed')}</th>
            <th scope="col" className="num">{t('figures.expected')}</th>
            <th scope="col" className="num">{t('figures.range')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ at, index }) => (
            <tr key={at}>
              <th scope="row">{clock(at)}</th>
              <td className="num"><b>{reading(evidence.observed[index])}</b></td>
              <td className="num t2">{reading(evidence.expected?.[index])}</td>
              <td className="num t3">{usual(index)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Evidence of kind `series`: the line within its expected band, or its figures. */
export function SeriesView({ evidence, context }: ViewProps<SeriesEvidence>) {
  const { t } = useTranslation('evidence');
  const [figures, setFigures] = useState(false);
  const time = evidence.time.map(ms);
  const sensor = context.sensor(evidence.sensor);
  return (
    <figure className="seriesview">
      {figures ? (
        <Figures evidence={evidence} time={time} />
      ) : (
        <Chart
          title={evidence.title}
          unit={unitWords(evidence.unit, t)}
          time={time}
          observed={evidence.observed}
          expected={evidence.expected}
          low={evidence.low}
          high={evidence.high}
          from={evidence.from === null || evidence.from === undefined ? null : ms(evidence.from)}
          at={evidence.at === null || evidence.at === undefined ? null : ms(evidence.at)}
          severity={shapeOf(context.severity)}
        />
      )}
      <figcaption className="meta">
        <span>{evidence.title}{sensor && !evidence.title.includes(sensor.name) ? ` · ${sensor.name}` : ''}</span>
        <Button kind="quiet" small icon={figures ? 'chart' : 'table'} aria-pressed={figures} onClick={() => setFigures(!figures)}>
          {t(figures ? 'figures.line' : 'figures.show')}
        </Button>
      </figcaption>
    </figure>
  );
}

import './laboratory.css';
import { useTranslation } from 'react-i18next';
import type { CustodyOut, SampleOut } from '../../../api/generated/types.gen';
import { time } from '../../../ui';
import { isResult } from './steps';

function Line({ line }: { line: CustodyOut }) {
  const { t, i18n } = useTranslation('laboratory');
  const cold = line.temperature_c === null ? '' : new Intl.NumberFormat(i18n.language, { style: 'unit', unit: 'celsius' }).format(line.temperature_c);
  const words = [line.holder, line.seal && t('sealed', { seal: line.seal }), cold, line.note].filter(Boolean).join(' · ');
  return (
    <li className={isResult(line.step) ? 'result' : ''}>
      <time className="t3" dateTime={line.at}>{time(line.at)}</time>
      <span>
        <b>{t(`steps.${line.step}`)}</b>
        {words && <span className="t2"> · {words}</span>}
        {line.by && <span className="meta"> {t('writtenBy', { who: line.by.name })}</span>}
      </span>
    </li>
  );
}

/** The chain of custody of every sample: what became of it, when, who has had it, under which seal. */
export function Custody({ samples }: { samples: SampleOut[] }) {
  const { t } = useTranslation('laboratory');
  return samples.map((sample) => (
    <div key={sample.label} className="custody">
      <p>
        <b>{t('sample', { label: sample.label })}</b>
        <span className="t2"> · {t(`steps.${sample.state}`)}{sample.holder && ` · ${t('hasIt', { holder: sample.holder })}`}</span>
      </p>
      {sample.resealed && <p className="resealed" role="note">{t('resealed')}</p>}
      <ol aria-label={t('chainOf', { label: sample.label })}>
        {sample.chain.map((line, at) => <Line key={at} line={line} />)}
      </ol>
    </div>
  ));
}

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, day, Loading, Problem, time } from '../../ui';
import { diffQuery } from './api';
import { say, type Change, type Procedure, type Words } from './types';

/** A value of a difference in words: a sentence, a number, or a list of answers. */
function useShown(): (value: unknown) => string {
  const { t, i18n } = useTranslation('procedures');
  const shown = (value: unknown): string => {
    if (value === null || value === undefined || value === '') return t('diff.nothing');
    if (typeof value === 'boolean') return t(value ? 'diff.yes' : 'diff.no');
    if (Array.isArray(value)) return value.length ? value.map(shown).join(' · ') : t('diff.nothing');
    if (typeof value === 'object') {
      if ('en' in value) return Object.values(value as Words).every((each) => !each) ? t('diff.nothing') : say(value as Words, i18n.language);
      if ('label' in value) return `${shown((value as { label: unknown }).label)} → ${(value as { next?: string }).next || t('flow.end')}`;
      if ('do' in value) return `${t(`action.${(value as { do: string }).do}`)}: ${shown((value as unknown as { text: unknown }).text)}`;
    }
    return String(value);
  };
  return shown;
}

function Line({ change }: { change: Change }) {
  const { t } = useTranslation('procedures');
  const shown = useShown();
  // Where the words of the reader's language are the same, the other languages differ.
  const [before, after] = [shown(change.before), shown(change.after)];
  return (
    <li className={`diff ${change.what}`}>
      <span className="meta">{t(`diff.${change.what}`)}{change.step && ` · ${change.step}`}{change.field && ` · ${t(`field.${change.field}`)}`}</span>
      {change.before !== null && <del>{before}</del>}
      {change.after !== null && <ins>{before === after ? t('diff.otherLanguage') : after}</ins>}
    </li>
  );
}

/** All versions, what changed between two, and the way back to an older one. */
export function Versions({ procedure, shown, mayWrite, onShow, onRestore }: { procedure: Procedure; shown: number; mayWrite: boolean; onShow: (version: number) => void; onRestore: (version: number) => void }) {
  const { t } = useTranslation('procedures');
  const all = procedure.versions;
  const [pair, setPair] = useState<[number, number]>([all[1]?.version ?? all[0]?.version ?? 1, all[0]?.version ?? 1]);
  const diff = useQuery({ ...diffQuery(procedure.id, pair[0], pair[1]), enabled: pair[0] !== pair[1] });
  return (
    <div className="inspect">
      <div className="inspect-head"><h2>{t('versions.title')}</h2></div>
      <ol className="versions">
        {all.map((version) => (
          <li key={version.version} className={version.version === shown ? 'on' : ''}>
            <button type="button" aria-pressed={version.version === shown} onClick={() => onShow(version.version)}>
              <b>{t('versions.one', { version: version.version })}</b>
              <span className={`chip ${version.state}`}>{t(`state.${version.state}`)}</span>
              <span className="meta">{version.changed_by?.name ?? t('versions.shipped')} · {day(version.changed_at)} {time(version.changed_at)}</span>
              {version.note && <span className="t2">{version.note}</span>}
            </button>
            <span className="acts">
              {version.version !== pair[1] && <Button small kind="quiet" onClick={() => setPair([Math.min(version.version, all[0]?.version ?? 1), pair[1]])}>{t('versions.compare')}</Button>}
              {mayWrite && version.state === 'archived' && <Button small kind="quiet" onClick={() => onRestore(version.version)}>{t('versions.restore')}</Button>}
            </span>
          </li>
        ))}
      </ol>
      {pair[0] !== pair[1] && (
        <>
          <h3 className="sec">{t('versions.diff', { from: pair[0], to: pair[1] })}</h3>
          {diff.isPending && <Loading />}
          {diff.error && <Problem error={diff.error} />}
          {diff.data?.length === 0 && <p className="t2">{t('versions.same')}</p>}
          <ol className="diffs">{diff.data?.map((change, nth) => <Line key={nth} change={change} />)}</ol>
        </>
      )}
    </div>
  );
}

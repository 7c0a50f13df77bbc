import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { sourcesQuery, sourceTypesQuery } from '../../api/queries';
import type { Source } from '../../api/types';
import { Button, EmptyState, Loading, Problem, useKeys } from '../../ui';
import { useGoing } from './going';
import { SourceEditor } from './SourceEditor';
import { SourcePanel } from './SourcePanel';
import { SourceTable } from './SourceTable';
import { TypePicker } from './TypePicker';
import css from './Sources.module.css';

/** How the sources are, in one sentence. */
function useSentence(): (sources: Source[]) => string {
  const { t } = useTranslation('sources');
  return (sources) => {
    const on = sources.filter((source) => source.enabled);
    const fresh = on.filter((source) => source.health.state === 'fresh' && source.counts.last_at !== null).length;
    const unseen = on.filter((source) => source.health.state === 'blind').length;
    const parts = [fresh === on.length && on.length > 0 ? t('sentence.all', { count: on.length }) : t('sentence.some', { fresh, total: on.length })];
    if (unseen) parts.push(t('sentence.blind', { count: unseen }));
    return parts.join(' ');
  };
}

/** The ways in: how they are, what came, what was refused; adding and changing them with a preview. */
export function Sources() {
  const { t, i18n } = useTranslation('sources');
  const { source: wish, add, edit } = useSearch({ from: '/shell/sources' });
  const go = useNavigate();
  const { data: all, isPending, error, refetch } = useQuery(sourcesQuery);
  const types = useQuery(sourceTypesQuery(i18n.language)).data;
  const going = useGoing();
  const sentence = useSentence();
  const sources = all?.filter((source) => !going.includes(source.id));
  const chosen = sources?.find((source) => source.id === wish) ?? sources?.[0];
  const choose = (id: string) => void go({ to: '/sources', search: { source: id }, replace: true });
  const step = (by: number) => {
    const at = sources?.findIndex((source) => source.id === chosen?.id) ?? -1;
    const next = sources?.[Math.max(0, Math.min(sources.length - 1, at + by))];
    if (next) choose(next.id);
  };
  useKeys(
    edit || add
      ? []
      : [
          { id: 'next', keys: 'j', group: 'queue', label: t('keys.next'), run: () => step(1) },
          { id: 'previous', keys: 'k', group: 'queue', label: t('keys.previous'), run: () => step(-1) },
          { id: 'add', keys: 'n', group: 'edit', label: t('add'), run: () => void go({ to: '/sources', search: { add: '1' } }) },
        ],
    [t, sources, chosen?.id, edit, add],
  );
  if (add === '1') return <TypePicker types={types} />;
  const type = types?.find((each) => each.id === (add ?? chosen?.type));
  if (add && type) return <SourceEditor key={add} type={type} />;
  if (edit && chosen && type) return <SourceEditor key={chosen.id} type={type} source={chosen} />;
  return (
    <div className={css.screen}>
      <section className={css.left} aria-label={t('title')}>
        <div className={css.head}>
          <h1>{t('title')}</h1>
          {sources && sources.length > 0 && <span className="t2">{sentence(sources)}</span>}
          <span className={css.end}>
            <Button kind="line" icon="plus" keys="N" onClick={() => void go({ to: '/sources', search: { add: '1' } })}>{t('add')}</Button>
          </span>
        </div>
        <div className={`${css.rows} scroll`}>
          {isPending && <Loading>{t('loading')}</Loading>}
          {error && <Problem error={error} retry={() => void refetch()} />}
          {sources && sources.length > 0 && <SourceTable sources={sources} types={types ?? []} chosen={chosen?.id} onChoose={choose} />}
          {sources?.length === 0 && (
            <div className={css.empty}>
              <EmptyState title={t('none.title')} act={<Button kind="pri" icon="plus" onClick={() => void go({ to: '/sources', search: { add: '1' } })}>{t('add')}</Button>}>
                {t('none.text')}
              </EmptyState>
            </div>
          )}
        </div>
      </section>
      {chosen && <SourcePanel key={chosen.id} source={chosen} type={types?.find((each) => each.id === chosen.type)} />}
    </div>
  );
}

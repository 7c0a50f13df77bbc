import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { toolsQuery } from '../../api/queries';
import type { Tool } from '../../api/types';
import { EmptyState, Loading, Problem, useKeys } from '../../ui';
import { SourcesStrip } from './SourcesStrip';
import { ToolPanel } from './ToolPanel';
import { ToolTable } from './ToolTable';
import css from './Tools.module.css';

/** How the tools are, in one sentence. */
function useSentence(): (tools: Tool[]) => string {
  const { t } = useTranslation('tools');
  return (tools) => {
    const running = tools.filter((tool) => tool.state.running);
    const unwell = running.filter((tool) => tool.state.health !== 'fresh' && tool.state.health !== 'unknown');
    const stopped = tools.length - running.length;
    return [
      running.length === tools.length ? t('sentence.all', { count: tools.length }) : t('sentence.some', { running: running.length, total: tools.length }),
      unwell.length ? t('sentence.unwell', { count: unwell.length }) : '',
      stopped ? t('sentence.stopped', { count: stopped }) : '',
    ].filter(Boolean).join(' ');
  };
}

/** Every tool, how it does, its settings and the switch that stops it. */
export function Tools() {
  const { t, i18n } = useTranslation('tools');
  const sentence = useSentence();
  const go = useNavigate();
  const { tool: wish } = useSearch({ from: '/shell/tools' });
  const { data: tools, isPending, error, refetch } = useQuery(toolsQuery(i18n.language));
  const chosen = tools?.find((tool) => tool.id === wish) ?? tools?.[0];
  const choose = (id: string) => void go({ to: '/tools', search: { tool: id }, replace: true });
  const step = (by: number) => {
    if (!tools?.length) return;
    const at = tools.findIndex((tool) => tool.id === chosen?.id);
    const next = tools[Math.max(0, Math.min(tools.length - 1, at + by))];
    if (next) choose(next.id);
  };
  useKeys(
    [
      { id: 'next', keys: 'j', group: 'queue', label: t('keys.next'), run: () => step(1) },
      { id: 'previous', keys: 'k', group: 'queue', label: t('keys.previous'), run: () => step(-1) },
    ],
    [t, tools, chosen?.id],
  );
  return (
    <div className={css.screen}>
      <section className={css.left} aria-label={t('title')}>
        <div className={css.head}>
          <h1>{t('title')}</h1>
          {tools && <span className="t2">{sentence(tools)}</span>}
        </div>
        <div className={`${css.rows} scroll`}>
          {isPending && <Loading>{t('loading')}</Loading>}
          {error && <Problem error={error} retry={() => void refetch()} />}
          {tools && tools.length > 0 && <ToolTable tools={tools} chosen={chosen?.id} onChoose={choose} />}
          {tools?.length === 0 && <EmptyState title={t('none.title')}>{t('none.text')}</EmptyState>}
        </div>
        <SourcesStrip />
      </section>
      {chosen && <ToolPanel key={chosen.id} tool={chosen} />}
    </div>
  );
}

import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MeasuredOut } from '../../api/generated';
import { toolQuery } from '../../api/queries';
import { useMay } from '../../api/session';
import type { Tool } from '../../api/types';
import { part } from '../../app/part';
import { Banner, Chip, Dialog, Icon, iconOf, Loading, number, Panel, Problem, Tabs } from '../../ui';
import { Ask } from './Ask';
import { Entries } from './Entries';
import { Measured, Models } from './Models';
import { pageQuery } from './page';
import { Points } from './Points';
import { Settings } from './Settings';
import { Switcher } from './Switcher';
import css from './Tools.module.css';

const Markdown = part(() => import('../../ui/Markdown'), 'default');
const ENOUGH = 30;

/** The largest sentence of the panel: what the tool's state means for the desk. */
function useSay(): (tool: Tool) => string {
  const { t } = useTranslation('tools');
  return (tool) => {
    const { running, health, reason } = tool.state;
    const { real, judged } = tool.judged;
    if (!running) return t('say.stopped', { reason: reason?.replace(/\.$/, '') || t('say.noReason') });
    if (health !== 'fresh' && health !== 'unknown') return t('say.unwell', { reason: reason || t(`ui:state.${health}`) });
    if (judged >= ENOUGH) return t('say.record', { real: number(real), judged: number(judged) });
    if (judged > 0) return t('say.few', { real: number(real), judged: number(judged) });
    return t('say.none');
  };
}

/** One tool: a sentence, its figures, its settings, its documents, and the switch. */
export function ToolPanel({ tool }: { tool: Tool }) {
  const { t, i18n } = useTranslation('tools');
  const say = useSay();
  const { data, error, isPending, refetch } = useQuery(toolQuery(tool.id, i18n.language));
  const page = useQuery(pageQuery(tool.id, i18n.language)).data;
  const may = useMay('ask_tools');
  const { part, alert } = useSearch({ from: '/shell/tools' });
  const go = useNavigate();
  const open = (id: string) => void go({ to: '/tools', search: { tool: tool.id, part: id }, replace: true });
  const questions = may ? (page?.questions.filter((one) => one.asked) ?? []) : [];
  const tabs = [
    { id: 'settings', label: t('settings') },
    ...(page?.lists.map((list) => ({ id: list.name, label: list.title })) ?? []),
    ...(questions.length ? [{ id: 'ask', label: t('ask.title') }] : []),
  ];
  const list = page?.lists.find((one) => one.name === part);
  const asking = part === 'ask' && questions.length > 0;
  return (
    <aside className={css.right} aria-label={tool.name}>
      <Panel>
        <div className={css.title}>
          <Icon name={iconOf(tool.icon)} size={20} />
          <h2>{tool.name}</h2>
          <span className="t3">{tool.version}</span>
          <span className={css.end}><Chip edge>{t('level.chip', { level: tool.level })}</Chip></span>
        </div>
        <p className={css.say}>{say(tool)}</p>
      </Panel>
      {tabs.length > 1 && (
        <div className={css.parts}><Tabs name="tool" label={t('parts')} tabs={tabs} value={list?.name ?? (asking ? 'ask' : 'settings')} onChange={open} /></div>
      )}
      <div id="tool-panel" className={css.part} {...(tabs.length > 1 ? { role: 'tabpanel', 'aria-labelledby': `tool-${list?.name ?? (asking ? 'ask' : 'settings')}` } : {})}>
        {list && <Entries key={list.name} tool={tool} list={list} alert={alert} onBegun={() => open(list.name)} />}
        {asking && <Ask tool={tool} questions={questions} />}
        {!list && !asking && isPending && <Panel><Loading>{t('loadingOne')}</Loading></Panel>}
        {error && <Panel><Problem error={error} retry={() => void refetch()} /></Panel>}
        {data?.problems?.map((problem) => <Panel key={problem}><Banner kind="problem">{problem}</Banner></Panel>)}
        {!list && !asking && data && (data.settings ? (
          // A new version from elsewhere starts the form anew only where nothing was typed: see Settings.
          <Settings tool={tool} settings={data.settings} foot={<><Facts tool={tool} card={data.model_card} summary={data.model_card_summary} measured={data.measured} /><Models models={data.models} /></>} />
        ) : (
          <>
            <div className={`${css.scroll} scroll`}><><Facts tool={tool} card={data.model_card} summary={data.model_card_summary} measured={data.measured} /><Models models={data.models} /></></div>
            <div className={css.acts}><Switcher tool={tool} /></div>
          </>
        ))}
      </div>
    </aside>
  );
}

/** Figures the tool gives of itself, what was measured of it, and its model card. */
function Facts({ tool, card, summary, measured }: { tool: Tool; card: string; summary: string; measured: MeasuredOut[] }) {
  const { t, i18n } = useTranslation('tools');
  const [open, setOpen] = useState(false);
  return (
    <Panel title={t('figures')} className={css.facts}>
      <dl>
        {tool.figures.map((figure) => (
          <div key={figure.key}>
            <dt>{figure.label}</dt>
            <dd>{figure.points ? <Points points={figure.points} line={figure.line ?? null} label={figure.label} /> : typeof figure.value === 'number' ? number(figure.value) : figure.value}{figure.unit ? ` ${figure.unit}` : ''}</dd>
          </div>
        ))}
        {tool.inputs.length > 0 && (
          <div><dt>{t('inputs')}</dt><dd>{tool.inputs.map((kind) => t(`ui:kind.${kind}`, { defaultValue: kind })).join(', ')}</dd></div>
        )}
        {card && (
          <div><dt>{t('card')}</dt><dd><button type="button" className="link" onClick={() => setOpen(true)}>{t('open')}</button></dd></div>
        )}
      </dl>
      {measured.length > 0 && <><h3 className="sec">{t('measured.title')}</h3><Measured figures={measured} /></>}
      <Dialog open={open} onClose={() => setOpen(false)} title={`${tool.name}: ${t('card')}`} size={760}>
        {summary && <Suspense fallback={<Loading />}><Markdown text={summary} /></Suspense>}
        {i18n.language !== 'en' && <p className="meta">{t('cardEnglish')}</p>}
        <div lang="en"><Suspense fallback={<Loading />}><Markdown text={card} /></Suspense></div>
      </Dialog>
    </Panel>
  );
}

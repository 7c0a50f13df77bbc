import { useNavigate, useSearch } from '@tanstack/react-router';
import { Suspense, useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, useSession } from '../../api/session';
import { Button, Icon, Loading } from '../../ui';
import { Guide } from './Guide';
import { PauseTool } from './PauseTool';
import { tabOf, tabsFor } from './tabs';
import { useWaiting } from './waiting';
import css from './Oversight.module.css';

/** The officers' screen: what waits for them stands first, everything that the law asks for is a tab. */
export function Oversight() {
  const { t, i18n } = useTranslation('oversight');
  const go = useNavigate();
  const { tab: wish } = useSearch({ from: '/shell/oversight' });
  const tabs = tabsFor(useSession()?.permissions);
  const { id: here, Page } = tabOf(wish, tabs);
  const waiting = useWaiting();
  const pauses = useMay('pause_tools');
  const [pausing, setPausing] = useState(false);
  const row = useRef<HTMLDivElement>(null);
  const choose = (id: string) => void go({ to: '/oversight', search: id === 'now' ? {} : { tab: id }, replace: true });
  const counts: Partial<Record<string, number>> = { grants: waiting.inForce?.length, assessments: waiting.stale.length + waiting.lacking.length, requests: waiting.requests, breaches: waiting.breaches };
  // Counts that come later, and words of another language, make the row wider: the open tab stays in sight.
  const width = [i18n.language, ...tabs.map((tab) => counts[tab.id] ?? 0)].join(' ');
  useEffect(() => {
    // In a block: newer browsers return a promise from it, and an effect's answer is called when the tab changes.
    row.current?.querySelector('[aria-selected="true"]')?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' });
  }, [here, width]);
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = (tabs.findIndex((tab) => tab.id === here) + step + tabs.length) % tabs.length;
    choose(tabs[at]?.id ?? 'now');
    row.current?.querySelectorAll('button')[at]?.focus();
  };
  return (
    <div className={css.screen}>
      <header className={css.head}>
        <div className={css.row}>
          <h1>{!waiting.known ? t('title') : waiting.count ? t('waits', { count: waiting.count }) : t('waitsNone')}</h1>
          <span className={`${css.say} t2`}>{waiting.inForce && (waiting.inForce.length ? t('inForce', { count: waiting.inForce.length }) : t('inForceNone'))}</span>
          <span className={css.end}>
            <Guide />
            {/* What everybody sees, without a login: it has a page of its own. */}
            <a className="btn line" href="/register" target="_blank" rel="noreferrer"><Icon name="eye" size={16} />{t('citizen')}</a>
            <Button kind="danger" icon="pause" disabled={!pauses} title={pauses ? undefined : t('pause.mayNot')} onClick={() => setPausing(true)}>{t('pause.act')}</Button>
          </span>
        </div>
        <div className={css.tabs} role="tablist" aria-label={t('tabs')} ref={row} onKeyDown={move}>
          {tabs.map((tab) => (
            <button key={tab.id} type="button" role="tab" id={`oversight-${tab.id}`} aria-selected={tab.id === here} aria-controls="oversight-panel" tabIndex={tab.id === here ? 0 : -1} onClick={() => choose(tab.id)}>
              {t(`tab.${tab.id}`)}
              {counts[tab.id] ? <span className={css.count}>{counts[tab.id]}</span> : null}
            </button>
          ))}
        </div>
      </header>
      <div className={css.panel} role="tabpanel" id="oversight-panel" aria-labelledby={`oversight-${here}`}>
        <Suspense fallback={<Loading />}><Page /></Suspense>
      </div>
      {pausing && <PauseTool onClose={() => setPausing(false)} />}
    </div>
  );
}

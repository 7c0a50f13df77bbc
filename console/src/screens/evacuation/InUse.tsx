import { useTranslation } from 'react-i18next';
import { useCityNow } from '../../api/status';
import { Banner, Button, Problem } from '../../ui';
import { clock } from './frames';
import { countsAge, differences, elapsedOf, STALE_S, type Difference } from './live';
import { orderOf } from './parts';
import type { Post, Posts, Reckoned, Setting } from './types';
import css from './Evacuation.module.css';

interface Props {
  reckoned: Reckoned; setting: Setting; posts: Posts | null; stale: boolean; running: boolean; mayKeep: boolean; fallback: string | null; error: unknown;
  onUse: (since: number | null) => void; onAgain: () => void; onStart: () => void; onPost: (post: Post) => void;
}

/** Whether the plan is carried out, since when, what has changed since, and what planning again did to whose orders. */
export function InUse(props: Props) {
  const { reckoned, setting, posts, stale, running, mayKeep, fallback, error, onUse, onAgain, onStart, onPost } = props;
  const { t } = useTranslation('evacuation');
  const now = useCityNow();
  const age = countsAge(setting.crowds, now);
  const old = age !== null && age > STALE_S;
  const aged = old && <p className="meta">{t('use.old', { age: clock(age), limit: clock(STALE_S) })}</p>;
  if (!reckoned.used_at) {
    return (
      <>
        {error !== null && <Problem error={error} retry={onStart} />}
        {stale && !running && (
          <div className={css.use}><Banner kind="note" act={<Button small onClick={onStart}>{t('head.again')}</Button>}>{t('stale')} {posts ? t('use.heldBack') : ''}</Banner></div>
        )}
        {posts && !stale && !running && mayKeep && (
          <div className={css.use}><div><p>{t('use.not')}</p>{aged}</div><Button small icon="play" onClick={() => onUse(now)}>{t('use.begin')}</Button></div>
        )}
      </>
    );
  }
  const made = differences(reckoned.before ?? null, reckoned.plan);
  const replan = reckoned.plan?.replan;
  return (
    <section className={css.use} aria-label={t('use.label')}>
      <div>
        <p><b>{t('use.since', { time: clock(elapsedOf(reckoned, now)) })}</b></p>
        {aged}
      </div>
      <span className={css.inline}>
        <Button small kind={stale ? 'pri' : 'line'} icon="undo" keys="R" disabled={running || !mayKeep} onClick={onAgain}>{t('use.again')}</Button>
        <Button small kind="quiet" disabled={running || !mayKeep} onClick={() => onUse(null)}>{t('use.end')}</Button>
      </span>
      {fallback !== null && <div className={css.whole}><Banner kind="problem" live>{t('use.fallback')} {fallback}</Banner></div>}
      {error !== null && <div className={css.whole}><Banner kind="problem" live>{t('use.fallback')}</Banner><Problem error={error} retry={onAgain} /></div>}
      {stale && !running && <div className={css.whole}><Banner kind="note" live>{t('stale')} {t('use.keep')}</Banner></div>}
      {replan && !stale && (
        <div className={css.whole} role="status">
          <p>{posts ? t('use.kept', { count: posts.posts.length - made.filter((one) => one.now).length }) : t('use.none')} {made.length ? t('use.changed', { count: made.length }) : t('use.unchanged')}</p>
          <p className="meta">{t(replan.stale ? 'use.stale' : 'use.margin', { margin: clock(replan.margin_s), age: clock(replan.counts_age_s) })}</p>
          <ul className={css.changes}>
            {made.map((one) => <Change key={(one.now ?? one.before)?.node} one={one} onPost={onPost} />)}
          </ul>
        </div>
      )}
    </section>
  );
}

function Change({ one, onPost }: { one: Difference; onPost: (post: Post) => void }) {
  const { t } = useTranslation('evacuation');
  const said = (post: Post) => post.orders.map((order) => orderOf(order, (key) => t(key))).join('; ');
  const post = one.now ?? one.before;
  if (!post) return null;
  return (
    <li>
      <button type="button" onClick={() => onPost(post)}>
        <b>{t('use.post', { number: post.number })}</b> <span className={one.reason === 'unsafe' ? css.danger : 't2'}>{t(`use.why.${one.reason}`, { gain: clock(one.gain_s) })}</span>
        {one.before && <s className="meta">{said(one.before)}</s>}
        {one.now && <span>{said(one.now)}</span>}
      </button>
    </li>
  );
}

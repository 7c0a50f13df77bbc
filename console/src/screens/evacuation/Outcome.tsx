import { useTranslation } from 'react-i18next';
import { Button, number } from '../../ui';
import { clock } from './frames';
import { boundOf, first } from './live';
import { Letter, orderOf } from './parts';
import type { Binding, Post, Posts, Reckoned, Variant } from './types';
import type { Rival } from './useRival';
import css from './Evacuation.module.css';

interface Props {
  reckoned: Reckoned;
  rival: Rival;
  chosen: number | null;
  onPost: (post: Post) => void;
  onBrief: (post: Post) => void;
  onTry: (one: Binding) => void;
  mayBrief: boolean;
  running: boolean;
  /** Shows a street on the map, by its ends. */
  onStreet: (from: string, to: string) => void;
}

/** The posts of the newest answer with any. */
export function postsOf(reckoned: Reckoned): Posts | null {
  const found = reckoned.plan?.posts.at(-1);
  return found?.posts.length ? found : null;
}

function Comparison({ reckoned, rival }: { reckoned: Reckoned; rival: Rival }) {
  const { t } = useTranslation('evacuation');
  const a = reckoned.simulated?.variants.find((one) => one.plan === 'plan');
  const b = rival.reckoned.simulated?.variants.find((one) => one.plan === rival.name);
  const bounds = new Map([[a, reckoned.simulated?.bound?.seconds ?? 0], [b, rival.reckoned.simulated?.bound?.seconds ?? 0]]);
  if (!a || !b) return null;
  const order = first(a, b);
  const over = (one: Variant) => one.clear_s.cvar95 / (bounds.get(one) || 1) - 1;
  const rows: [string, (one: Variant) => string, (one: Variant) => number][] = [
    ['left', (one) => number(Math.round(one.left.cvar95)), (one) => one.left.cvar95],
    ['fullest', (one) => number(Math.round(one.most.cvar95 * 10) / 10), (one) => one.most.cvar95],
    ['crush', (one) => number(Math.round(one.dense_s.cvar95 / 60)), (one) => one.dense_s.cvar95],
    ['most', (one) => clock(one.most_s.cvar95), (one) => one.most_s.cvar95],
    ['all', (one) => clock(one.clear_s.cvar95), (one) => one.clear_s.cvar95],
    ['over', (one) => (bounds.get(one) ? `${number(Math.round(over(one) * 100))} %` : '–'), over],
  ];
  return (
    <div className={css.p}>
      <table className={css.cmp}>
        <thead><tr><th scope="col">{t('result.worst', { count: a.runs })}</th><th scope="col" className={css.num}><Letter plan="a" /></th><th scope="col" className={css.num}><Letter plan="b" /></th></tr></thead>
        <tbody>
          {rows.map(([key, said, value]) => (
            <tr key={key}>
              <th scope="row">{t(`result.${key}`)}</th>
              {[[a, b] as const, [b, a] as const].map(([one, other], at) => (
                <td key={at} className={css.num}>{value(one) < value(other) ? <b>{said(one)}</b> : said(one)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p>{t(`result.rank.${order ? order.by : 'same'}`, { letter: order?.letter.toUpperCase() })}</p>
      <p className="meta">{t('result.a')} {rival.id === null ? t('result.b') : t('result.bKept', { name: rival.label })}</p>
    </div>
  );
}

/** What came of it: the sentence, both plans, what holds people up, where stewards stand. */
export function Outcome({ reckoned, rival, chosen, onPost, onBrief, onTry, mayBrief, running, onStreet }: Props) {
  const { t } = useTranslation('evacuation');
  const { plan, simulated, bound } = reckoned;
  if (!plan?.plan || !plan.bound) return <section className={css.result} aria-label={t('result.label')}><div className={css.p}><p className={css.say}>{t(running ? 'result.coming' : 'result.nothing')}</p>{!running && <p className="meta">{t('result.how')}</p>}</div></section>;
  const posts = postsOf(reckoned);
  const real = simulated?.variants.find((one) => one.plan === 'plan');
  const best = boundOf(reckoned) ?? plan.bound;
  const left = best.stuck + plan.inputs.cut_off;
  const necks = (bound?.bound ?? best).binding.filter((one, at, all) => all.findIndex((other) => (other.name || other.arc) === (one.name || one.arc)) === at).slice(0, 5);
  return (
    <section className={`${css.result} scroll`} aria-label={t('result.label')} tabIndex={0}>
      <div className={css.p}>
        <p className={css.say}>{posts ? t('result.sayPosts', { count: posts.posts.length, clear: clock(posts.clear_s) }) : t('result.say', { clear: clock(plan.plan.clear_s) })}</p>
        {real && <p>{t('result.real', { most: clock(real.most_s.cvar95), all: clock(real.clear_s.cvar95) })}</p>}
        {left > 0 && <p className={css.danger}>{t('result.stuck', { count: left })}</p>}
        <p className="meta">{t('result.bound', { bound: clock(best.seconds) })}{posts ? ` ${t('result.ideal', { clear: clock(plan.plan.clear_s) })}` : ''}{plan.nearest ? ` ${t('result.nearest', { clear: clock(plan.nearest.clear_s) })}` : ''}</p>
      </div>
      <Comparison reckoned={reckoned} rival={rival} />
      {necks.length > 0 && (
        <div className={css.p}>
          <div className="sec"><h2>{t('result.necks')}</h2></div>
          <ol className={css.necks}>
            {necks.map((one) => (
              <li key={one.arc}>
                <button type="button" onClick={() => onStreet(one.from, one.to)}><span>{one.name || t('result.unnamed')}, {clock(one.first_s)}–{clock(one.last_s)}</span><br />
                  <span className="meta">{one.wider_s === null ? t('result.width', { width: number(one.width_m) }) : best.seconds - one.wider_s < 1 ? t('result.widerNothing') : t('result.wider', { saved: clock(best.seconds - one.wider_s) })}</span></button>
                <Button small aria-label={t('result.tryNamed', { name: one.name || t('result.unnamed') })} onClick={() => onTry(one)}>{t('result.try')}</Button>
              </li>
            ))}
          </ol>
        </div>
      )}
      {simulated && simulated.hot.length > 0 && simulated.hot[0] && simulated.hot[0].most > 2 && (
        <div className={css.p}>
          <div className="sec"><h2>{t('result.hot')}</h2></div>
          {simulated.hot.slice(0, 3).map((one) => <button key={one.arc} type="button" className={css.hot} onClick={() => onStreet(one.from, one.to)}><span>{one.name || t('result.unnamed')}</span><span>{t('result.density', { value: number(Math.round(one.most * 10) / 10), level: one.level })}</span></button>)}
        </div>
      )}
      {posts && (
        <div className={css.p}>
          <div className="sec"><h2>{t('result.posts')}</h2><span className="end">{posts.posts.length}</span></div>
          <ul className={css.posts}>
            {posts.posts.map((post) => (
              <li key={post.number} className={chosen === post.number ? css.chosen : undefined}>
                <button type="button" onClick={() => onPost(post)} aria-pressed={chosen === post.number}>
                  <span className={css.pn}>{post.number}</span>
                  <span>{post.orders.map((order) => orderOf(order, (key) => t(key))).join('; ')}
                    <span className="meta"> {t('result.hear', { count: post.people })}</span></span>
                </button>
                <Button small kind="quiet" icon="doc" disabled={!mayBrief} aria-label={t('result.briefOne', { number: post.number })} title={t('result.briefOne', { number: post.number })} onClick={() => onBrief(post)} />
              </li>
            ))}
          </ul>
        </div>
      )}
      <p className={`meta ${css.note}`}>{t('result.honest', { version: plan.version, seed: plan.inputs.seed, sha: plan.inputs.sha256.slice(0, 12) })}</p>
    </section>
  );
}

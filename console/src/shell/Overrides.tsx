import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay } from '../api/session';
import { useItemName } from '../screens/oversight/now/GrantCards';
import type { Grant } from '../screens/oversight/types';
import { useOptional } from '../screens/oversight/waiting';
import { useWallNow } from '../api/status';
import { age, Icon } from '../ui';

/** Ms: looking at grants is written down, and the stream tells of changes; this is the second wall behind it. */
const SELDOM = 300_000;

/** Emergency overrides that nobody has reviewed yet, for supervisors and officers. */
export function useOverrides(): Grant[] {
  const supervises = useMay('approve_unmasking');
  const reviews = useMay('review_override');
  return useOptional<Grant[]>(['grants', 'to_review'], '/grants', { state: 'to_review' }, SELDOM, supervises || reviews) ?? [];
}

/** They stand above all notices and cannot be marked as read: a review takes them away. */
export function Overrides({ overrides, onOpen }: { overrides: readonly Grant[]; onOpen: () => void }) {
  const { t } = useTranslation('shell');
  const item = useItemName();
  const oversees = useMay('see_oversight');
  const now = useWallNow();
  if (overrides.length === 0) return null;
  return (
    <ul className="overrides" aria-label={t('notices.overrides')}>
      {overrides.map((one) => {
        const words = (
          <>
            <Icon name="eye" size={15} />
            <span className="said">
              <b>{t('notices.override', { name: one.asked_by.name, item: item(one) })}</b>
              <span className="t2">{one.reason}</span>
              <span className="meta">{t('notices.toReview', { number: one.number })}</span>
            </span>
            <time className="meta" dateTime={one.asked_at}>{age(now - Date.parse(one.asked_at))}</time>
          </>
        );
        return <li key={one.id}>{oversees ? <Link to="/oversight" onClick={onOpen}>{words}</Link> : <span className="plain">{words}</span>}</li>;
      })}
    </ul>
  );
}

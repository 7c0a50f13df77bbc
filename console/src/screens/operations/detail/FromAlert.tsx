import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../api/session';
import { pageQuery } from '../../tools/page';
import type { Alert } from '../logic/types';

/** Beside a rejected alert: the tool's lists that it may become an entry of, such as a known pattern. */
export function FromAlert({ alert }: { alert: Alert }) {
  const { t, i18n } = useTranslation('tools');
  const wanted = useMay('change_tools') && alert.state === 'rejected';
  const { data } = useQuery({ ...pageQuery(alert.tool, i18n.language), enabled: wanted });
  const lists = wanted ? (data?.lists.filter((list) => list.from_alerts) ?? []) : [];
  if (!lists.length) return null;
  return (
    <p className="meta fromalert">
      {t('list.fromAlert')}
      {lists.map((list) => (
        <Link key={list.name} className="link" to="/tools" search={{ tool: alert.tool, part: list.name, alert: alert.id }}>{t('list.make', { list: list.title })}</Link>
      ))}
    </p>
  );
}

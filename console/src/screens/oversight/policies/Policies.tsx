import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import type { PoliciesOut, PolicyOut } from '../../../api/generated';
import { Chip, Loading, Problem } from '../../../ui';
import { MayThey } from '../now/MayThey';
import { Purposes } from './Purposes';
import css from './Policies.module.css';

/** The policies as a lawyer reads them: what each says, the article it serves, and its text; and a question to them. */
export function Policies() {
  const { t, i18n } = useTranslation('purposes');
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['policies', 'read', i18n.language],
    queryFn: () => api.get<PoliciesOut>('/policy/policies'),
    staleTime: 600_000,
  });
  const items = data?.items ?? [];
  const forbidden = items.filter((one) => one.effect === 'forbid');
  const files = [...new Set(items.map((one) => one.file))];
  return (
    <div className={`${css.pane} scroll`} tabIndex={0} role="group" aria-label={t('policies.title')}>
      <p className={css.say}>{t('policies.say')}</p>
      <p className="meta">{t('policies.articles')}</p>
      <div className={css.question}><MayThey reading /></div>
      <Purposes />
      {isPending && <Loading />}
      {error && <Problem error={error} retry={() => void refetch()} />}
      {forbidden.length > 0 && <List title={t('policies.forbid')} items={forbidden} />}
      {files.map((file) => {
        const here = items.filter((one) => one.file === file && one.effect === 'permit');
        return here.length > 0 && <List key={file} title={t(`policies.file.${file}`)} items={here} />;
      })}
    </div>
  );
}

function List({ title, items }: { title: string; items: PolicyOut[] }) {
  const { t } = useTranslation('purposes');
  return (
    <section className={css.part}>
      <h2>{title}</h2>
      <ul className={css.rows}>
        {items.map((one) => (
          <li key={one.id}>
            <details>
              <summary>
                {one.effect === 'forbid' && <Chip>{t('policies.forbids')}</Chip>}
                <b>{one.title}</b> <span className="meta">{one.article}{one.unread.length > 0 && ` (${t('policies.unread', { articles: one.unread.join(', ') })})`}</span>
              </summary>
              <p>{one.reason}</p>
              <pre className={css.text} tabIndex={0} lang="en">{one.text}</pre>
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}

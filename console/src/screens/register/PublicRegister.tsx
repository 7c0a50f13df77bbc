import { useTranslation } from 'react-i18next';
import type { RegisterOut } from '../../api/generated';
import { date, moment, number } from '../../ui';
import css from './Register.module.css';
import { Where } from './Where';

/** The citizens' register itself: which tools run, why, on what ground, where sensors are, whom to ask. */
export function PublicRegister({ register }: { register: RegisterOut }) {
  const { t } = useTranslation('register');
  return (
    <div className={css.register}>
      <header>
        <h1>{t('public.title')}</h1>
        <p className={css.lead}>{t('public.say', { count: register.tools.length, agency: register.agency.name, sensors: number(register.sensors_total) })}</p>
        {register.demonstration && <p className={css.demo}>{t('public.demo')}</p>}
        <p className="t2">{t('public.noPersons')}</p>
      </header>
      <section>
        <h2>{t(register.tools.length ? 'public.tools' : 'public.none')}</h2>
        {register.tools.map((tool) => (
          <article key={tool.id} className={css.tool}>
            <h3>{tool.name} <span className="meta">{tool.risk}</span></h3>
            <p>{tool.purpose}</p>
            <dl>
              <div><dt>{t('record.basis')}</dt><dd>{tool.legal_basis}</dd></div>
              <div><dt>{t('record.data')}</dt><dd>{tool.data.join('; ')}</dd></div>
              <div><dt>{t('record.subjects')}</dt><dd>{tool.subjects}</dd></div>
              <div><dt>{t('record.kept')}</dt><dd>{tool.retention.join('; ')}</dd></div>
              <div><dt>{t('public.limits')}</dt><dd><ul className={css.limits}>{tool.limits.map((one) => <li key={one}>{one}</li>)}</ul></dd></div>
              {tool.figures.length > 0 && <div><dt>{t('public.figures')}</dt><dd><ul className={css.limits}>{tool.figures.map((one) => <li key={one}>{one}</li>)}</ul></dd></div>}
            </dl>
            {tool.assessed_until && <p className="meta">{tool.demonstration ? t('public.assessedDemo') : t('public.assessed', { at: date(tool.assessed_until) })}</p>}
          </article>
        ))}
        {register.stopped.length > 0 && <p className="meta">{t('public.stopped', { tools: register.stopped.join(', ') })}</p>}
      </section>
      <Where register={register} />
      <section>
        <h2>{t('public.contact')}</h2>
        <dl className={css.contact}>
          <div><dt>{t('public.controller')}</dt><dd>{register.controller}{register.contact && `, ${register.contact}`}</dd></div>
          <div><dt>{t('public.officer')}</dt><dd>{register.officer || t('public.unnamed')}</dd></div>
          <div><dt>{t('public.complain')}</dt><dd>{t('public.rights')} {t('public.complainText', { authority: register.authority ? ` (${register.authority})` : '' })}</dd></div>
        </dl>
      </section>
      <p className="meta">{t('public.made', { at: moment(register.made_at) })}</p>
    </div>
  );
}

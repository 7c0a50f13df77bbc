import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LOCALES } from '../../i18n';
import type { Locale } from '../../api/types';
import { Chip, moment, SeverityShape, shapeOf, Tabs } from '../../ui';
import { shownSeverity } from './api';
import { AreaMap } from './AreaMap';
import type { Content, Warning } from './types';
import css from './Warnings.module.css';

/** The warning as the public reads it, in each language. */
export function PublicView({ content, warning, locale: shown, bare }: { content: Content; warning?: Warning; locale?: Locale; bare?: boolean }) {
  const { t, i18n } = useTranslation('warnings');
  const [picked, setPicked] = useState<Locale>((i18n.language as Locale) ?? 'en');
  const locale = shown ?? picked;
  const words = content.texts[locale];
  const fixed = i18n.getFixedT(i18n.language, 'warnings');
  return (
    <div className={css.view}>
      <h2 className="sec">{t('public.label')}{warning?.status === 'Exercise' && <span className="end"><Chip edge>{t('exercise')}</Chip></span>}</h2>
      {!shown && <Tabs name="public" label={t('public.language')} value={locale} onChange={setPicked} tabs={LOCALES.map((each) => ({ id: each.id, label: each.name }))} />}
      <div className={css.paper} lang={locale} {...(shown ? {} : { id: 'public-panel', role: 'tabpanel', 'aria-labelledby': `public-${locale}`, tabIndex: 0 })}>
        <p className={css.event}>
          <SeverityShape shape={shapeOf(shownSeverity(content))} size={18} bare />
          <span>{words.event || '…'}</span>
        </p>
        <h3>{words.headline || '…'}</h3>
        {words.description && <p>{words.description}</p>}
        {words.instruction && <p className={css.do}>{words.instruction}</p>}
        <dl>
          <div><dt>{fixed('field.area')}</dt><dd>{words.area || '…'}</dd></div>
          {content.expires_at && <div><dt>{fixed('field.expires')}</dt><dd>{moment(content.expires_at)}</dd></div>}
          {content.contact && <div><dt>{fixed('field.contact')}</dt><dd>{content.contact}</dd></div>}
          {content.web && <div><dt>{fixed('field.web')}</dt><dd>{content.web}</dd></div>}
        </dl>
      </div>
      {!bare && content.ring.length > 2 && <div className={css.smallMap}><AreaMap ring={content.ring} severity={shownSeverity(content)} /></div>}
    </div>
  );
}

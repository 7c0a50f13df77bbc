import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Locale } from '../../api/types';
import { LOCALES, setLocale } from '../../i18n';
import { Mark } from '../../shell/Mark';
import streets from './streets.json';

/** The page before the shell: a quiet map and a card, used by sign-in and first start. */
export function CityCard({ children, foot, onLanguage }: { children: ReactNode; foot?: ReactNode; onLanguage?: (locale: Locale) => void }) {
  const { t, i18n } = useTranslation('login');
  return (
    <div className="lg">
      <div className="mapbox" aria-hidden="true"><Streets /></div>
      <main className="card">
        <div className="mk"><Mark size={30} />IMPETUS</div>
        {children}
        <div className="ft" role="group" aria-label={t('language')}>
          {LOCALES.map((locale) => (
            <button key={locale.id} type="button" lang={locale.id} aria-pressed={i18n.language === locale.id} onClick={() => { onLanguage?.(locale.id); void setLocale(locale.id); }}>
              {locale.name}
            </button>
          ))}
          {foot}
        </div>
      </main>
    </div>
  );
}

/** Helsinki's centre in the map's colours, drawn from the shipped base map (scripts/streets.py): the true map needs a session. */
function Streets() {
  const { t } = useTranslation('login');
  return (
    <>
      <svg className="map" width="100%" height="100%" viewBox="0 0 900 900" preserveAspectRatio="xMidYMid slice">
        <path className="water" d={streets.water} />
        <path className="green" d={streets.green} />
        <path className="square" d={streets.square} />
        <path className="rail" d={streets.rail} />
        <path className="street" d={streets.street} strokeWidth="4" />
        <path className="main" d={streets.main} strokeWidth="8" />
        <path className="building" d={streets.building} />
      </svg>
      <span className="attrib">{t('attribution')}</span>
    </>
  );
}

import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { LOCALES, setLocale } from '../../i18n';
import { Mark } from '../../shell/Mark';

/** The page before the shell: a quiet map and a card, used by sign-in and first start. */
export function CityCard({ children, foot }: { children: ReactNode; foot?: ReactNode }) {
  const { t, i18n } = useTranslation('login');
  return (
    <div className="lg">
      <div className="mapbox" aria-hidden="true"><Streets /></div>
      <main className="card">
        <div className="mk"><Mark size={30} />IMPETUS</div>
        {children}
        <div className="ft" role="group" aria-label={t('language')}>
          {LOCALES.map((locale) => (
            <button key={locale.id} type="button" lang={locale.id} aria-pressed={i18n.language === locale.id} onClick={() => void setLocale(locale.id)}>
              {locale.name}
            </button>
          ))}
          {foot}
        </div>
      </main>
    </div>
  );
}

/** A drawing of streets and blocks in the map's colours: the true map needs a session. */
function Streets() {
  return (
    <svg className="map" width="100%" height="100%" viewBox="0 0 880 900" preserveAspectRatio="xMidYMid slice">
      <path className="water" d="M420 0C520 70 640 60 760 20L900-20V-60H380z" />
      <path className="green" d="M300 40 420 40 520 90 660 60 640 290 300 320z" />
      <g className="base">
        {BLOCKS.map(([x, y, w, h]) => <rect key={`${x} ${y}`} className="building" x={x} y={y} width={w} height={h} rx="2" />)}
        {RAILS.map((x) => <path key={x} className="rail" d={`M${x} -10C${x + 4} 160 ${x - 16} 300 ${x - 8} 480`} />)}
        {MAIN.map((d) => <path key={d} className="main" d={d} strokeWidth="12" />)}
        {SIDE.map((d) => <path key={d} className="street" d={d} strokeWidth="6" />)}
      </g>
    </svg>
  );
}

const MAIN = ['M-20 470 180 700 420 940', 'M180 560 410 545 560 470 690 250 690 -20', 'M410 545 425 420 560 400 700 300', 'M-20 180 90 165 120 -20', 'M640 120 780 20 900 -30', 'M180 560 60 470-20 480'];
const SIDE = [
  'M320 330 900 300', 'M300 40 320 560', 'M180 640 900 600', 'M250 720 900 690', 'M330 850 900 800', 'M340 560 345 900', 'M470 520 480 900',
  'M610 400 640 900', 'M760 300 790 900', 'M20 480 0 900', 'M120 640 90 900', 'M-20 780 260 770', 'M520 330 525 480', 'M-20 320 180 420', 'M100 420 170 560',
];
const RAILS = [170, 184, 198, 212, 226, 240, 254, 268];
const BLOCKS: [number, number, number, number][] = [
  [350, 590, 100, 40], [350, 650, 110, 34], [490, 545, 110, 50], [490, 620, 120, 60], [650, 430, 90, 130], [655, 620, 110, 56], [800, 330, 90, 100],
  [800, 470, 80, 120], [360, 740, 100, 60], [490, 730, 120, 70], [655, 720, 110, 76], [810, 630, 90, 140], [40, 180, 50, 60], [20, 260, 110, 40],
  [130, 800, 180, 60], [30, 560, 90, 60], [20, 660, 80, 90], [350, 380, 60, 100], [560, 340, 70, 50], [720, 330, 60, 70], [365, 830, 90, 60], [500, 820, 110, 70],
];

import { Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RegisterOut } from '../../api/generated';
import { part } from '../../app/part';
import { number } from '../../ui';
import { featuresOf } from './places';
import css from './Register.module.css';

// The map's program is large: it comes when somebody scrolls to it, and the page is whole without it.
const PlacesMap = part(() => import('./PlacesMap'), 'default');

/** Whether something has come near the window; once true it stays so. */
function useNear(): [React.RefObject<HTMLDivElement | null>, boolean] {
  const mark = useRef<HTMLDivElement>(null);
  const [near, setNear] = useState(false);
  useEffect(() => {
    if (!mark.current || typeof IntersectionObserver === 'undefined') return undefined;
    const observer = new IntersectionObserver((seen) => { if (seen.some((one) => one.isIntersecting)) setNear(true); }, { rootMargin: '200px' });
    observer.observe(mark.current);
    return () => observer.disconnect();
  }, []);
  return [mark, near];
}

/** As maps write it in every language (ISO 6709): a comma stands between the two. */
const degrees = (value: number) => value.toFixed(4);

/** Where cameras and sensors are: by place, and each camera by name. */
export function Where({ register }: { register: RegisterOut }) {
  const { t } = useTranslation('register');
  const [mark, near] = useNear();
  const placed = featuresOf(register).features.length > 0;
  return (
    <section>
      <h2>{t('public.where')}</h2>
      {placed && <div ref={mark} className={css.place}>{near && <Suspense><PlacesMap register={register} /></Suspense>}</div>}
      {register.places.length === 0 ? <p className="t2">{t('public.placesNone')}</p> : (
        <table className={css.table}>
          <thead><tr><th scope="col">{t('public.area')}</th><th scope="col">{t('public.kind')}</th><th scope="col" className="num">{t('public.count')}</th></tr></thead>
          <tbody>
            {register.places.map((one) => (
              <tr key={`${one.area} ${one.kind}`}>
                <th scope="row">{one.area || t('public.unplaced')}</th>
                <td>{one.kind_name}{one.latitude !== null && one.longitude !== null && <span className="meta"> {degrees(one.latitude)}, {degrees(one.longitude)}</span>}</td>
                <td className="num">{number(one.count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <h3>{t('public.cameras')}</h3>
      {register.cameras.length === 0 ? <p className="t2">{t('public.camerasNone')}</p> : (
        <ul className={css.cameras}>
          {register.cameras.map((one, index) => <li key={`${index} ${one.name}`}>{one.name}{one.area && <span className="meta"> {one.area}</span>}</li>)}
        </ul>
      )}
    </section>
  );
}

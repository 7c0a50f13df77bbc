import { useTranslation } from 'react-i18next';
import type { RegisterOut } from '../../api/generated';
import { number } from '../../ui';
import css from './Register.module.css';

/** Where cameras and sensors are: by place, and each camera by name. */
export function Where({ register }: { register: RegisterOut }) {
  const { t } = useTranslation('register');
  return (
    <section>
      <h2>{t('public.where')}</h2>
      <table className={css.table}>
        <thead><tr><th scope="col">{t('public.area')}</th><th scope="col">{t('public.kind')}</th><th scope="col" className="num">{t('public.count')}</th></tr></thead>
        <tbody>
          {register.places.map((one) => (
            <tr key={`${one.area} ${one.kind}`}>
              <th scope="row">{one.area || t('public.unplaced')}</th>
              <td>{one.kind_name}{one.latitude !== null && one.longitude !== null && <span className="meta"> {number(one.latitude, 6)}, {number(one.longitude, 6)}</span>}</td>
              <td className="num">{number(one.count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h3>{t('public.cameras')}</h3>
      {register.cameras.length === 0 ? <p className="t2">{t('public.camerasNone')}</p> : (
        <ul className={css.cameras}>
          {register.cameras.map((one, index) => <li key={`${index} ${one.name}`}>{one.name}{one.area && <span className="meta"> {one.area}</span>}</li>)}
        </ul>
      )}
    </section>
  );
}

import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { SourceType } from '../../api/types';
import { Button, Icon, Loading } from '../../ui';
import { pictureOf } from './SourceTable';
import css from './Sources.module.css';

/** The first step of adding: how do the readings come? */
export function TypePicker({ types }: { types?: SourceType[] }) {
  const { t } = useTranslation('sources');
  const go = useNavigate();
  return (
    <div className={`${css.picker} scroll`}>
      <div className={css.pickhead}>
        <Button kind="quiet" icon="left" onClick={() => void go({ to: '/sources' })}>{t('title')}</Button>
        <h1>{t('pick.title')}</h1>
        <p className="t2">{t('pick.text')}</p>
      </div>
      {!types && <Loading />}
      <div className={css.types}>
        {types?.map((type) => (
          <button key={type.id} type="button" className={css.type} onClick={() => void go({ to: '/sources', search: { add: type.id } })}>
            <Icon name={pictureOf(type.id)} size={22} />
            <b>{type.name}</b>
            <span className="t2">{type.description}</span>
          </button>
        ))}
      </div>
    </div>
  );
}

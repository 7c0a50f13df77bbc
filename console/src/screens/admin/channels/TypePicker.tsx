import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Button, Icon, Loading } from '../../../ui';
import { pictureOf } from './ChannelTable';
import type { ChannelType } from './types';
import css from './Channels.module.css';

/** The first step of adding: which way out? */
export function TypePicker({ types }: { types?: ChannelType[] }) {
  const { t } = useTranslation('channels');
  const go = useNavigate();
  return (
    <div className={`${css.picker} scroll`}>
      <div className={css.pickhead}>
        <Button kind="quiet" icon="left" onClick={() => void go({ to: '/admin/channels', search: {} })}>{t('title')}</Button>
        <h1>{t('pick.title')}</h1>
        <p className="t2">{t('pick.text')}</p>
      </div>
      {!types && <Loading />}
      <div className={css.types}>
        {types?.map((type) => (
          <button key={type.id} type="button" className={css.type} onClick={() => void go({ to: '/admin/channels', search: { add: type.id } })}>
            <Icon name={pictureOf(type.id)} size={22} />
            <b>{type.name}</b>
            <span className="t2">{type.description}</span>
          </button>
        ))}
      </div>
    </div>
  );
}

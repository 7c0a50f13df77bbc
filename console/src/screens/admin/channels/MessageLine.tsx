import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, problemOf } from '../../../api/client';
import type { Severity } from '../../../api/types';
import { Button, moment, SeverityShape, shapeOf, toast } from '../../../ui';
import { CHANNELS } from './api';
import type { Delivery } from './types';
import css from './Channels.module.css';

/** One message: what, to whom, what became of it; a dead letter can be sent again. */
export function MessageLine({ message, manages, channel }: { message: Delivery; manages: boolean; channel?: string }) {
  const { t } = useTranslation('channels');
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const dead = message.state === 'dead';
  const again = async () => {
    setBusy(true);
    try {
      await api.post(`/channels/deliveries/${message.id}/again`);
      toast(t('messages.goes'));
      await queries.invalidateQueries({ queryKey: CHANNELS });
    } catch (error) {
      toast(problemOf(error).problem ?? t('ui:noAnswer'), { kind: 'problem' });
    }
    setBusy(false);
  };
  const when = message.sent_at ?? (message.state === 'waiting' ? message.next_at : message.made_at);
  const facts = [channel, message.to === channel ? '' : message.to, message.step > 0 ? t('messages.step', { step: message.step + 1 }) : '', message.attempts > 1 ? t('messages.attempts', { count: message.attempts }) : ''];
  return (
    <li className={css.line}>
      <SeverityShape shape={shapeOf(message.severity as Severity)} size={16} bare />
      <div>
        <p className={css.what}>{message.title}</p>
        <p className="meta">
          <span className={dead ? css.dead : undefined}>{t(`messages.state.${message.state}`)}</span> {moment(when)}{facts.filter(Boolean).map((fact) => `, ${fact}`).join('')}
        </p>
        {message.answer && message.state !== 'sent' && <p className={dead ? css.why : 'meta'}>{t(`messages.answer.${message.answer}`, { defaultValue: message.answer })}</p>}
      </div>
      {dead && manages && <Button small busy={busy} onClick={() => void again()} aria-label={t('messages.againOf', { title: message.title, to: message.to })}>{t('messages.again')}</Button>}
    </li>
  );
}

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useDeferredValue, useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { SeenOut, SharedOut } from '../../api/generated';
import { useSession } from '../../api/session';
import { LOCALES } from '../../i18n';
import { Button, moment, Problem, toast } from '../../ui';
import people from '../admin/people/People.module.css';
import { Seen } from './Seen';

const MINUTES = [15, 30, 60, 120, 240, 480, 720];

/** Whom with, what to do, for how long, what of the alert; and exactly what will be seen. */
export function ShareForm({ alert }: { alert: string }) {
  const { t, i18n } = useTranslation('responder');
  const name = useSession()?.person.name ?? '';
  const queries = useQueryClient();
  const [wish, setWish] = useState({ responder: '', instruction: '', phone: localStorage.getItem('impetus.phone') ?? '', minutes: 60, locale: i18n.language, place: true, why: true, picture: true });
  const [made, setMade] = useState<SharedOut | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const set = (change: Partial<typeof wish>) => setWish((now) => ({ ...now, ...change }));
  const asked = useDeferredValue(wish);
  const preview = useQuery({
    queryKey: ['responders', 'preview', alert, asked],
    queryFn: () => api.post<SeenOut>('/responders/preview', { ...asked, alert, responder: asked.responder.trim() || '…' }),
    placeholderData: (before) => before,
  });
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setProblem(null);
    try {
      localStorage.setItem('impetus.phone', wish.phone);
      setMade(await api.sendOut<SharedOut>('/responders', { ...wish, alert }));
      await queries.invalidateQueries({ queryKey: ['responders', alert] });
    } catch (error) {
      setProblem(error);
    }
  };
  if (made) {
    return (
      <>
        <p className="t2">{t('link')}. {t('linkText', { at: moment(made.expires_at) })}</p>
        <div className={people.link}>
          <code data-testid="link">{made.address}</code>
          <Button small onClick={() => void navigator.clipboard.writeText(made.address).then(() => toast(t('copied')))}>{t('copy')}</Button>
        </div>
      </>
    );
  }
  return (
    <form className="fields" onSubmit={(event) => void submit(event)}>
      <label className="in"><span className="lbl">{t('who')}</span>
        <input value={wish.responder} placeholder={t('whoHint')} maxLength={80} autoFocus onChange={(event) => set({ responder: event.currentTarget.value })} />
      </label>
      <label className="in"><span className="lbl">{t('instruction')}</span>
        <textarea className={people.area} maxLength={500} value={wish.instruction} onChange={(event) => set({ instruction: event.currentTarget.value })} />
      </label>
      <div className="row2">
        <label className="in"><span className="lbl">{t('phone')}</span>
          <input type="tel" maxLength={40} value={wish.phone} onChange={(event) => set({ phone: event.currentTarget.value })} />
        </label>
        <label className="in"><span className="lbl">{t('minutes')}</span>
          <select className={people.select} value={wish.minutes} onChange={(event) => set({ minutes: Number(event.currentTarget.value) })}>
            {MINUTES.map((count) => <option key={count} value={count}>{t('min', { count })}</option>)}
          </select>
        </label>
        <label className="in"><span className="lbl">{t('language')}</span>
          <select className={people.select} value={wish.locale} onChange={(event) => set({ locale: event.currentTarget.value })}>
            {LOCALES.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
          </select>
        </label>
      </div>
      {(['place', 'why', 'picture'] as const).map((part) => (
        <label key={part} className={people.check}><input type="checkbox" checked={wish[part]} onChange={(event) => set({ [part]: event.currentTarget.checked })} />{t(part)}</label>
      ))}
      {preview.data && <Seen seen={preview.data} who={wish.responder} />}
      {problem !== null && <Problem error={problem} />}
      <p className="meta">{t('inName', { who: name })}</p>
      <Button kind="pri" type="submit" disabled={!wish.responder.trim()}>{t('make')}</Button>
    </form>
  );
}

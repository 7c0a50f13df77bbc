import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../api/client';
import { useStatus } from '../../../api/status';
import { Button, Dialog, Icon, Problem } from '../../../ui';
import { OneTimeLink, type LinkMade } from './OneTimeLink';
import css from './People.module.css';

interface Agency { id: string; name: string }

/** The agencies of the installation; its administrators add further ones. */
export function Agencies({ may }: { may: boolean }) {
  const { t, i18n } = useTranslation('people');
  const queries = useQueryClient();
  const status = useStatus();
  const { data = [] } = useQuery({ queryKey: ['agencies'], queryFn: () => api.get<Agency[] | { items: Agency[] }>('/agencies') });
  const list = Array.isArray(data) ? data : data.items;
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const [administrator, setAdministrator] = useState('');
  const [made, setMade] = useState<LinkMade | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const close = () => { setOpen(false); setMade(null); setName(''); setAdministrator(''); };
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setProblem(null);
    try {
      const zone = status?.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone ?? '';
      setMade(await api.post<LinkMade>('/agencies', { name: name.trim(), administrator: administrator.trim(), locale: i18n.language, time_zone: zone }));
      await queries.invalidateQueries({ queryKey: ['agencies'] });
    } catch (error) {
      setProblem(error);
    }
  };
  return (
    <div className={css.pane}>
      <p className="t2">{t('agencies.text')}</p>
      <ul className={css.list} aria-label={t('agencies.list')}>
        {list.map((one) => <li key={one.id}><Icon name="people" size={18} /><div><b>{one.name}</b> <span className="meta">{one.id}</span></div></li>)}
      </ul>
      {may ? <div><Button icon="plus" onClick={() => setOpen(true)}>{t('agencies.add')}</Button></div> : <p className="meta">{t('agencies.denied')}</p>}
      <Dialog open={open} onClose={close} title={t('agencies.add')} size={460}>
        {made ? <OneTimeLink made={made} onDone={close} /> : (
          <form className="fields" onSubmit={(event) => void submit(event)}>
            <label className="in"><span className="lbl">{t('agencies.name')}</span>
              <input value={name} autoFocus maxLength={200} onChange={(event) => setName(event.currentTarget.value)} />
            </label>
            <label className="in"><span className="lbl">{t('agencies.administrator')}</span>
              <input value={administrator} maxLength={200} onChange={(event) => setAdministrator(event.currentTarget.value)} />
            </label>
            {problem !== null && <Problem error={problem} />}
            <Button kind="pri" type="submit" disabled={!name.trim() || !administrator.trim()}>{t('make')}</Button>
          </form>
        )}
      </Dialog>
    </div>
  );
}

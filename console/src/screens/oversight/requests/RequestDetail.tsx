import { useTranslation } from 'react-i18next';
import { address } from '../../../api/client';
import type { RequestDetailOut } from '../../../api/generated';
import { Button, day, Icon, moment, Problem } from '../../../ui';
import { useRequestAct } from './api';
import { Ask } from './Ask';
import { Found } from './Found';
import { left } from './RequestList';
import css from './Requests.module.css';

const LETTERS = ['receipt', 'extension', 'answer'] as const;
const OUTCOMES = ['granted', 'partly', 'refused', 'withdrawn'] as const;

/** One request: who asks, how much time is left, what is found and done, its letters, its log. */
export function RequestDetail({ request }: { request: RequestDetailOut }) {
  const { t } = useTranslation('rights');
  const { act, problem, busy } = useRequestAct(request.id);
  const open = request.state === 'open';
  const letter = (kind: string) => address(`/requests/${request.id}/letter.pdf`, { kind });
  return (
    <div className={css.detail}>
      <header>
        <p className="meta">{request.number} · {t(`kind.${request.kind}`)} · {t(`way.${request.way}`)}</p>
        <h2>{open ? t(`next.${request.next}`, { name: request.name }) : t(`ended.${request.outcome ?? 'withdrawn'}`, { name: request.name })}</h2>
        <p className={open && request.late ? css.over : 't2'}>{left(request, t)} · {t('due', { at: day(new Date(Date.parse(request.due_at) - 1000).toISOString()) })}{request.extended && ` · ${t('extendedFor', { reason: request.extension_reason })}`}</p>
      </header>
      {problem !== null && <Problem error={problem} />}
      <dl className={css.facts}>
        <div><dt>{t('field.name')}</dt><dd><b>{request.name}</b></dd></div>
        {request.contact && <div><dt>{t('field.contact')}</dt><dd className={css.lines}>{request.contact}</dd></div>}
        {request.text && <div><dt>{t('field.text')}</dt><dd className={css.lines}>{request.text}</dd></div>}
        <div><dt>{t('field.identifiers')}</dt><dd>{request.identifiers.length ? request.identifiers.map((one) => `${t(`identifier.${one.kind}`)} ${one.value}`).join(' · ') : '–'}</dd></div>
        <div><dt>{t('field.identity')}</dt><dd>{request.identity || t('notYet')}</dd></div>
        {request.outcome_reason && <div><dt>{t('field.reason')}</dt><dd className={css.lines}>{request.outcome_reason}</dd></div>}
      </dl>
      {open && (
        <div className={css.acts}>
          {!request.identified && <Ask label={t('identify')} field={t('field.identity')} primary busy={busy} problem={problem} onSend={(how) => act('identity', { how })} />}
          {!request.extended && !request.late && <Ask label={t('extend')} field={t('extendWhy')} busy={busy} problem={problem} onSend={(reason) => act('extend', { reason })} />}
          {OUTCOMES.map((outcome) => <Ask key={outcome} label={t(`close.${outcome}`)} field={t('closeWhy')} optional={outcome === 'granted' || outcome === 'withdrawn'} busy={busy} problem={problem} onSend={(reason) => act('close', { outcome, reason })} />)}
        </div>
      )}
      {(open || request.items.length > 0) && <Found request={request} act={act} busy={busy} wrong={problem} />}
      {request.items.some((item) => item.done === 'restricted' && !item.lifted_at) && <p><Button small onClick={() => void act('lift')}>{t('lift')}</Button></p>}
      <section>
        <h3 className="sec">{t('letters')}</h3>
        <p className={css.letters}>
          {LETTERS.filter((kind) => kind !== 'extension' || request.extended).map((kind) => <a key={kind} className="btn sm line" href={letter(kind)} download><Icon name="download" size={14} />{t(`letter.${kind}`)}</a>)}
          {request.items.some((item) => item.done === 'given') && <a className="btn sm line" href={address(`/requests/${request.id}/export.json`)} download={`${request.number}.json`}><Icon name="download" size={14} />{t('letter.data')}</a>}
        </p>
      </section>
      <section>
        <h3 className="sec">{t('log')}</h3>
        <ol className={css.log}>
          {request.log.map((line, at) => <li key={at}><span className="meta">{moment(line.at)}</span><span>{t(`did.${line.what}`, { defaultValue: line.what })} <span className="meta">{line.by}</span></span></li>)}
        </ol>
      </section>
    </div>
  );
}

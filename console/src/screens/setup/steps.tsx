import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { LOCALES, setLocale } from '../../i18n';
import { PasswordField } from '../login/PasswordField';
import { SHORTEST, strength } from './strength';

export interface Answers {
  name: string;
  login: string;
  password: string;
  city: string;
}

export interface StepProps {
  answers: Answers;
  faults: Partial<Record<keyof Answers, string>>;
  set: (change: Partial<Answers>) => void;
}

function Field(props: { label: string; value: string; fault?: string; onChange: (value: string) => void; autoComplete?: string; autoFocus?: boolean }) {
  const id = useId();
  return (
    <div className="in">
      <label htmlFor={id}>{props.label}</label>
      <input
        id={id}
        value={props.value}
        autoComplete={props.autoComplete ?? 'off'}
        autoFocus={props.autoFocus}
        aria-invalid={Boolean(props.fault) || undefined}
        aria-describedby={props.fault ? `${id}f` : undefined}
        onChange={(event) => props.onChange(event.currentTarget.value)}
      />
      {props.fault && <span className="err" id={`${id}f`} role="alert">{props.fault}</span>}
    </div>
  );
}

/** A login made of a name: "Aino Korhonen" is `aino.korhonen`. */
export function loginFrom(name: string): string {
  return name.trim().normalize('NFD').replace(/\p{Diacritic}/gu, '').toLowerCase().replaceAll('ø', 'o').replaceAll('æ', 'ae')
    .replace(/[^a-z0-9]+/g, '.').replace(/^\.+|\.+$/g, '');
}

/** Who the administrator is. */
export function WhoStep({ answers, faults, set, title, sub }: StepProps & { title?: string; sub?: string }) {
  const { t } = useTranslation('setup');
  const rename = (name: string) => {
    // The login follows the name until somebody writes one of their own.
    const follows = answers.login === '' || answers.login === loginFrom(answers.name);
    set(follows ? { name, login: loginFrom(name) } : { name });
  };
  return (
    <>
      <div><h1>{title ?? t('who.title')}</h1><p className="sub">{sub ?? t('who.sub')}</p></div>
      <Field label={t('who.name')} value={answers.name} fault={faults.name} onChange={rename} autoComplete="name" autoFocus />
      <Field label={t('who.login')} value={answers.login} fault={faults.login} onChange={(login) => set({ login })} autoComplete="username" />
    </>
  );
}

/** A password with a hint of how hard it is to guess. */
export function PasswordStep({ answers, faults, set, title }: StepProps & { title?: string }) {
  const { t } = useTranslation('setup');
  const level = strength(answers.password, [answers.login, ...answers.name.split(' ')]);
  const missing = SHORTEST - answers.password.length;
  const word = missing > 0 ? t('key.short', { count: missing }) : t(`key.${(['weak', 'weak', 'fair', 'good', 'strong'] as const)[level]}`);
  return (
    <>
      <div><h1>{title ?? t('key.title')}</h1><p className="sub">{t('key.sub')}</p></div>
      <PasswordField label={t('key.password')} value={answers.password} onChange={(password) => set({ password })} autoComplete="new-password" autoFocus describedBy="strength" />
      <div className="in">
        <div className="strength" aria-hidden="true">{[1, 2, 3, 4].map((each) => <i key={each} className={each <= level ? 'f' : ''} />)}</div>
        <span className={faults.password ? 'err' : 'lbl'} id="strength" role="status" aria-label={`${t('key.strength')}: ${word}`}>{word}</span>
      </div>
    </>
  );
}

/** The city's name and the console's language. */
export function CityStep({ answers, faults, set }: StepProps) {
  const { t, i18n } = useTranslation('setup');
  return (
    <>
      <div><h1>{t('city.title')}</h1><p className="sub">{t('city.sub')}</p></div>
      <Field label={t('city.name')} value={answers.city} fault={faults.city} onChange={(city) => set({ city })} autoFocus />
      <div className="in" role="group" aria-label={t('city.language')}>
        <span className="lbl">{t('city.language')}</span>
        <div className="tabs">
          {LOCALES.map((locale) => (
            <button key={locale.id} type="button" lang={locale.id} aria-pressed={i18n.language === locale.id} className={i18n.language === locale.id ? 'on' : ''} onClick={() => void setLocale(locale.id)}>
              {locale.name}
            </button>
          ))}
        </div>
      </div>
    </>
  );
}

import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui';

/** A password with an eye to read what was typed. */
export function PasswordField(props: {
  label: string; value: string; onChange: (value: string) => void; autoComplete: 'current-password' | 'new-password';
  autoFocus?: boolean; describedBy?: string;
}) {
  const { t } = useTranslation('login');
  const id = useId();
  const [seen, setSeen] = useState(false);
  return (
    <div className="in">
      <label htmlFor={id}>{props.label}</label>
      <div className="peek">
        <input
          id={id}
          name="password"
          type={seen ? 'text' : 'password'}
          autoComplete={props.autoComplete}
          autoFocus={props.autoFocus}
          required
          value={props.value}
          aria-describedby={props.describedBy}
          onChange={(event) => props.onChange(event.currentTarget.value)}
        />
        <Button
          kind="quiet"
          icon={seen ? 'eyeoff' : 'eye'}
          aria-label={t(seen ? 'hidePassword' : 'showPassword')}
          aria-pressed={seen}
          onClick={() => setSeen(!seen)}
        />
      </div>
    </div>
  );
}

import { useTranslation } from 'react-i18next';

/** A person's initials in a ring; the full name is read out and shown on hover. */
export function Avatar({ initials, name, small }: { initials: string; name: string; small?: boolean }) {
  return (
    <span className={`av${small ? ' s' : ''}`} role="img" aria-label={name} title={name}>
      {initials}
    </span>
  );
}

/** Who else is here: four at most, then a count. */
export function Avatars({ people }: { people: { id: string; initials: string; name: string }[] }) {
  const { t } = useTranslation('ui');
  const shown = people.slice(0, 4);
  const rest = people.length - shown.length;
  return (
    <span className="avs">
      {shown.map((person) => (
        <Avatar key={person.id} initials={person.initials} name={person.name} small />
      ))}
      {rest > 0 && <span className="meta" title={people.slice(4).map((p) => p.name).join(', ')}>{t('more', { count: rest })}</span>}
    </span>
  );
}

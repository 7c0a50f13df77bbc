import { useSearch } from '@tanstack/react-router';
import { useOutbox } from './acts';
import { IncidentScreen } from './IncidentScreen';
import { IncidentList } from './list/IncidentList';

/** The incidents of the agency, or the one that the address names (`?incident=I-12`). */
export function Incidents() {
  const { incident } = useSearch({ strict: false }) as { incident?: string };
  useOutbox();
  return incident ? <IncidentScreen key={incident} address={incident} /> : <IncidentList />;
}

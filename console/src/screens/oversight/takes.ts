import { useSession } from '../../api/session';

/** Whether files may be taken out: a guest reads and takes nothing away, as the policy on guests says. */
export function useTakes(): boolean {
  return useSession()?.person.role !== 'advisor';
}

/* Which desk an alert belongs to: it sounds at that desk, and everywhere while nobody sits there. */

import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { api } from '../api/client';
import type { DutyBoardOut } from '../api/generated';
import { useSession } from '../api/session';

type Board = Pick<DutyBoardOut, 'mine'> & { desks: { id: string; kinds: string[]; on_duty: unknown[] }[] };

/** The desk whose longest kind an alert's kind begins with, else the one with the rest; as the server has it. */
export function ownerOf<Desk extends { kinds: string[] }>(kind: string, desks: readonly Desk[]): Desk | undefined {
  let best: Desk | undefined;
  let length = -1;
  for (const desk of desks) {
    const fits = desk.kinds.filter((each) => kind === each || kind.startsWith(`${each}.`)).map((each) => each.length);
    const size = desk.kinds.length === 0 ? 0 : Math.max(-1, ...fits);
    if (size > length) [best, length] = [desk, size];
  }
  return best;
}

/** Whether an alert of a kind sounds here: at its desk; and where one sits at none, or nobody sits at its desk. */
export function soundsHere(kind: string, board: Board | undefined): boolean {
  if (!board?.mine) return true;
  const desk = ownerOf(kind, board.desks);
  return !desk || desk.id === board.mine || desk.on_duty.length === 0;
}

/** The same for the person who is signed in, as the roster stands now. */
export function useSoundsHere(): (kind: string) => boolean {
  const session = useSession();
  const { data } = useQuery({
    queryKey: ['shifts', 'board'],
    queryFn: ({ signal }) => api.get<DutyBoardOut>('/shifts/board', {}, signal),
    enabled: session?.permissions.includes('see_shifts') ?? false,
    refetchInterval: 60_000,
    retry: false,
  });
  return useCallback((kind) => soundsHere(kind, data), [data]);
}

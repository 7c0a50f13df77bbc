import { QueryClient } from '@tanstack/react-query';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { takeUp } from './proof';
import { sessionQuery } from './session';
import type { Session } from './types';

const session = (more: Partial<Session> = {}): Session => ({
  agency: { id: 'helsinki', name: 'Helsinki' }, case: null, csrf: 'new', first_start: false, permissions: [],
  person: { id: 'per_1' }, purpose: { id: 'urban_safety' }, ...more,
} as unknown as Session);

function answers(...found: Session[]) {
  const sent: [string, string | undefined][] = [];
  vi.stubGlobal('fetch', vi.fn((path: string, options: RequestInit) => {
    sent.push([`${options.method ?? ''} ${path.split('?')[0] ?? ''}`, options.body as string | undefined]);
    return Promise.resolve(new Response(JSON.stringify(found.shift()), { status: 200, headers: { 'content-type': 'application/json' } }));
  }));
  return sent;
}

afterEach(() => vi.unstubAllGlobals());

describe('a new proof at a provider', () => {
  it('goes on under the purpose and the case that the act was begun under', async () => {
    const before = session({ purpose: { id: 'investigation' } as Session['purpose'], case: { id: 'cas_1' } as Session['case'] });
    const sent = answers(session(), before);
    const queries = new QueryClient();
    expect(await takeUp(queries, before, 'again')).toBe(true);
    expect(sent.map(([what]) => what)).toEqual(['GET /api/session', 'PUT /api/session/purpose']);
    expect(JSON.parse(sent[1]?.[1] ?? '')).toEqual({ purpose: 'investigation', case: 'cas_1', reason: 'again' });
    expect(queries.getQueryData(sessionQuery.queryKey)).toEqual(before);
  });

  it('declares nothing where the purpose is the same', async () => {
    const sent = answers(session());
    expect(await takeUp(new QueryClient(), session(), 'again')).toBe(true);
    expect(sent).toHaveLength(1);
  });

  it('goes on with nothing where somebody else came back', async () => {
    answers(session({ person: { id: 'per_2' } as Session['person'] }));
    expect(await takeUp(new QueryClient(), session(), 'again')).toBe(false);
  });
});

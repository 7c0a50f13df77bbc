import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, renderHook, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { api } from '../../api/client';
import { empty } from './logic/edit';
import { Line } from './logic/line';
import type { Content, Procedure } from './types';
import { useDraft } from './useDraft';

const titled = (en: string): Content => ({ ...empty(), title: { en, it: '', nb: '' } });
const procedure = (id: string, content: Content, edits = 1): Procedure => ({ id, content, edits, state: 'draft', faults: [] }) as unknown as Procedure;

/** A server that answers when it is told to. */
function server() {
  const asked: { content: Content; edits: number | null; answer: (edits: number) => void; refuse: () => void }[] = [];
  vi.spyOn(api, 'put').mockImplementation((path: string, body?: unknown) => {
    const { content, edits } = body as { content: Content; edits: number | null };
    return new Promise((resolve, reject) => {
      const id = path.split('/').pop() ?? '';
      asked.push({ content, edits, answer: (now) => resolve(procedure(id, content, now) as never), refuse: () => reject(new Error('no')) });
    });
  });
  return asked;
}

const wrapper = ({ children }: { children: ReactNode }) => <QueryClientProvider client={new QueryClient()}>{children}</QueryClientProvider>;
const draft = (of: Procedure) => renderHook(() => useDraft(of, () => undefined), { wrapper });

afterEach(() => vi.restoreAllMocks());

describe('what is being written', () => {
  it('survives a workspace that is made anew while a save is under way', async () => {
    const asked = server();
    const made = procedure('prc_new', titled(''));
    const first = draft(made);
    act(() => first.result.current.set(titled('Empty')));
    act(() => void first.result.current.flush());
    await waitFor(() => expect(asked).toHaveLength(1));
    // typed while the first save is on its way; then the screen is made anew from what the server said before
    act(() => first.result.current.set(titled('Empty square')));
    first.unmount();
    const second = draft(made);
    expect(second.result.current.content.title.en).toBe('Empty square');
    await act(async () => asked[0]!.answer(2));
    await waitFor(() => expect(asked).toHaveLength(2));
    expect(asked[1]!.content.title.en).toBe('Empty square');
    expect(asked[1]!.edits).toBe(2);
    await act(async () => asked[1]!.answer(3));
    await waitFor(() => expect(second.result.current.state).toBe('kept'));
    expect(second.result.current.content.title.en).toBe('Empty square');
    second.unmount();
    expect(asked).toHaveLength(2);
  });

  it('begins with what the server says where nothing waits, and after it was thrown away', async () => {
    const asked = server();
    const first = draft(procedure('prc_b', titled('One')));
    act(() => first.result.current.set(titled('Two')));
    act(() => first.result.current.forget());
    first.unmount();
    expect(asked).toHaveLength(0);
    expect(draft(procedure('prc_b', titled('Three'))).result.current.content.title.en).toBe('Three');
  });

  it('is sent in order, each save on the draft of the one before, and again after a refusal', async () => {
    const line = new Line(procedure('prc_c', titled('')));
    const seen: (string | number | null)[][] = [];
    let fails = true;
    const send = async (content: Content, edits: number | null) => {
      seen.push([content.title.en, edits]);
      if (fails) throw new Error('no');
      return { edits: (edits ?? 0) + 1, faults: [] };
    };
    line.latest = titled('a');
    await expect(line.keep(send)).rejects.toThrow('no');
    expect(line.waits).toBe(true);
    fails = false;
    const both = [line.keep(send)];
    line.latest = titled('b');
    both.push(line.keep(send));
    await Promise.all(both);
    expect(seen).toEqual([['a', 1], ['a', 1], ['b', 2]]);
    expect(line.waits).toBe(false);
    expect(await line.keep(send)).toBeNull();
  });
});

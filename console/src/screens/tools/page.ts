import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { ListEntryOut, ToolListOut, ToolPageOut, ToolQuestionOut } from '../../api/generated';
import type { JsonObject } from '../../api/types';
import type { Evidence } from '../../evidence/types';

export type ListEntry = Omit<ListEntryOut, 'values'> & { values: JsonObject };
export type ToolList = Omit<ToolListOut, 'schema' | 'entries'> & { schema: JsonObject; entries: ListEntry[] };
export type ToolQuestion = Omit<ToolQuestionOut, 'schema' | 'values'> & { schema: JsonObject; values: JsonObject };
export type ToolPage = Omit<ToolPageOut, 'lists' | 'questions'> & { lists: ToolList[]; questions: ToolQuestion[] };

/** One line of what a tool says on a question. */
export interface Said {
  progress?: { done: number; total: number; text?: string };
  answer?: { text?: string; evidence?: Evidence[] };
  error?: { code: string; problem: string | null; remedy: string | null; field: string | null };
}

/** The lists people keep for a tool, and what it can be asked, worded in `locale`. */
export const pageQuery = (tool: string, locale: string) =>
  queryOptions({
    queryKey: ['tools', 'page', tool, locale],
    queryFn: ({ signal }) => api.get<ToolPage>(`/tools/${encodeURIComponent(tool)}/page`, {}, signal),
  });

/** Where a list's entries are added, or one of them is changed. */
export function listPath(tool: string, list: string, entry = ''): string {
  return `/tools/${encodeURIComponent(tool)}/lists/${encodeURIComponent(list)}${entry ? `/${encodeURIComponent(entry)}` : ''}`;
}

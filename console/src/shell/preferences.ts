import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from '../api/client';
import { sessionQuery } from '../api/session';
import type { Locale, Session, Theme } from '../api/types';
import { setTheme, themeKept } from '../app/theme';
import { localeKept, setLocale } from '../i18n';

/** Keeps a person's choice with the account too; without an answer the browser's own copy stands. */
function keep(change: Partial<Record<'locale' | 'theme' | 'sound', unknown>>): Promise<Session | undefined> {
  return api.patch<Session>('/me', change).catch(() => undefined);
}

/** A browser that has no choice of its own takes the account's language and theme. */
export function useAccountChoices(session: Session | undefined): void {
  const locale = session?.person.locale;
  const theme = session?.person.theme;
  useEffect(() => {
    if (locale && !localeKept()) void setLocale(locale);
    if (theme && !themeKept()) setTheme(theme);
  }, [locale, theme]);
}

/** Changes the language at once and asks the server again for everything it words itself. */
export function useLocaleChange(): (locale: Locale) => void {
  const queries = useQueryClient();
  return (locale) => {
    void setLocale(locale).then(async (changed) => {
      if (!changed) return;
      const session = queries.getQueryData<Session | null>(sessionQuery.queryKey);
      const renewed = session ? await keep({ locale }) : undefined;
      // The purpose's words come with the session.
      if (renewed?.person) queries.setQueryData(sessionQuery.queryKey, renewed);
      await queries.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'session' });
    });
  };
}

/** Keeps the language that somebody chose before they signed in; the session in its words. */
export function keepLocale(locale: Locale): Promise<Session | undefined> {
  return keep({ locale });
}

/** Changes the theme at once. */
export function chooseTheme(theme: Theme): void {
  setTheme(theme);
  void keep({ theme });
}

/** Keeps whether this person wants sound. */
export function keepSound(sound: boolean): void {
  void keep({ sound });
}

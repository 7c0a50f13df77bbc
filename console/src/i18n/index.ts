import i18n from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Locale } from '../api/types';
import { toast } from '../ui/toast';

export const LOCALES: { id: Locale; name: string }[] = [
  { id: 'en', name: 'English' },
  { id: 'it', name: 'Italiano' },
  { id: 'nb', name: 'Norsk bokmål' },
];

const KEPT = 'impetus.locale';
const LOAD: Record<Locale, () => Promise<{ default: Record<string, unknown> }>> = {
  en: () => import('./en'),
  it: () => import('./it'),
  nb: () => import('./nb'),
};

function isLocale(text: string | null | undefined): text is Locale {
  return text === 'en' || text === 'it' || text === 'nb';
}

/** The locale to begin with: the one kept, else the browser's, else English. */
export function firstLocale(): Locale {
  const kept = localStorage.getItem(KEPT);
  if (isLocale(kept)) return kept;
  for (const wish of navigator.languages ?? []) {
    const short = wish.slice(0, 2).toLowerCase();
    if (isLocale(short)) return short;
    if (short === 'no' || short === 'nn') return 'nb';
  }
  return 'en';
}

async function load(locale: Locale): Promise<void> {
  const files = (await LOAD[locale]()).default;
  for (const [path, catalogue] of Object.entries(files)) {
    const screen = path.replace('./', '').split('.')[0] ?? '';
    i18n.addResourceBundle(locale, screen, catalogue);
  }
}

/** Starts the translations; resolves when the first locale's catalogues are there. */
export async function startI18n(locale: Locale = firstLocale()): Promise<void> {
  await i18n.use(initReactI18next).init({
    lng: locale,
    fallbackLng: false,
    ns: [],
    defaultNS: 'ui',
    interpolation: { escapeValue: false }, // React escapes.
    returnNull: false,
  });
  await show(locale);
}

async function show(locale: Locale): Promise<void> {
  await load(locale);
  await i18n.changeLanguage(locale);
  document.documentElement.lang = locale;
}

/** Changes the language at once, without a reload, and keeps the choice in this browser; false where it cannot be fetched. */
export async function setLocale(locale: Locale): Promise<boolean> {
  try {
    await show(locale);
  } catch {
    toast(i18n.t('ui:languageAbsent'), { kind: 'problem' });
    return false;
  }
  localStorage.setItem(KEPT, locale);
  return true;
}

/** Whether somebody chose a language in this browser. */
export function localeKept(): boolean {
  return localStorage.getItem(KEPT) !== null;
}

import { createTheme } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import type { Theme } from '../api/types';

export const THEMES: Theme[] = ['dark', 'light', 'night'];
const KEPT = 'impetus.theme';
const listeners = new Set<() => void>();

function read(): Theme {
  const now = document.documentElement.dataset.theme;
  return now === 'light' || now === 'night' ? now : 'dark';
}

/** Puts a theme on the page and keeps it for the next start (public/theme.js applies it before the first paint). */
export function setTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  localStorage.setItem(KEPT, theme);
  for (const each of listeners) each();
}

/** Whether this browser has a theme of its own choice. */
export function themeKept(): boolean {
  return localStorage.getItem(KEPT) !== null;
}

/** The theme now on the page. */
export function useTheme(): Theme {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    read,
  );
}

/** Mantine takes its colours and sizes from styles/mantine.css, which maps them to our tokens. */
export const mantineTheme = createTheme({
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--mono)',
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    // The placeholder for focus would be a child that a menu must not have; focus goes to the first item instead.
    Menu: { defaultProps: { shadow: 'none', transitionProps: { duration: 0 }, withInitialFocusPlaceholder: false } },
    Popover: { defaultProps: { shadow: 'none', transitionProps: { duration: 0 } } },
    Modal: { defaultProps: { transitionProps: { duration: 0 }, overlayProps: { transitionProps: { duration: 0 } } } },
    Select: { defaultProps: { comboboxProps: { transitionProps: { duration: 0 } }, checkIconPosition: 'right' } },
  },
});

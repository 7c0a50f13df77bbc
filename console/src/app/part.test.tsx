import { act, fireEvent, render, screen } from '@testing-library/react';
import { Suspense } from 'react';
import { beforeAll, expect, it } from 'vitest';
import { startI18n } from '../i18n';
import { part, watchStyles } from './part';

beforeAll(() => startI18n('en'));

function Square({ side }: { side: number }) {
  return <p>{`${side} by ${side}`}</p>;
}

/** What waits is drawn when it comes. */
function shown(what: React.ReactNode) {
  return act(async () => void render(what));
}

it('shows a part that comes', async () => {
  const Late = part(() => Promise.resolve({ Square }), 'Square');
  await shown(<Suspense><Late side={2} /></Suspense>);
  expect(await screen.findByText('2 by 2')).toBeTruthy();
});

it('says in its place that a part did not come, and fetches it again when asked', async () => {
  let tries = 0;
  const Late = part(() => (++tries < 3 ? Promise.reject(new TypeError('Failed to fetch')) : Promise.resolve({ Square })), 'Square');
  await shown(<Suspense><Late side={3} /></Suspense>);
  expect(await screen.findByText('This part of the console could not be loaded.')).toBeTruthy();
  // Nothing answers here, so it is not the page's fault and nothing is loaded anew.
  expect(await screen.findByText(/The server does not answer/)).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  await expect.poll(() => [tries, screen.getByRole('button', { name: 'Try again' }).hasAttribute('disabled')]).toEqual([2, false]);
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByText('3 by 3')).toBeTruthy();
});

it('fetches a part again for somebody who goes there again', async () => {
  let tries = 0;
  const Late = part(() => (++tries < 2 ? Promise.reject(new TypeError('Failed to fetch')) : Promise.resolve({ Square })), 'Square');
  await Late.preload();
  await Late.preload();
  await Late.preload();
  expect(tries).toBe(2);
  render(<Late side={4} />);
  expect(screen.getByText('4 by 4')).toBeTruthy();
});

it('asks again for a stylesheet that did not come before it shows a part', async () => {
  watchStyles();
  const sheets = () => [...document.querySelectorAll<HTMLLinkElement>('link[href$="gone.css"]')];
  const link = document.head.appendChild(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: '/gone.css' }));
  link.dispatchEvent(new Event('error'));
  expect(sheets()).toEqual([]);
  const Late = part(() => Promise.resolve({ Square }), 'Square');
  const coming = Late.preload();
  expect(sheets()).toHaveLength(1);
  sheets()[0]?.dispatchEvent(new Event('load'));
  await coming;
  render(<Late side={5} />);
  expect(screen.getByText('5 by 5')).toBeTruthy();
});

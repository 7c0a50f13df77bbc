import { use, useEffect, useReducer, useState, type ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, EmptyState } from '../ui';

/** Why a part did not come: the server is silent, it runs another version than this page, or the fetch broke off. */
type Absence = 'away' | 'upgraded' | 'failed';

type PropsOf<T> = T extends ComponentType<infer P> ? P & object : never;

/** A part of the console that is fetched when it is wanted; the router fetches it before it shows it. */
export type Part<P> = ((props: P) => React.ReactNode) & { preload: () => Promise<void> };

/** Addresses of the stylesheets that did not come. */
const lost = new Set<string>();

/** Asks the server for its page: whether it answers, and whether its page still is this one. */
export async function whyAbsent(): Promise<Absence> {
  const mine = document.querySelector('script[type="module"][src]')?.getAttribute('src');
  try {
    const answer = await fetch('/', { cache: 'no-store', headers: { Accept: 'text/html' } });
    if (!answer.ok) return 'away';
    return !mine || (await answer.text()).includes(`"${mine}"`) ? 'failed' : 'upgraded';
  } catch {
    return 'away';
  }
}

/**
 * A component in a chunk of its own. Where React's `lazy` keeps a failed import for good, this one says so in the
 * part's place and fetches it again when asked: by its button, or by going there again.
 */
export function part<M, K extends keyof M>(load: () => Promise<M>, name: K): Part<PropsOf<M[K]>> {
  type P = PropsOf<M[K]>;
  let found: ComponentType<P> | null = null;
  let absent = false;
  let coming: Promise<void> | null = null;
  const fetchIt = (): Promise<void> => {
    coming ??= Promise.all([...lost].map(style))
      .then(load)
      .then(
        (module) => {
          found = module[name] as ComponentType<P>;
          absent = false;
        },
        (problem: unknown) => {
          absent = true;
          console.warn('A part of the console did not come:', problem);
        },
      )
      .finally(() => {
        coming = null;
      });
    return coming;
  };
  function Shown(props: P) {
    const [, redraw] = useReducer((count: number) => count + 1, 0);
    const again = async () => {
      await fetchIt();
      if (found) redraw();
      return found !== null;
    };
    if (!found && absent) return <Absent again={again} />;
    if (!found) use(fetchIt());
    const Found = found;
    return Found && <Found {...props} />;
  }
  return Object.assign(Shown, { preload: () => (found ? Promise.resolve() : fetchIt()) });
}

/** Stands where a part should; `again` fetches it once more and tells whether it came. */
function Absent({ again }: { again: () => Promise<boolean> }) {
  const { t } = useTranslation('ui');
  const [why, setWhy] = useState<Absence | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    let gone = false;
    void whyAbsent().then((found) => !gone && setWhy(found));
    return () => {
      gone = true;
    };
  }, []);
  const act = async () => {
    setBusy(true);
    // A newer server no longer has what this page asks for: only its own page knows the new names.
    if (why !== 'upgraded' && (await again())) return;
    const now = await whyAbsent();
    // Some browsers keep a failed import until the page is loaded anew.
    if (now !== 'away') return window.location.reload();
    setWhy(now);
    setBusy(false);
  };
  return (
    <div className="whole" role="alert">
      <EmptyState title={t('part.title')} act={<Button busy={busy} onClick={() => void act()}>{t(why === 'upgraded' ? 'part.reload' : 'again')}</Button>}>
        {why && t(`part.${why}`)}
      </EmptyState>
    </div>
  );
}

/** Keeps in mind which stylesheets did not come: Vite asks for each once only, and would show a part without. */
export function watchStyles(): void {
  window.addEventListener('error', ({ target }) => {
    if (!(target instanceof HTMLLinkElement) || target.rel !== 'stylesheet') return;
    lost.add(target.href);
    target.remove();
  }, true);
}

function style(href: string): Promise<void> {
  return new Promise((done, failed) => {
    const onload = () => {
      lost.delete(href);
      done();
    };
    const onerror = () => failed(new Error(`${href} did not come`));
    document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href, onload, onerror }));
  });
}

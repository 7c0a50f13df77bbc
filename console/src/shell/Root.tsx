import { Link, Outlet, type ErrorComponentProps } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Button, EmptyState } from '../ui';
import { Toasts } from '../ui/Toasts';

/** What stands around every page, signed in or not. */
export function Root() {
  return (
    <>
      <Outlet />
      <Toasts />
    </>
  );
}

/** No such address. */
export function Missing() {
  const { t } = useTranslation('shell');
  return (
    <main className="whole">
      <EmptyState title={t('screen.missing')} act={<Link className="link" to="/operations">{t('screen.home')}</Link>} />
    </main>
  );
}

/** A screen that broke: says what is kept and offers to draw it again. */
export function ScreenError({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation('shell');
  return (
    <div className="whole" role="alert">
      <EmptyState title={t('screen.error')} act={<Button onClick={reset}>{t('ui:again')}</Button>}>
        {error instanceof Error ? error.message : null}
      </EmptyState>
    </div>
  );
}

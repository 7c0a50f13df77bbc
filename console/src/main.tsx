import './styles/all.css';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiError } from './api/client';
import { watchStyles } from './app/part';
import { makeRouter } from './app/router';
import { mantineTheme, useTheme } from './app/theme';
import { startI18n } from './i18n';
import { startKeys } from './ui/keys';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      refetchOnWindowFocus: false,
      // What the server refused it will refuse again; only silence is worth another try.
      retry: (count, error) => count < 2 && (!(error instanceof ApiError) || error.status === 0 || error.status >= 500),
    },
  },
});
const router = makeRouter(queries);

function App() {
  const theme = useTheme();
  return (
    <QueryClientProvider client={queries}>
      <MantineProvider
        theme={mantineTheme}
        forceColorScheme={theme === 'light' ? 'light' : 'dark'}
        // The strict content policy refuses style elements; styles/mantine.css carries the variables instead.
        withCssVariables={false}
        withGlobalClasses={false}
      >
        <RouterProvider router={router} />
      </MantineProvider>
    </QueryClientProvider>
  );
}

startKeys();
watchStyles();
// Without its words the console cannot say that they are missing: public/absent.js does, which has its own.
const worded = await startI18n().then(() => true, () => void window.dispatchEvent(new Event('impetus:absent')));
const element = document.getElementById('root');
// Where absent.js has spoken (a stylesheet did not come), its words and its way out stay.
if (element && worded && !element.firstChild) {
  createRoot(element).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}

import { defineConfig } from '@hey-api/openapi-ts';

/** Types only: `src/api/client.ts` does the fetching (CSRF, locale, expiry of the session, typed errors). */
export default defineConfig({
  input: './openapi.json',
  output: { path: './src/api/generated', clean: true },
  plugins: ['@hey-api/typescript'],
});

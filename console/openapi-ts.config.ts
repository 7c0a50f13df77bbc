/**
 * Types only: `src/api/client.ts` does the fetching (CSRF, locale, expiry of the session, typed errors).
 * The generator lives in scripts/api with a TypeScript of its own; `npm run api` installs and runs it.
 */
export default {
  input: './openapi.json',
  output: { path: './src/api/generated', clean: true },
  plugins: ['@hey-api/typescript'],
};

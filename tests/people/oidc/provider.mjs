// A real provider of accounts for the tests: whoever signs in as `name` is in the group `desk-<name>`.
import { Provider } from 'oidc-provider';

const [port, redirect] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
const provider = new Provider(issuer, {
  clients: [{ client_id: 'impetus', client_secret: 'a secret of the tests, 32 characters', redirect_uris: [redirect], response_types: ['code'], grant_types: ['authorization_code'] }],
  cookies: { keys: ['only for tests'] },
  claims: { openid: ['sub'], profile: ['name', 'preferred_username'], groups: ['groups'] },
  scopes: ['openid', 'profile', 'groups'],
  pkce: { required: () => true },
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({ sub: id, name: `Person ${id}`, preferred_username: id, groups: ['everybody', `desk-${id}`] }),
  }),
});
provider.listen(Number(port), '127.0.0.1', () => console.log('ready'));

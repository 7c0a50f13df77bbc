import { api } from './client';
import type { Session } from './types';

interface Start { step: string; options: Record<string, unknown> }

/** The credential of `navigator.credentials.get`, as JSON; null where the person turned away. */
async function asked(start: Start): Promise<unknown> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(start.options as unknown as PublicKeyCredentialRequestOptionsJSON);
  const found = await navigator.credentials.get({ publicKey }).catch(() => null);
  return found ? (found as PublicKeyCredential).toJSON() : null;
}

/** Whether this browser can use passkeys here. */
export function passkeysWork(): boolean {
  return window.isSecureContext && 'PublicKeyCredential' in window && 'parseRequestOptionsFromJSON' in PublicKeyCredential;
}

/** Signs in by a passkey, without a name; null where none was used. */
export async function signInByPasskey(): Promise<Session | null> {
  const start = await api.post<Start>('/session/passkey/start');
  const credential = await asked(start);
  return credential ? api.post<Session>('/session/passkey', { step: start.step, credential }) : null;
}

/** Proves again to be oneself; false where no passkey was used. */
export async function proveByPasskey(): Promise<boolean> {
  const start = await api.post<Start>('/me/step-up/passkey/start');
  const credential = await asked(start);
  if (!credential) return false;
  await api.post('/me/step-up/passkey', { step: start.step, credential });
  return true;
}

/** Makes a passkey and keeps it; the new recovery codes, none where there are some, null where none was made. */
export async function addPasskey(name: string): Promise<string[] | null> {
  const start = await api.post<Start>('/me/factors/passkey/start');
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(start.options as unknown as PublicKeyCredentialCreationOptionsJSON);
  const made = await navigator.credentials.create({ publicKey }).catch(() => null);
  if (!made) return null;
  const body = { step: start.step, name, credential: (made as PublicKeyCredential).toJSON() as unknown };
  return (await api.post<{ codes: string[] }>('/me/factors/passkey', body)).codes;
}

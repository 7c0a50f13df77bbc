import i18n from 'i18next';

/** An answer of the API other than 2xx, or none at all (`status` 0). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly problem: string | null,
    readonly remedy: string | null = null,
    readonly field: string | null = null,
    readonly details: unknown = null,
  ) {
    super(problem ?? code);
  }
}

type Params = Record<string, string | number | boolean | null | undefined>;

let csrf = '';
let onStepUp: (kinds: string[]) => Promise<boolean> = () => Promise.resolve(false);
let onConfirm: (asked: OutwardAct) => Promise<boolean> = () => Promise.resolve(false);
let onExpired: () => void = () => undefined;

/** What goes out, as the API's refusal names it; `sentence` has the person's name in it. */
export interface OutwardAct { act: string; subject: string; sentence: string }

/** Keeps the session's CSRF token for every unsafe request. */
export function setCsrf(token: string): void {
  csrf = token;
}

/** Says what to do when the session has ended (401 on anything but the session itself). */
export function setOnExpired(act: () => void): void {
  onExpired = act;
}

/** Says how to prove again to be oneself (403 `step_up_needed`); where it resolves to true the act is repeated. */
export function setOnStepUp(act: (kinds: string[]) => Promise<boolean>): void {
  onStepUp = act;
}

/** Says how to ask whether something shall go out (403 `confirmation_needed`); where it resolves to true it goes. */
export function setOnConfirm(act: (asked: OutwardAct) => Promise<boolean>): void {
  onConfirm = act;
}

/** A path under /api with its query; empty values are left out. */
export function address(path: string, params: Params = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value !== undefined && value !== null && value !== '') query.set(name, String(value));
  }
  const text = query.toString();
  return `/api${path}${text ? `?${text}` : ''}`;
}

async function failure(answer: Response): Promise<ApiError> {
  try {
    const { error } = (await answer.json()) as { error?: Partial<Record<'code' | 'problem' | 'remedy' | 'field', string>> & { details?: unknown } };
    if (error) {
      return new ApiError(answer.status, error.code ?? 'error', error.problem ?? null, error.remedy ?? null, error.field ?? null, error.details);
    }
  } catch {
    // Not one of our answers (a proxy's page, say): the status is all we know.
  }
  return new ApiError(answer.status, 'error', null);
}

async function eachLine(answer: Response, told: (line: unknown) => void): Promise<unknown> {
  let rest = '';
  let last: unknown;
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    const lines = (rest + part.value).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) told((last = JSON.parse(line) as unknown));
  }
  return last;
}

/** Sends a request and gives its JSON; throws ApiError. `params` go into the query, `body` is sent as JSON, a file as it is. */
export async function request<T>(method: string, path: string, options: { params?: Params; body?: unknown; signal?: AbortSignal; /** A token of POST /confirmations. */ confirmation?: string; /** The answer is a file. */ file?: boolean; /** The answer comes in lines of JSON; the last one is returned, too. */ lines?: (line: unknown) => void; /** The screen itself has asked whether it shall go out. */ asked?: boolean } = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json', 'Accept-Language': i18n.language || 'en' };
  const file = options.body instanceof Blob ? options.body : null;
  if (options.body !== undefined) headers['Content-Type'] = file ? file.type || 'application/octet-stream' : 'application/json';
  if (method !== 'GET' && csrf) headers['X-CSRF-Token'] = csrf;
  if (options.confirmation) headers['X-Confirmation'] = options.confirmation;
  let answer: Response;
  try {
    // The person's own language is kept by the server and may lag behind the one just chosen here.
    answer = await fetch(address(path, { locale: i18n.language, ...options.params }), {
      method,
      headers,
      body: file ?? (options.body === undefined ? undefined : JSON.stringify(options.body)),
      signal: options.signal,
      credentials: 'same-origin',
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new ApiError(0, 'no_answer', null);
  }
  if (!answer.ok) {
    const error = await failure(answer);
    if (error.code === 'step_up_needed' && (await onStepUp((error.details as { kinds?: string[] }).kinds ?? []))) return request<T>(method, path, options);
    if (error.code === 'confirmation_needed' && !options.confirmation) {
      const asked = error.details as OutwardAct;
      if (options.asked || (await onConfirm(asked))) {
        const { token } = await request<{ token: string }>('POST', '/confirmations', { body: { act: asked.act, subject: asked.subject } });
        return request<T>(method, path, { ...options, confirmation: token });
      }
    }
    if (answer.status === 401 && !path.startsWith('/session')) onExpired();
    throw error;
  }
  if (options.lines) return (await eachLine(answer, options.lines)) as T;
  if (options.file) return (await answer.blob()) as T;
  if (answer.status === 204 || answer.headers.get('content-length') === '0') return undefined as T;
  return (await answer.json()) as T;
}

export const api = {
  get: <T>(path: string, params?: Params, signal?: AbortSignal) => request<T>('GET', path, { params, signal }),
  post: <T>(path: string, body: unknown = {}, params?: Params) => request<T>('POST', path, { body, params }),
  /** Sends something out that the screen has asked about, in the person's name. */
  sendOut: <T>(path: string, body: unknown = {}) => request<T>('POST', path, { body, asked: true }),
  /** Sends something whose answer comes in lines of JSON; gives the last one. */
  lines: <T>(path: string, body: unknown, told: (line: unknown) => void, signal?: AbortSignal) => request<T>('POST', path, { body, lines: told, signal }),
  put: <T>(path: string, body: unknown = {}) => request<T>('PUT', path, { body }),
  patch: <T>(path: string, body: unknown = {}) => request<T>('PATCH', path, { body }),
  delete: <T>(path: string, body?: unknown) => request<T>('DELETE', path, { body }),
  /** A file, to be shown and forgotten. */
  file: (path: string, signal?: AbortSignal) => request<Blob>('GET', path, { file: true, signal }),
  /** A file, to be kept under a name; unlike a plain link it can ask for a fresh proof first. */
  download: async (path: string, name: string, params?: Params): Promise<void> => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(await request<Blob>('GET', path, { params, file: true }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  },
};

/** What a field is called, where the sentence about it does not say: "This is missing." is of no use alone. */
function ofField(error: ApiError): string {
  const several = (error.details as { problems?: unknown } | null)?.problems;
  if (!error.field || !error.problem || !Array.isArray(several)) return '';
  const last = error.field.split('.').findLast((part) => !/^\d+$/.test(part)) ?? error.field;
  return `${i18n.exists(`ui:field.${last}`) ? i18n.t(`ui:field.${last}`) : error.field}: `;
}

/** The words of an error for people: the API's own, in their language, or null where it gave none. */
export function problemOf(error: unknown): { problem: string | null; remedy: string | null } {
  if (!(error instanceof ApiError)) return { problem: null, remedy: null };
  return { problem: error.problem === null ? null : ofField(error) + error.problem, remedy: error.remedy };
}

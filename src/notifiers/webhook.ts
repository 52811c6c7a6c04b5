import { pick } from 'es-toolkit';
import { z } from 'zod';
import { DataError } from '../errors.ts';
import { snakeCaseKeys } from '../snake-case.ts';
import { type JobEvent, notifiableStates, type Notifier } from './notifier.ts';

const schema = z
  .strictObject({
    type: z.literal('webhook'),
    url: z
      .url({ protocol: /^https?$/, error: 'an http:// or https:// URL' })
      .refine(
        hasNoCredentials,
        'expected a URL without a user name or password — put them in headers: authorization',
      )
      .describe('Where the event is posted.'),
    on: z
      .array(z.enum(notifiableStates))
      .min(1)
      .default(['succeeded', 'failed', 'attention'])
      .describe('The states of the job that are told.'),
    headers: z
      .record(
        z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, 'a header name of letters, digits and -'),
        z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'a header value on one line'),
      )
      .optional()
      .describe('Sent with the request, for authorization.'),
  })
  .describe('Posts the event as JSON.');

type WebhookOptions = z.output<typeof schema>;

const told = [
  'job',
  'name',
  'state',
  'output',
  'message',
  'startedAt',
  'endedAt',
  'tasks',
  'files',
  'bytes',
] as const satisfies readonly (keyof JobEvent)[];

/** Posts events as JSON with keys in snake_case; the receiver has `timeout` milliseconds to answer with a 2xx status. */
export function webhookNotifier({ timeout }: { readonly timeout: number }) {
  return {
    type: 'webhook',
    summary: 'Posts the event as JSON to a URL.',
    schema,
    async send(options, event, signal) {
      try {
        const inTime = AbortSignal.any([signal, AbortSignal.timeout(timeout)]);
        const response = await post(options, event, inTime);
        await response.body?.cancel();
        if (!response.ok) throw refused(options, statusOf(response));
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof DataError) throw error;
        throw refused(options, reasonOf(error, timeout), error);
      }
    },
  } as const satisfies Notifier<WebhookOptions>;
}

/** A redirect is not followed: the event, and headers that may hold secrets, go only where the job file says. */
async function post({ url, headers }: WebhookOptions, event: JobEvent, signal: AbortSignal) {
  return fetch(url, {
    method: 'POST',
    redirect: 'manual',
    signal,
    headers: new Headers({
      'content-type': 'application/json',
      'user-agent': 'djc',
      ...lowered(headers),
    }),
    body: JSON.stringify(snakeCaseKeys(pick(event, [...told]))),
  });
}

function lowered(headers: Readonly<Record<string, string>> = {}) {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

function hasNoCredentials(url: string): boolean {
  if (!URL.canParse(url)) return true;
  const { username, password } = new URL(url);
  return username === '' && password === '';
}

/** Names the host only: the rest of a webhook's URL is often a secret. */
function refused({ url }: WebhookOptions, what: string, cause?: unknown): DataError {
  const message = `expected ${new URL(url).host} to answer the webhook with 2xx, got ${what}`;
  return new DataError('NotificationRefused', message, { cause });
}

function statusOf({ status, statusText, headers }: Response): string {
  const target = headers.get('location');
  const moved =
    target === null
      ? ''
      : ` to ${target}, which djc does not follow; put that URL into the job file`;
  return `${status} ${statusText}`.trim() + moved;
}

/** `fetch` says only "fetch failed"; its cause says why. */
function reasonOf(error: unknown, timeout: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${timeout / 1_000} s`;
  const { cause } = error;
  return cause instanceof Error
    ? cause.message || String(Reflect.get(cause, 'code'))
    : error.message;
}

import type { JobSpec } from '../config/job-config.ts';
import type { JobEvent } from '../notifiers/notifier.ts';
import { failureOf } from './failures.ts';
import { notifier } from './proxies.ts';

/** Tells whoever wants to know how a job stands. Answers a warning for each who could not be told. */
export async function tell(spec: JobSpec, event: JobEvent): Promise<readonly string[]> {
  const { notify } = notifier(spec);
  const wanted = spec.notification.filter(({ on }) => on.includes(event.state));
  const warnings = await Promise.all(
    wanted.map(async (it) =>
      attempt(`the ${it.type} notification was not sent`, async () =>
        notify({ notification: it, event }),
      ),
    ),
  );
  return warnings.flat();
}

/** Tries what must not change how the job ends; answers a warning where it failed. */
export async function attempt(what: string, run: () => Promise<void>): Promise<readonly string[]> {
  try {
    await run();
    return [];
  } catch (error) {
    return [`${what}: ${error instanceof Error ? failureOf(error).message : String(error)}`];
  }
}

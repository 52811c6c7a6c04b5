import { isEnd } from '../domain/job-state.ts';
import type { JobStatus } from '../orchestrator/orchestrator.ts';
import { coloursFor } from './colours.ts';
import { type CliContext, say } from './context.ts';
import { progressLines, progressSentence, rateOf, type Sample, sampled } from './progress.ts';

/** Shows on stderr how far a job is. */
export interface ProgressView {
  readonly show: (status: JobStatus) => void;
  /** Takes away what was only of use while the job ran. */
  readonly close: () => void;
}

/** In a log, a job says at most this often how far it is. */
const sayEvery = 5_000;

/** A few lines drawn over again on a terminal; elsewhere a line now and then, when something changed. */
export async function progressView(context: CliContext): Promise<ProgressView> {
  return context.stderr.columns === undefined ? plainView(context) : liveView(context);
}

/** The last look at a job that has ended is not drawn: its end is told in full elsewhere. */
async function liveView(context: CliContext): Promise<ProgressView> {
  const { draw, close } = await context.liveLines();
  const colours = coloursFor(true, context.env);
  let samples: readonly Sample[] = [];
  return {
    show(status) {
      if (isEnd(status.state)) return;
      const now = context.now();
      samples = sampled(samples, { at: now, bytes: status.bytesDone });
      const columns = context.stderr.columns ?? 80;
      draw(progressLines({ status, rate: rateOf(samples), now, columns, colours }));
    },
    close,
  };
}

function plainView(context: CliContext): ProgressView {
  let samples: readonly Sample[] = [];
  let said = { at: -Infinity, what: '' };
  return {
    show(status) {
      if (isEnd(status.state)) return;
      const now = context.now();
      samples = sampled(samples, { at: now, bytes: status.bytesDone });
      const what = progressSentence({ status, rate: undefined });
      if (what === said.what || now - said.at < sayEvery) return;
      said = { at: now, what };
      say(context, progressSentence({ status, rate: rateOf(samples) }));
    },
    close: () => undefined,
  };
}

import { DefaultLogger, Runtime } from '@temporalio/worker';

/**
 * Sets the SDK up for djc: errors only on stderr, where progress is drawn, and no signal handlers of its own. A program
 * that embeds djc may have set it up before; then its choice stands.
 */
export function quietRuntime(): void {
  try {
    Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'IllegalStateError') throw error;
  }
}

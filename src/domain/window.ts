/** Tasks a job keeps in flight when its file sets no `max_concurrent_tasks`. */
export const defaultWidth = 200;

/** More new activities than this in one workflow task risk its size limits. */
const startsAtOnce = 100;

/** From this width on, a window is refilled a quarter at a time: fewer workflow tasks cost the server less. */
const wideWindow = 16;

export interface Window {
  /** Tasks that may be in flight at once. */
  readonly width: number;
  readonly inFlight: number;
  /** Tasks not started yet. */
  readonly left: number;
}

/** How many tasks to start now; 0 means wait for one to end. */
export function startsNow({ width, inFlight, left }: Window): number {
  const free = Math.max(0, width - inFlight);
  const worthIt = width < wideWindow ? 1 : Math.ceil(width / 4);
  if (free < Math.min(worthIt, left)) return 0;
  return Math.min(free, left, startsAtOnce);
}

import { spawn } from 'node:child_process';

/** Kills the process groups that are left when this process dies, however it dies. */
export interface Watchdog {
  add(group: number): void;
  remove(group: number): void;
  /** Waits until it is gone; it kills what was not removed. */
  close(): Promise<void>;
}

/** Its stdin ends when the process that feeds it does, even by SIGKILL. Whatever else is sent to it, it stays until then. */
const script = `
trap '' HUP INT TERM
groups=' '
while read -r what group; do
  case $what in
    +) groups="$groups$group " ;;
    -) groups="\${groups%% $group *} \${groups#* $group }" ;;
  esac
done
for group in $groups; do kill -s KILL -- "-$group"; done
`;

/** A small shell in a session of its own, started when there is a first group to watch. */
export function createWatchdog(): Watchdog {
  let shell: ReturnType<typeof startShell> | undefined;
  return {
    add: (group) => void (shell ??= startShell()).stdin.write(`+ ${group}\n`),
    remove: (group) => void shell?.stdin.write(`- ${group}\n`),
    async close() {
      // Who waits for its end must stay until then.
      shell?.ref();
      shell?.stdin.end();
      await shell?.gone;
    },
  };
}

function startShell() {
  const child = spawn('/bin/sh', ['-c', script], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // Without a watchdog there is one safety less, and no reason to fail.
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  // It must not keep this process from ending.
  child.unref();
  if ('unref' in child.stdin && typeof child.stdin.unref === 'function') child.stdin.unref();
  const gone = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
  });
  return { stdin: child.stdin, ref: () => child.ref(), gone };
}

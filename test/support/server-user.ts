/** A process that uses the embedded server: says where it is in one line of JSON, and leaves when its stdin ends. */
import { tmpdir } from 'node:os';
import { joinServer } from '../../src/dev/server.ts';

const [state = '', then] = process.argv.slice(2);
const server = await joinServer({
  env: process.env,
  folders: { cache: tmpdir(), state },
  start: true,
  say: (line) => console.error(line),
});
console.log(JSON.stringify(server));
if (then !== 'end without leaving') {
  await new Promise((resolve) => process.stdin.on('end', resolve).resume());
  await server?.leave();
}

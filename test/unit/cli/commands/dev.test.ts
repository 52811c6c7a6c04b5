import { expect, test } from 'vitest';
import { standIn } from '../stand-in.ts';

test('says where the server is; a server that ends by itself is an error', async () => {
  const { seen, djc } = standIn({ serverEnd: async () => undefined });
  await djc('dev');
  expect(seen.out).toBe(
    [
      'server     127.0.0.1:20001',
      'web UI     http://127.0.0.1:25001',
      'state      /home/me/.local/state/djc',
      'use it     every djc command finds it: `djc worker`, `djc submit FILE`',
      'stop it    Ctrl-C; its jobs go on when it runs again',
      '',
    ].join('\n'),
  );
  expect(seen.err).toContain('djc: the embedded server at 127.0.0.1:20001 has ended');
  expect(seen).toMatchObject({
    exitCode: 4,
    closed: ['server'],
    wanted: [{ useLocal: true, startLocal: true }],
  });
});

test('Ctrl-C is its ordinary end; as JSON it is one document', async () => {
  const world = standIn({
    serverEnd: async () => {
      world.interrupt();
      return new Promise(() => undefined);
    },
  });
  const seen = await world.djc('dev', '--json');
  expect(JSON.parse(seen.out)).toEqual({
    address: '127.0.0.1:20001',
    namespace: 'default',
    ui_url: 'http://127.0.0.1:25001',
    state_folder: '/home/me/.local/state/djc',
  });
  expect(seen).toMatchObject({ err: '', exitCode: 0, closed: ['server'] });
});

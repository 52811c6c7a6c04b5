import { expect, test } from 'vitest';
import { storages } from '../../../src/storage/index.ts';

test('a plain path is a local file, whatever is in its name', async () => {
  const uri = '/no/such/s3://folder';
  expect(await storages()(uri).stat(uri)).toBeUndefined();
});

test.each([
  { uri: 's3://bucket/logs/', says: 's3://' },
  { uri: 'file:///data', says: 'plain paths' },
  { uri: 'logs/a.log', says: 'absolute' },
  { uri: '', says: 'absolute' },
])('$uri is refused with what djc knows', ({ uri, says }) => {
  const refusal = { type: 'BadConfig', message: expect.stringContaining(says) };
  expect(() => storages()(uri)).toThrowError(expect.objectContaining(refusal));
});

import { describe, expect, test } from 'vitest';
import {
  algorithmSchema,
  processorOf,
  processors,
  traitsOf,
} from '../../../src/processors/index.ts';
import { algorithmOf } from '../../support/run-processor.ts';

describe('processors', () => {
  test('are found by their types', () => {
    for (const it of processors) expect(processorOf({ type: it.type })).toBe(it);
    expect(processorOf({ type: 'nothing' })).toBeUndefined();
  });

  test('have no traits where the operation is unknown', () => {
    expect(traitsOf({ type: 'text_processor', operation: 'nothing' })).toBeUndefined();
    expect(traitsOf({ type: 'text_processor' })).toBeUndefined();
    expect(traitsOf({ type: 'nothing' })).toBeUndefined();
  });
});

describe('the schema of an algorithm', () => {
  test('fills in defaults', () => {
    expect(algorithmOf({ type: 'text_processor', operation: 'word_count' })).toEqual({
      type: 'text_processor',
      operation: 'word_count',
      ignoreCase: false,
      unicode: false,
    });
    expect(algorithmOf({ type: 'binary_processor', operation: 'checksum' })).toMatchObject({
      digest: 'sha256',
    });
  });

  test.each([
    [{}, ['type']],
    [{ type: 'nothing' }, ['type']],
    [{ type: 'text_processor' }, ['operation']],
    [{ type: 'text_processor', operation: 'checksum' }, ['operation']],
    [{ type: 'text_processor', operation: 'grep' }, ['pattern']],
    [{ type: 'text_processor', operation: 'word_count', ignore_case: 'yes' }, ['ignore_case']],
    [{ type: 'binary_processor', operation: 'checksum', digest: 'crc' }, ['digest']],
    [{ type: 'command' }, ['run']],
    [{ type: 'command', run: ' ' }, ['run']],
    [{ type: 'command', run: ['ls'] }, ['run']],
  ])('refuses %j', (algorithm, path) => {
    const { error } = algorithmSchema.safeParse(algorithm);
    expect(error?.issues.map((it) => it.path)).toEqual([path]);
  });
});

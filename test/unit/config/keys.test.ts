import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { jobFileSchema } from '../../../src/config/job-config.ts';
import { keyPaths } from '../../../src/config/keys.ts';
import { load } from './job-files.ts';

test('the keys of a job file are those of every algorithm and notification, each once', () => {
  const paths = keyPaths();
  expect(paths).toEqual([...new Set(paths)]);
  expect(paths).toEqual(
    expect.arrayContaining([
      'name',
      'input.path.list',
      'algorithm.operation',
      'algorithm.run',
      'advanced.batch_size.items',
      'advanced.retry.jitter',
      'notification.url',
    ]),
  );
});

describe('docs/job-file.md', () => {
  const page = readFileSync(new URL('../../../docs/job-file.md', import.meta.url), 'utf8');
  const code = new Set(Array.from(page.matchAll(/`([^`\n]+)`/g), ([, it]) => it));
  const rows = Array.from(page.matchAll(/^\| `([a-z_.]+)` .*/gm), ([row, key = '']) => {
    const cells = row.split(/ *(?<!\\)\| */);
    return { key, usual: cells[3] ?? '' };
  });

  const keywords: (readonly [string, unknown])[] = [];
  JSON.stringify(z.toJSONSchema(jobFileSchema, { io: 'input' }), (key, value: unknown) => {
    keywords.push([key, value]);
    return value;
  });
  const valuesOf = (...keys: string[]) =>
    keywords.filter(([key]) => keys.includes(key)).flatMap(([, value]) => value);

  test('names every section and key', () => {
    expect(keyPaths().filter((path) => !code.has(path))).toEqual([]);
  });

  test('names no key that there is not', () => {
    const dotted = rows.map(({ key }) => key).filter((key) => key.includes('.'));
    expect(dotted.filter((key) => !keyPaths().includes(key))).toEqual([]);
    expect(dotted.length).toBeGreaterThan(25);
  });

  test('names every type, operation and choice', () => {
    const words = valuesOf('enum', 'const');
    expect(words).toEqual(expect.arrayContaining(['word_count', 'webhook', 'TaskTimeout']));
    expect(words.filter((word) => !code.has(String(word)))).toEqual([]);
  });

  test('tells every default', () => {
    const plain = valuesOf('default').filter((it) => typeof it !== 'object');
    expect(plain).toEqual(expect.arrayContaining(['10m', 5, 'default']));
    const told = rows.map(({ usual }) => usual).join(' ');
    expect(plain.filter((it) => !told.includes(String(it)))).toEqual([]);
  });

  test('has examples that are job files', () => {
    const examples = Array.from(page.matchAll(/```yaml\n([^]*?)```/g), ([, yaml = '']) => yaml);
    expect(examples.map((yaml) => load(yaml).spec.name)).toEqual([
      'access-log-words',
      'access-log-errors',
      'last-fields',
      'requests-by-level',
    ]);
  });
});

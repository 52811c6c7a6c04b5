import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jobConfigFromObject, JobFileError, readJobFile } from '../../../src/config/load.ts';
import { UsageError } from '../../../src/errors.ts';
import { load, smallest } from './job-files.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'djc config '));
});
afterAll(async () => rm(folder, { recursive: true }));

describe('a loaded job', () => {
  test('has every default', () => {
    expect(load(smallest)).toEqual({
      file: '/jobs/job.yaml',
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      document: { value: expect.objectContaining({ name: 'words' }), base: '/jobs' },
      spec: {
        name: 'words',
        input: { path: ['/jobs/logs'], format: 'text', header: true },
        algorithm: {
          type: 'text_processor',
          operation: 'word_count',
          ignoreCase: false,
          unicode: false,
        },
        compute: { pool: 'default' },
        output: { path: '/jobs/out', consolidate: 'merge', ifExists: 'fail' },
        notification: [],
        advanced: {
          maxRecordBytes: 67_108_864,
          timeout: 600_000,
          toleratedFailures: { tasks: 0 },
          onThreshold: 'attention',
          heartbeatTimeout: 30_000,
          checkpointInterval: 10_000,
          keepParts: false,
          retry: {
            maxAttempts: 5,
            initialInterval: 1_000,
            backoffCoefficient: 2,
            maxInterval: 60_000,
            jitter: 'full',
            nonRetryable: [],
            nonRetryableExitCodes: [],
          },
        },
      },
    });
  });

  test('has everything the file says, in camelCase but for the names of headers', () => {
    const text = `name: all-of-it_2.0
input: { path: [a, /b/c, ../d/*.log, e/, "*/"], format: files }
algorithm: { type: binary_processor, operation: checksum, digest: md5 }
compute: { max_concurrent_tasks: 8, pool: fast }
output: { path: out/, consolidate: none, if_exists: replace }
notification:
  - { type: webhook, url: "https://x/y?z", on: [cancelled], headers: { X_my-token: a_b, aB: c } }
advanced:
  batch_size: { items: 100 }
  max_record_bytes: 1MiB
  timeout: 1h30m
  job_timeout: 2d
  heartbeat_timeout: 5s
  checkpoint_interval: 1m
  skip: { max_records: 3 }
  tolerated_failures: 5%
  on_threshold: fail
  keep_parts: true
  retry: { max_attempts: 3, initial_interval: 500ms, backoff_coefficient: 1.5, max_interval: 2m, jitter: 0, non_retryable: [CommandFailed] }
`;
    expect(load(text).spec).toEqual({
      name: 'all-of-it_2.0',
      input: {
        path: ['/jobs/a', '/b/c', '/d/*.log', '/jobs/e/', '/jobs/*/'],
        format: 'files',
        header: true,
      },
      algorithm: { type: 'binary_processor', operation: 'checksum', digest: 'md5' },
      compute: { maxConcurrentTasks: 8, pool: 'fast' },
      output: { path: '/jobs/out', consolidate: 'none', ifExists: 'replace' },
      notification: [
        {
          type: 'webhook',
          url: 'https://x/y?z',
          on: ['cancelled'],
          headers: { 'X_my-token': 'a_b', aB: 'c' },
        },
      ],
      advanced: {
        batchSize: { items: 100 },
        maxRecordBytes: 1_048_576,
        timeout: 5_400_000,
        jobTimeout: 172_800_000,
        heartbeatTimeout: 5_000,
        checkpointInterval: 60_000,
        skip: { maxRecords: 3 },
        toleratedFailures: { percent: 5 },
        onThreshold: 'fail',
        keepParts: true,
        retry: {
          maxAttempts: 3,
          initialInterval: 500,
          backoffCoefficient: 1.5,
          maxInterval: 120_000,
          jitter: 0,
          nonRetryable: ['CommandFailed'],
          nonRetryableExitCodes: [],
        },
      },
    });
  });

  test('takes its format and consolidation from the algorithm', () => {
    const { spec } = load(
      smallest.replace(/algorithm: .*/, 'algorithm: { type: command, run: cat }'),
    );
    expect([spec.input.format, spec.output.consolidate]).toEqual(['text', 'concatenate']);
  });

  test.each([
    ['logs', { path: ['/jobs/logs'] }],
    ['{ list: names.txt }', { path: [], list: '/jobs/names.txt' }],
    ['{ list: /names.txt }', { path: [], list: '/names.txt' }],
    ['~/logs', { path: ['/jobs/~/logs'] }],
    ['"a b/c:d"', { path: ['/jobs/a b/c:d'] }],
    ['/', { path: ['/'] }],
    ['./', { path: ['/jobs/'] }],
  ])('input.path: %s', (path, input) => {
    const { spec } = load(smallest.replace('path: logs', `path: ${path}`));
    expect(spec.input).toEqual({ ...input, format: 'text', header: true });
  });

  test.each([
    ['64MiB', { bytes: 67_108_864 }],
    ['1000', { bytes: 1_000 }],
  ])('advanced.batch_size: %s', (size, batchSize) => {
    const { spec } = load(`${smallest}advanced: { batch_size: ${size} }`);
    expect(spec.advanced.batchSize).toEqual(batchSize);
  });

  test('is plain JSON', () => {
    const { spec } = load(smallest);
    expect(JSON.parse(JSON.stringify(spec))).toStrictEqual(spec);
  });
});

describe('a file', () => {
  test('is read, and hashed as sha256sum does', async () => {
    const file = join(folder, 'a job.yaml');
    await writeFile(file, `\uFEFF${smallest}`);
    const job = await readJobFile(file, { env: {} });
    expect(job.file).toBe(file);
    expect(job.spec.output.path).toBe(join(folder, 'out'));
    expect(execFileSync('sha256sum', [file], { encoding: 'utf8' })).toBe(`${job.hash}  ${file}\n`);
  });

  test('is another job with other overrides', () => {
    const hashes = [[], ['name=a'], ['name=b'], ['name=a', 'name=a']].map(
      (set) => load(smallest, { set }).hash,
    );
    expect(new Set(hashes).size).toBe(4);
  });

  test('is named in problems as the person named it', async () => {
    await writeFile(join(folder, 'empty.yaml'), '');
    const path = `${folder}/../${folder.split('/').at(-1)}/empty.yaml`;
    await expect(readJobFile(path, { env: {} })).rejects.toMatchObject({
      exitCode: 2,
      message: `${path}:1:1: expected a map with name, input, algorithm and output, got nothing`,
      problems: [{ file: path, line: 1, column: 1, path: '' }],
    });
  });

  test.each([
    ['is not there', async () => undefined, 'nothing: there is no such file'],
    [
      'leads to itself',
      async (path: string) => symlink(path, path),
      'ELOOP: too many symbolic links encountered',
    ],
    ['is a folder', async (path: string) => mkdir(path), 'a folder'],
    [
      'is not UTF-8',
      async (path: string) => writeFile(path, Buffer.from([0xff, 0xfe, 0x61, 0])),
      'a file that is not UTF-8 text',
    ],
  ])('that %s is refused', async (name, make, what) => {
    const path = join(folder, name);
    await make(path);
    const refusal = readJobFile(path, { env: {} });
    await expect(refusal).rejects.toThrow(UsageError);
    await expect(refusal).rejects.toThrow(`${path}: expected a job file, got ${what}`);
  });
});

describe('a job from a program', () => {
  const job = {
    name: 'words',
    input: { path: 'logs' },
    algorithm: { type: 'text_processor', operation: 'word_count' },
    output: { path: 'out' },
  };

  test('is the job that a file would be', () => {
    const made = jobConfigFromObject(job, { base: '/jobs' });
    expect(made.spec).toEqual(load(smallest).spec);
    expect(made).not.toHaveProperty('file');
    expect(jobConfigFromObject({ ...job }, { base: '/jobs' }).hash).toBe(made.hash);
    expect(jobConfigFromObject(job, { base: '/other' }).hash).not.toBe(made.hash);
  });

  test('names its problems by their paths', () => {
    const wrong = { ...job, compute: { pol: 'x' }, name: undefined };
    expect(() => jobConfigFromObject(wrong, { base: '/' })).toThrow(
      new JobFileError([
        { path: 'name', message: 'expected a string, got nothing' },
        {
          path: 'compute.pol',
          message:
            'expected one of max_concurrent_tasks, pool, memory, got pol — did you mean pool?',
        },
      ]),
    );
  });

  test.each([undefined, null, 5, 'x', [], () => 1, Symbol('x'), 5n])('%s is none', (value) => {
    expect(() => jobConfigFromObject(value, { base: '/' })).toThrow(JobFileError);
  });
});

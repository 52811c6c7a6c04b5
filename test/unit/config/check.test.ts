import { expect, test } from 'vitest';
import { problemsOf, smallest } from './job-files.ts';

/** The smallest job file with other lines in place of the keys they name. */
function jobWith(lines: string): string {
  const keys = [...lines.matchAll(/^\w+/gm)].map(([key]) => `${key}:`);
  const kept = smallest.split('\n').filter((line) => !keys.some((key) => line.startsWith(key)));
  return `${lines}\n${kept.join('\n')}`;
}

/** A line of a job file, and what is said of it. */
const goldens = String.raw`
name: my job
  1:7 name: expected a name of up to 100 letters, digits, "-", "_" and ".", got "my job" — did you mean my-job?

name: ü
  1:7 name: expected a name of up to 100 letters, digits, "-", "_" and ".", got "ü"

name: ../x
  1:7 name: expected a name of up to 100 letters, digits, "-", "_" and ".", got "../x" — did you mean x?

name: 2024
  1:7 name: expected a string, got 2024 — put it in quotes

name:
  1:6 name: expected a string, got nothing

nmae: x
  1:1 nmae: expected one of name, input, algorithm, compute, output, notification, advanced, got nmae — did you mean name?

job_timeout: 5m
  1:1 job_timeout: expected one of name, input, algorithm, compute, output, notification, advanced, got job_timeout — did you mean advanced.job_timeout?

xyzzy: 5m
  1:1 xyzzy: expected one of name, input, algorithm, compute, output, notification, advanced, got xyzzy

compute: { maxConcurrentTasks: 3 }
  1:12 compute.maxConcurrentTasks: expected one of max_concurrent_tasks, pool, memory, got maxConcurrentTasks — did you mean max_concurrent_tasks?

compute: { memroy: 512Mi }
  1:12 compute.memroy: expected one of max_concurrent_tasks, pool, memory, got memroy — did you mean memory?

input: logs
  1:8 input: expected a map, got "logs"

input: { path: 5 }
  1:16 input.path: expected a path, a list of paths, or {list: FILE}, got 5

input: { path: "" }
  1:16 input.path: expected a path, got ""

input: { path: [] }
  1:16 input.path: expected a list of at least 1, got an empty list

input: { path: [a, s3://b/c] }
  1:20 input.path.1: expected a path such as logs/ or /data/logs, got "s3://b/c": djc cannot read or write s3:// addresses; the only storage it knows is files

input: { path: { list: [a] } }
  1:24 input.path.list: expected a string, got a list

output: { path: gs://b/c }
  1:17 output.path: expected a path such as logs/ or /data/logs, got "gs://b/c": djc cannot read or write gs:// addresses; the only storage it knows is files

input: { path: a, format: txt }
  1:27 input.format: expected one of text, csv, jsonl, binary, parquet, files, got "txt" — did you mean text?

input: { path: a, format: binary }
  1:27 input.format: expected text, as word_count reads, got "binary"

output: { if_exists: fail }
  1:1 output.path: expected a string, got nothing

output: { path: a, if_exists: replac }
  1:31 output.if_exists: expected fail or replace, got "replac" — did you mean replace?

output: { path: a, consolidate: concatenate }
  1:33 output.consolidate: expected merge or none, as word_count can, got "concatenate"

algorithm: { type: text }
  1:20 algorithm.type: expected one of text_processor, binary_processor, command, sql, module, got "text" — did you mean text_processor?

input: { path: a, format: parquet }
algorithm: { type: sql, query: SELECT 1, columns: { a: BIGINT } }
  2:51 algorithm.columns: expected no columns for input.format parquet, whose files name theirs with their types

algorithm: {}
  1:1 algorithm.type: expected one of text_processor, binary_processor, command, sql, module, got nothing

algorithm: { type: text_processor, operation: word-count }
  1:47 algorithm.operation: expected one of word_count, line_count, grep, replace, frequency, got "word-count" — did you mean word_count?

algorithm: { type: text_processor, operation: word_count, pattern: x }
  1:59 algorithm.pattern: expected one of type, operation, ignore_case, unicode, top, got pattern

algorithm: { type: text_processor, operation: grep, pattern: x, match: only, invert: true }
  1:72 algorithm.match: expected line, for there is nothing to show with invert, got "only"

algorithm: { type: text_processor, operation: grep, pattern: x, match: word }
  1:72 algorithm.match: expected line or only, got "word"

output: { path: a, order: count }
algorithm: { type: text_processor, operation: line_count }
  1:27 output.order: expected order only where counts of words or values are merged, but this job's result is that of line_count, merge

algorithm: { type: text_processor, operation: word_count, top: 0 }
  1:64 algorithm.top: expected a number of at least 1, got 0

algorithm: { type: text_processor, operation: word_count, top: 3 }
output: { path: a, consolidate: none }
  2:33 output.consolidate: expected merge, as word_count can, got "none"

algorithm: { type: text_processor, operation: grep }
  1:1 algorithm.pattern: expected a string, got nothing

algorithm: { type: text_processor, operation: word_count, ignore_case: yes }
  1:72 algorithm.ignore_case: expected true or false, got "yes"

compute: { max_concurrent_tasks: 0 }
  1:34 compute.max_concurrent_tasks: expected a number of at least 1, got 0

compute: { max_concurrent_tasks: 2001 }
  1:34 compute.max_concurrent_tasks: expected a number of at most 2000, got 2001

compute: { max_concurrent_tasks: 1.5 }
  1:34 compute.max_concurrent_tasks: expected a whole number, got 1.5

notification: [{ type: slack }]
  1:24 notification.0.type: expected webhook, got "slack"

notification: [{ type: webhook, url: ftp://x }]
  1:38 notification.0.url: expected an http:// or https:// URL, got "ftp://x"

notification: [{ type: webhook, url: "http://a:b@c" }]
  1:38 notification.0.url: expected a URL without a user name or password — put them in headers: authorization

notification: [{ type: webhook, url: "http://x", on: [success] }]
  1:55 notification.0.on.0: expected one of succeeded, failed, cancelled, attention, got "success" — did you mean succeeded?

notification: [{ type: webhook, url: "http://x", headers: { "a b": c } }]
  1:61 notification.0.headers."a b": expected a header name of letters, digits and -, got "a b"

notification: [{ type: webhook, url: "http://x", headers: { a: "b\nc" } }]
  1:64 notification.0.headers.a: expected a header value on one line, got "b\nc"

advanced: { batch_size: true }
  1:25 advanced.batch_size: expected a size such as 64MiB, or {items: 100}, got true

advanced: { batch_size: 64QB }
  1:25 advanced.batch_size: expected a size such as 64MiB, 10MB or a whole number of bytes, got "64QB"

advanced: { batch_size: { items: 0 } }
  1:34 advanced.batch_size.items: expected a number of at least 1, got 0

advanced: { batch_size: { items: 5 } }
  1:25 advanced.batch_size: expected a size such as 64MiB, got {items: 5}: only input.format files is counted in items, and this job's is text

advanced: { max_record_bytes: 0 }
  1:31 advanced.max_record_bytes: expected a size such as 64MiB, 10MB or a whole number of bytes, got 0

input: { path: a, header: false }
  1:27 input.header: expected header only with input.format csv, but this job's is text

advanced: { timeout: 10 }
  1:22 advanced.timeout: expected a duration such as 500ms, 30s, 10m or 1h30m, got 10 — write the unit: 10s, 10m or 10h

advanced: { retry: { max_interval: 500ms } }
  1:36 advanced.retry.max_interval: expected an initial_interval of at most max_interval, got 1s and 0.5s

advanced: { retry: { initial_interval: 2m } }
  1:40 advanced.retry.initial_interval: expected an initial_interval of at most max_interval, got 120s and 60s

advanced: { retry: { jitter: 20 } }
  1:30 advanced.retry.jitter: expected a number of at most 1, got 20

advanced: { retry: { jitter: most } }
  1:30 advanced.retry.jitter: expected full, got "most"

advanced: { retry: { non_retryable: [InputChangd] } }
  1:38 advanced.retry.non_retryable.0: expected one of InputMissing, InputUnreadable, InputChanged, InputInvalid, OutputTaken, OutputUnwritable, BadConfig, TooManyTasks, CommandFailed, CommandRefused, CommandNotAllowed, TaskTimeout, TaskCrashed, ModuleFailed, MemoryExceeded, PartDamaged, WorkerShutdown, NotificationRefused, Bug, JobFailed, JobTimeout, got "InputChangd" — did you mean InputChanged?

advanced: { tolerated_failures: some }
  1:33 advanced.tolerated_failures: expected a count of tasks such as 5, or a share of all such as 5%, got "some"

advanced: { tolerated_failures: 101% }
  1:33 advanced.tolerated_failures: expected a count of tasks such as 5, or a share of all such as 5%, got "101%"

advanced: { heartbeat_timeout: 500ms }
  1:32 advanced.heartbeat_timeout: expected at least 5s, got 0.5s

advanced: { on_threshold: park }
  1:27 advanced.on_threshold: expected attention or fail, got "park"

advanced: { skip: { max_records: 0 } }
  1:34 advanced.skip.max_records: expected a number of at least 1, got 0
`;

test.each(
  goldens
    .trim()
    .split('\n\n')
    .map((pair) => pair.split('\n  ')),
)('%s', (line = '', problem = '') => {
  expect(problemsOf(jobWith(line))).toEqual([`job.yaml:${problem}`]);
});

test('all problems come at once, in the order of the file', () => {
  const text = `name: my job
input:
  path: s3://b
  formt: text
algorithm:
  type: text_processor
  operation: grep
  patern: x
output: { consolidate: concat }
advanced: { timeout: 5 }
`;
  expect(problemsOf(text).map((line) => line.split(': ')[0])).toEqual([
    'job.yaml:1:7 name',
    'job.yaml:3:9 input.path',
    'job.yaml:4:3 input.formt',
    'job.yaml:5:1 algorithm.pattern',
    'job.yaml:8:3 algorithm.patern',
    'job.yaml:9:1 output.path',
    'job.yaml:9:24 output.consolidate',
    'job.yaml:10:22 advanced.timeout',
  ]);
});

test('a regular expression is tried before the job is', () => {
  const lines = 'algorithm: { type: text_processor, operation: grep, pattern: "(" }';
  expect(problemsOf(jobWith(lines))).toEqual([
    'job.yaml:1:62 algorithm.pattern: expected a regular expression, got "(": Unterminated group',
  ]);
});

import { expect, test } from 'vitest';
import type { Measured } from '../../bench/measure.ts';
import { isWrong, type Report, reportJson, reportText, significant } from '../../bench/report.ts';

const around = (median: number) => ({ median, min: median / 2, max: median * 2 });
const target = { ratio: 2, says: '≥ 2 ×' };

const measured: Measured = {
  ours: { name: 'djc', value: around(0.5), within: { 'the job itself': around(0.25) } },
  peers: [
    { name: 'wc', value: around(1.5), target, ratio: around(3), met: true, agrees: true },
    { name: 'slow', value: around(0.75), target, ratio: around(1.5), met: false, agrees: false },
    { name: 'gone', missing: 'gone not on the PATH', target },
    { name: 'broken', failed: 'it broke\nbadly', target },
  ],
};

const report: Report = {
  suite: 'data',
  startedAt: '2026-01-01T00:00:00.000Z',
  rounds: 3,
  size: 2 ** 28,
  vocabulary: 1_000,
  machine: {
    system: 'Linux',
    cpu: 'Some CPU',
    cores: 2,
    memory: 2 ** 34,
    load: 1.5,
    versions: { wc: 'wc 9' },
  },
  cases: [
    { name: 'count', work: 'counting', unit: 'seconds', amount: { bytes: 1e8 }, measured },
    { name: 'lost', work: 'losing', unit: 'seconds', failed: 'no such thing' },
  ],
};

function cellsOf(text: string, who: string): readonly string[] {
  const rows = text.split('\n').map((line) => line.split('│').map((cell) => cell.trim()));
  return rows.find((row) => row[2] === who)?.slice(2, -1) ?? [];
}

test('a report names the machine, and says when it was busy', () => {
  const text = reportText(report);
  expect(text).toContain('2 cores, Some CPU, 16 Gi of memory, Linux');
  expect(text).toContain('  wc: wc 9');
  expect(text).toContain('The machine was busy before the start (load 1.5).');
});

test('each contestant has a row', () => {
  const text = reportText(report);
  expect(cellsOf(text, 'djc')).toEqual(['djc', '0.5 s (0.25–1)', '200 MB/s', '', '', '']);
  expect(cellsOf(text, 'the job itself').slice(1, 3)).toEqual(['0.25 s (0.125–0.5)', '400 MB/s']);
  expect(cellsOf(text, 'wc').slice(3)).toEqual(['3 × (1.5–6)', '≥ 2 ×', 'met']);
  expect(cellsOf(text, 'slow').slice(3)).toEqual([
    '1.5 × (0.75–3)',
    '≥ 2 ×',
    'missed, ANOTHER ANSWER',
  ]);
  expect(cellsOf(text, 'gone').slice(1)).toEqual(['gone not on the PATH', '', '', '≥ 2 ×', '']);
  expect(cellsOf(text, 'broken').slice(1)).toEqual(['it broke', '', '', '≥ 2 ×', 'not measured']);
  expect(text).toContain('no such thing');
});

test('wrong is where djc failed or somebody found another answer', () => {
  const [count, lost] = report.cases;
  expect(isWrong(lost!)).toBe(true);
  expect(isWrong(count!)).toBe(true);
  const peers = measured.peers.filter(({ agrees }) => agrees !== false);
  expect(isWrong({ ...count!, measured: { ...measured, peers } })).toBe(false);
});

test('the keys of the JSON are in snake_case, but for names', () => {
  const text = reportJson(report);
  expect(JSON.parse(text)).toMatchObject({ started_at: report.startedAt, cases: report.cases });
  expect(text).not.toContain('startedAt');
});

test('figures have three digits that count', () => {
  expect([0.012_34, 1.5, 12.345, 123.4, 12_345].map(significant)).toEqual([
    '0.0123',
    '1.5',
    '12.3',
    '123',
    '12345',
  ]);
});

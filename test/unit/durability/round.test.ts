import { describe, expect, test } from 'vitest';
import { workRedone } from '../../durability/chaos/outcome.ts';
import { phases } from '../../durability/chaos/places.ts';
import { planRound, victims } from '../../durability/chaos/round.ts';

const seeds = Array.from({ length: 50 }, (_, seed) => seed);

describe('the plan of a round', () => {
  test('is the same for the same seed, and another for another', () => {
    expect(planRound(7)).toEqual(planRound(7));
    expect(planRound(7)).not.toEqual(planRound(7 + 14));
  });

  test('kills once in every phase, and twice while tasks run, each at a place of its own', () => {
    for (const seed of seeds) {
      const { kills, faults, traps, heldPrograms } = planRound(seed);
      expect(kills.map(({ phase }) => phase).toSorted()).toEqual([...phases, 'run'].toSorted());
      const ids = [...kills, ...faults].flatMap(({ trap }) => trap ?? []);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.toSorted()).toEqual(
        [...traps.map(({ id }) => id), ...heldPrograms.map((task) => `program-${task}`)].toSorted(),
      );
    }
  });

  test('meets every victim in every phase within fifty seeds', () => {
    const met = new Set(
      seeds.flatMap((seed) => planRound(seed).kills.map((it) => `${it.victim} in ${it.phase}`)),
    );
    const killable = phases.flatMap((phase) =>
      victims
        .filter((victim) => victim !== 'child' || phase === 'run')
        .map((victim) => `${victim} in ${phase}`),
    );
    expect([...met].toSorted()).toEqual(killable.toSorted());
  });

  test('has no two traps for one task', () => {
    for (const seed of seeds) {
      const paths = planRound(seed).traps.flatMap(({ path }) => /\d{6}/.exec(path)?.[0] ?? []);
      expect(new Set(paths).size).toBe(paths.length);
    }
  });
});

describe('work done again', () => {
  const parts = [
    { task: 0, attempt: 1, itemsIn: 10 },
    { task: 1, attempt: 3, itemsIn: 10 },
    { task: 2, attempt: 2, itemsIn: 10 },
  ];

  test('is that of all attempts before the winning ones', () => {
    expect(workRedone(parts, [])).toEqual({ items: 30, redone: 30, redoneBeyond: 30 });
  });

  test('is excused where the attempt was in flight when something was killed', () => {
    expect(workRedone(parts, [1, 2, 2])).toEqual({ items: 30, redone: 30, redoneBeyond: 10 });
  });
});

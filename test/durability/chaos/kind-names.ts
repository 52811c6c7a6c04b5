/** The jobs of the rounds. */
export const kindNames = [
  'word_count',
  'command',
  'sql',
  'grep',
  'module',
  'collect',
  'item',
] as const;
export type Kind = (typeof kindNames)[number];

/** Those whose tasks run programs of the user, which can be held and killed. */
export const programKinds: ReadonlySet<Kind> = new Set(['command', 'item', 'module']);

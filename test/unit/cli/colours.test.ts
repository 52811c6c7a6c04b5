import { expect, test } from 'vitest';
import * as terminal from 'yoctocolors';
import { coloursFor } from '../../../src/cli/colours.ts';

test('only a terminal gets colours, and only where NO_COLOR does not forbid them', () => {
  expect(coloursFor(true, {}).red).toBe(terminal.red);
  expect(coloursFor(true, { NO_COLOR: '' }).red).toBe(terminal.red);
  expect(coloursFor(true, { NO_COLOR: '1' }).red).toBe(String);
  expect(coloursFor(false, {}).red).toBe(String);
});

import * as terminal from 'yoctocolors';

/** The colours djc uses; each gives the text back unchanged where the stream has none. */
export type Colours = Readonly<Record<'red' | 'green' | 'yellow' | 'dim', Paint>>;

type Paint = (text: string) => string;

const plain: Colours = { red: String, green: String, yellow: String, dim: String };

/** The colours for a stream that is a terminal, unless the environment forbids them. */
export function coloursFor(isTerminal: boolean, env: NodeJS.ProcessEnv): Colours {
  return isTerminal && !env['NO_COLOR'] ? terminal : plain;
}

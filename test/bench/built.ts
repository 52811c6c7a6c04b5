import { fileURLToPath } from 'node:url';
import type * as Processors from '../../src/processors/index.ts';
import type * as Runners from '../../src/runners/index.ts';
import type * as Local from '../../src/storage/local.ts';

const dist = new URL('../../dist/', import.meta.url);

/** The built djc: what is measured is what users run, not its sources through a translator. */
export const djcProgram = fileURLToPath(new URL('cli/main.js', dist));

export interface Built {
  readonly processors: typeof Processors;
  readonly runners: typeof Runners;
  readonly local: typeof Local;
}

/** The parts of the built djc that run attempts. */
export async function loadBuilt(): Promise<Built> {
  return {
    processors: await load('processors/index.js'),
    runners: await load('runners/index.js'),
    local: await load('storage/local.js'),
  };
}

async function load<Module>(name: string): Promise<Module> {
  return import(new URL(name, dist).href);
}

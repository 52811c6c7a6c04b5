#!/usr/bin/env node
import { processContext } from './process-context.ts';
import { runDjc } from './program.ts';

await runDjc(process.argv.slice(2), processContext());
// At once: what a dropped command still had under way is of no use to anyone.
process.exit();

#!/usr/bin/env node
import { existsSync } from 'node:fs';
import type * as Start from './start.ts';

/** Commands that run tasks or the server. What they need does not fit into one file. */
const ownParts = new Set(['run', 'worker', 'dev']);

/** All other commands in a few files, made by scripts/bundle.mjs: hundreds of small ones take a third of a second to load. */
const bundle = new URL('bundle/start.js', import.meta.url);

const isBundled = !process.argv.some((it) => ownParts.has(it)) && existsSync(bundle);
const { start }: typeof Start = isBundled ? await import(bundle.href) : await import('./start.ts');
await start();

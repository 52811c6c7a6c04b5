import { isPlainObject } from 'es-toolkit';
import { dotted, JobFileError } from './problem.ts';
import { got } from './sentence.ts';
import { parseYaml } from './yaml.ts';

/** A value that takes the place of the job file's own. */
export interface Override {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** What problems of an override name as their file. */
export const setFlag = '--set';

/** Reads `algorithm.pattern=x`, whose value is YAML. Throws `JobFileError`. */
export function readOverride(text: string): Override {
  const [, key, written] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined || written === undefined) {
    throw refusal([], `expected KEY=VALUE such as compute.pool=fast, got ${got(text)}`);
  }
  const path = key.split('.');
  try {
    return { path, value: parseYaml(written).document.toJS() };
  } catch {
    const hint = `put quotes around it: '${dotted(path)}="…"'`;
    throw refusal(path, `expected a YAML value, got ${got(written)} — ${hint}`);
  }
}

/** A copy of `target` with the value at the path; what is in the way and neither a map nor a list gives way to a map. */
export function override(
  target: unknown,
  { path, value }: Override,
  above: Override['path'] = [],
): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const here = [...above, key];
  const below = (child: unknown) => override(child, { path: rest, value }, here);
  if (!Array.isArray(target)) {
    const map = isPlainObject(target) ? target : {};
    return { ...map, [key]: below(map[key]) };
  }
  if (!/^\d+$/.test(key) || Number(key) > target.length) {
    throw refusal(here, `expected an index from 0 to ${target.length}, got ${got(key)}`);
  }
  return Object.assign([...target], { [key]: below(target[Number(key)]) });
}

function refusal(path: Override['path'], message: string): JobFileError {
  return new JobFileError([{ file: setFlag, path: dotted(path), message }]);
}

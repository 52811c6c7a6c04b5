import { binarySize } from '../domain/label.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Milliseconds for a person, in at most two units: `1.9 s`, `12 s`, `2 min 5 s`, `3 h 12 min`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, ms) / second;
  if (seconds < 9.95) return `${Number(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds) * second;
  if (whole < minute) return `${whole / second} s`;
  if (whole < hour) return pair(whole, { unit: minute, name: 'min' }, { unit: second, name: 's' });
  if (whole < day) return pair(whole, { unit: hour, name: 'h' }, { unit: minute, name: 'min' });
  return pair(whole, { unit: day, name: 'd' }, { unit: hour, name: 'h' });
}

interface Unit {
  readonly unit: number;
  readonly name: string;
}

function pair(ms: number, large: Unit, small: Unit): string {
  const rest = Math.floor((ms % large.unit) / small.unit);
  const many = `${Math.floor(ms / large.unit)} ${large.name}`;
  return rest === 0 ? many : `${many} ${rest} ${small.name}`;
}

/** An ISO 8601 time on the reader's clock: `12:00:05` when it is today, else `2026-01-02 12:00:05`. */
export function moment(iso: string, now: number): string {
  const then = new Date(iso);
  const time = [then.getHours(), then.getMinutes(), then.getSeconds()].map(twoDigits).join(':');
  return dayOf(then) === dayOf(new Date(now)) ? time : `${dayOf(then)} ${time}`;
}

function dayOf(date: Date): string {
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map(twoDigits).join('-');
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

/** So many bytes, with a unit that can be read alone: `42 bytes`, `1.5 Gi`. */
export function size(bytes: number): string {
  return bytes >= 1024 || bytes === 0 ? binarySize(bytes) : counted(Math.round(bytes), 'byte');
}

/** `1 task`, `2 tasks`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

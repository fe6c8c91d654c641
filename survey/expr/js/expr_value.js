// Values of expressions: strings, numbers, booleans and arrays of nodes in document order, and how one counts as another.

import { DAY, days, instant, moment, ofDay, parse } from './expr_moment.js';
import { text } from './expr_node.js';
import { numberText } from './expr_number.js';

export class ExprError extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

export const CLOSE = 1e-12; // numbers this near are equal, as in JavaRosa

export function toText(v) {
  if (typeof v === 'string') return v;
  if (typeof v === 'number') return numberText(v);
  if (typeof v === 'boolean') return v ? 'true' : 'false';
  return text(v[0]);
}

export function toBool(v) {
  if (typeof v === 'string') return v !== '';
  if (typeof v === 'number') return Math.abs(v) > CLOSE;
  if (typeof v === 'boolean') return v;
  const n = v[0],
    s = text(n);
  if (s === '') return false;
  if (n.type === 'boolean') return s !== 'false';
  return n.type !== 'number' || Math.abs(parseNumber(s)) > CLOSE;
}

// toNumber counts dates in days; ctx gives the clock of date-times.
export function toNumber(v, ctx) {
  if (typeof v === 'number') return v;
  if (typeof v === 'boolean') return v ? 1 : 0;
  if (typeof v === 'string') return parseNumber(v, ctx);
  const n = v[0];
  if (n && n.type === 'boolean' && n.value !== '') return n.value === 'true' ? 1 : 0;
  return parseNumber(text(n), ctx);
}

export const empty = v => (typeof v === 'number' ? Number.isNaN(v) : typeof v !== 'boolean' && toText(v) === '');

// store sets a node to a result the way the server does: undefined numbers are empty, the type is remembered.
export function store(n, v) {
  n.value = typeof v === 'number' && Number.isNaN(v) ? '' : toText(v);
  n.type = Array.isArray(v) ? v[0] && v[0].type : typeof v === 'string' ? undefined : typeof v;
}

const NUMBER = /^-?(\d+\.?\d*|\.\d+)$/;

export function parseNumber(s, ctx) {
  if (NUMBER.test(s)) return Number(s);
  s = trim(s);
  if (NUMBER.test(s)) return Number(s);
  if (s.length < 5 || !/^\d/.test(s)) return NaN;
  const m = parse(s);
  return m ? days(m, ctx && zone(ctx)) : NaN;
}

// zone is the offset of the survey's time zone as a function of the instant.
export const zone = ctx => (typeof ctx.offset === 'function' ? ctx.offset : () => ctx.offset || 0);

// momentOf reads an ISO text, or a number of days: whole for that date, with a fraction for an instant.
export function momentOf(v, ctx) {
  const at = zone(ctx);
  if (kind(v) === 'number') {
    const n = toNumber(v);
    if (!(n >= -719528 && n <= 2932896)) return null;
    return n === Math.trunc(n) ? ofDay(n) : moment(Math.sign(n) * Math.round(Math.abs(n * DAY)), at);
  }
  const m = parse(trim(toText(v)), true);
  return m && m.date && m.time && m.zoned ? moment(instant(m, at), at) : m;
}

const trim = s => s.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');

// kind is the type that decides an equality.
export function kind(v) {
  if (!Array.isArray(v)) return typeof v;
  return (v.length && v[0].value !== '' && v[0].type) || 'string';
}

// What an item can hold of the value that its calculation came to, '' for nothing: survey/fit.go says the same on the server.

import { evaluate } from './expr.js';
import { numberText } from './expr_number.js';
import { decimal } from './respond_number.js';
import { coordinate } from './respond_place.js';

const DATE = ['call', 'date', ['path', '.']],
  MOMENT = ['call', 'date-time', ['path', '.']];
const CLOCK = /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?$/;
const LOOSE = /^[+-]?\d*\.?\d*([eE][+-]?\d{1,3})?$/;

// fit brings the slot's node to what its item can hold. context is where the slot's expressions are worked out, choice(code) a
// choice of its list, offered() the choices that stand there now; nothing when there is no filter.
export function fit(slot, context, { choice, offered }) {
  const { type, node } = slot;
  if (node.value === '') return;
  let value = type.hold(node.value, slot, context, choice);
  if (value !== '' && type.codes && offered) {
    const there = offered().map(c => c.code);
    if (!type.codes(value).every(c => there.includes(c))) value = '';
  }
  node.value = value;
  if (value === '' || type.unsorted) node.type = undefined;
}

// What follows is told a value, the slot, the context and choice, and gives what the slot can hold of it.

export const code = (text, { item }, _, choice) => (item.given || choice(text) ? text : '');

export const codes =
  ordered =>
  (text, { item }, _, choice) => {
    const chosen = text.split(/\s+/).filter(c => c),
      listed = chosen.map(choice);
    const good =
      new Set(chosen).size === chosen.length &&
      (item.given || listed.every(c => c)) &&
      (ordered || chosen.length === 1 || !listed.some(c => c && c.exclusive));
    return good ? chosen.join(' ') : '';
  };

export const day = (_text, _slot, context) => worked(DATE, context);

export function moment(text, { node }, context) {
  if (node.type === 'number' || !text.includes('T')) return worked(MOMENT, context);
  return worked(DATE, context) && CLOCK.test(text.split('T')[1]) ? text : '';
}

export function clock(text) {
  const time = text.slice(text.indexOf('T') + 1);
  return CLOCK.test(time) ? time : '';
}

function worked(tree, context) {
  try {
    return evaluate(tree, context);
  } catch {
    return '';
  }
}

const ALMOST = 1e-9; // of a step

export function step(text, { item }) {
  const plain = decimal(text),
    p = item.parameters || {},
    number = (s, otherwise) => (s !== undefined && LOOSE.test(s.trim()) && /\d/.test(s) ? Number(s) : otherwise);
  const start = number(p.start, 1),
    end = number(p.end, 10),
    by = Math.abs(number(p.step, 1)) || 1;
  if (plain === '') return '';
  const steps = (Number(plain) - start) / by,
    n = Math.round(steps);
  if (!(Math.abs(steps - n) <= ALMOST)) return '';
  const places = Math.max(0, ...[p.start, p.step].map(s => ((s || '').trim().split('.')[1] || '').length));
  const value = Number((start + n * by).toFixed(Math.min(places, 12)));
  return value < Math.min(start, end) || value > Math.max(start, end) ? '' : numberText(value);
}

// place spells a place or a line of least to most places as the server does.
export const place =
  ({ least, most = Infinity }) =>
  text => {
    const places = text
      .trim()
      .replace(/;$/, '')
      .split(';')
      .map(p =>
        p
          .split(/[\s,]+/)
          .filter(n => n)
          .map(coordinate),
      );
    const good =
      places.length >= least &&
      places.length <= most &&
      places.every(
        p => p.length > 1 && p.length < 5 && p.every(Number.isFinite) && Math.abs(p[0]) <= 90 && Math.abs(p[1]) <= 180,
      );
    return good ? places.map(p => [0, 1, 2, 3].map(i => numberText(p[i] || 0)).join(' ')).join('; ') : '';
  };

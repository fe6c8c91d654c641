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
  const { item, node } = slot;
  if (node.value === '') return;
  const value = held(item, node, context, choice);
  const codes = item.kind === 'single' ? [value] : value.split(' ');
  if (value !== '' && codesOf(item) && offered) {
    const there = offered().map(c => c.code);
    if (!codes.every(c => there.includes(c))) return store(node, '');
  }
  store(node, value, item.kind);
}

const codesOf = item => ['single', 'multiple', 'rank'].includes(item.kind);

function store(node, value, kind) {
  node.value = value;
  if (value === '' || kind === 'date' || kind === 'datetime') node.type = undefined;
}

function held(item, node, context, choice) {
  const text = node.value;
  switch (item.kind) {
    case 'single':
      return item.given || choice(text) ? text : '';
    case 'multiple':
    case 'rank':
      return several(
        item,
        text.split(/\s+/).filter(c => c),
        choice,
      );
    case 'integer':
      return whole(decimal(text));
    case 'decimal':
      return decimal(text);
    case 'range':
      return onStep(item, decimal(text));
    case 'date':
      return worked(DATE, context);
    case 'datetime':
      return node.type === 'number' || !text.includes('T')
        ? worked(MOMENT, context)
        : worked(DATE, context) && CLOCK.test(text.split('T')[1])
          ? text
          : '';
    case 'time':
      return (t => (CLOCK.test(t) ? t : ''))(text.slice(text.indexOf('T') + 1));
    case 'acknowledge':
      return text.toUpperCase() === 'OK' ? 'OK' : '';
    case 'image':
    case 'audio':
    case 'video':
    case 'file':
      return '';
    case 'geopoint':
    case 'geotrace':
    case 'geoshape':
      return place(item, text);
    default:
      return text;
  }
}

function worked(tree, context) {
  try {
    return evaluate(tree, context);
  } catch {
    return '';
  }
}

function several(item, codes, choice) {
  const listed = codes.map(choice);
  const good =
    new Set(codes).size === codes.length &&
    (item.given || listed.every(c => c)) &&
    (item.kind === 'rank' || codes.length === 1 || !listed.some(c => c && c.exclusive));
  return good ? codes.join(' ') : '';
}

const whole = text => text.split('.')[0].replace(/^-0$/, '0');

const ALMOST = 1e-9; // of a step

function onStep(item, text) {
  const p = item.parameters || {},
    number = (s, otherwise) => (s !== undefined && LOOSE.test(s.trim()) && /\d/.test(s) ? Number(s) : otherwise);
  const start = number(p.start, 1),
    end = number(p.end, 10),
    step = Math.abs(number(p.step, 1)) || 1;
  if (text === '') return '';
  const steps = (Number(text) - start) / step,
    n = Math.round(steps);
  if (!(Math.abs(steps - n) <= ALMOST)) return '';
  const places = Math.max(0, ...[p.start, p.step].map(s => ((s || '').trim().split('.')[1] || '').length));
  const value = Number((start + n * step).toFixed(Math.min(places, 12)));
  return value < Math.min(start, end) || value > Math.max(start, end) ? '' : numberText(value);
}

// place spells a place or a line of places as the server does.
function place(item, text) {
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
  const least = { geopoint: 1, geotrace: 2, geoshape: 4 }[item.kind];
  const good =
    places.length >= least &&
    (item.kind !== 'geopoint' || places.length === 1) &&
    places.every(
      p => p.length > 1 && p.length < 5 && p.every(Number.isFinite) && Math.abs(p[0]) <= 90 && Math.abs(p[1]) <= 180,
    );
  return good ? places.map(p => [0, 1, 2, 3].map(i => numberText(p[i] || 0)).join(' ')).join('; ') : '';
}

// The types of items: survey/kinds says of each kind as which type it is judged here (Kind.Phone, by default its own name), and an
// entry below is all that the scripts know of a type. A further type is a further entry.

import { clock, code, codes, day, moment, place, step } from './respond_fit.js';
import { decimal, number, safe, shownNumber } from './respond_number.js';
import { points } from './respond_place.js';

const same = value => value;

// What an entry leaves out is as here.
const PLAIN = {
  read: same, // (typed, item, mark): a typed text as expressions see it
  hold: same, // (value, slot, context, choice): what the item can hold of what its calculation came to, '' for nothing
  show: same, // (value, item, mark): how a value is shown
  send: same, // how a value is sent
  whole: () => false, // (item): only whole numbers can be answered
  codes: null, // the codes of a value, where it is of a choice list
  name: same, // (label, place): how a chosen code is shown, by its place among the codes from 0
  between: '_', // the words of an answer that has become a code
  nodeType: undefined, // what expressions take its value for, unless by its look: 'number'
  unsorted: false, // what was held is a text, whatever the calculation came to
  file: false, // a file was kept
  rows: false, // it holds rows of other items
};

const numeric = (whole, hold) => ({
  nodeType: 'number',
  whole,
  hold,
  read: (typed, item, mark) => number(typed, mark, whole(item)),
  show: (value, item, mark) => shownNumber(value, item, mark, whole(item)),
  send: safe,
});

const one = { codes: value => [value], hold: code, between: ' ' };
const several = ordered => ({ codes: value => value.split(' '), hold: codes(ordered) });
const places = bounds => ({ read: typed => points(typed, bounds.closed), hold: place(bounds) });

const integer = text => text.split('.')[0].replace(/^-0$/, '0');

// wholeSteps tells whether every step of a range is a whole number.
function wholeSteps(item) {
  const { start = '1', step = '1' } = item.parameters || {};
  return Number.isInteger(Number(start)) && Number.isInteger(Number(step));
}

// dated reads what a field of a year or of a month gives as its first day.
function dated(typed, item) {
  const says = word => (item.appearance || '').split(/\s+/).includes(word);
  if (says('year')) return typed.replace(/^\d{4}$/, '$&-01-01');
  if (!says('month-year')) return typed;
  return typed
    .replace(/^\d{4}-\d\d$/, '$&-01')
    .replace(/^(\d{1,2})[/.-](\d{4})$/, (_, m, y) => `${y}-${m.padStart(2, '0')}-01`);
}

const TYPES = {
  text: {},
  single: one,
  multiple: several(false),
  rank: { ...several(true), name: (label, place) => `${place + 1}. ${label}` },
  integer: numeric(
    () => true,
    value => integer(decimal(value)),
  ),
  decimal: numeric(() => false, decimal),
  range: numeric(wholeSteps, step),
  date: { read: dated, hold: day, unsorted: true },
  datetime: { hold: moment, unsorted: true },
  time: { hold: clock },
  acknowledge: { hold: value => (value.toUpperCase() === 'OK' ? 'OK' : '') },
  file: { hold: () => '', file: true },
  geopoint: places({ least: 1, most: 1 }),
  geotrace: places({ least: 2 }),
  geoshape: places({ least: 4, closed: true }),
  group: {},
  repeat: { rows: true },
};

const byName = new Map(Object.entries(TYPES).map(([name, entry]) => [name, { ...PLAIN, ...entry }]));

// typeOf is the entry of an item; of a type that is not here that of a text.
export const typeOf = item => byName.get(item.as || item.kind) || PLAIN;

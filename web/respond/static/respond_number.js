// Numbers as the language of the page writes them, as the server reads and writes them (number.go): mark is the one
// before fractions, a comma or a point, and the other of the two stands between thousands.

import { numberText } from './expr_number.js';
import { clean } from './respond_text.js';

const SPACES = '[ \\u00a0\\u2009\\u202f]',
  FIRST = '^[+-]?[1-9]\\d{0,2}';
const SPACED = new RegExp(`^[+-]?\\d{1,3}(${SPACES}\\d{3})+([.,]\\d+)?$`),
  SPACE = new RegExp(SPACES, 'g');
const DOTS = new RegExp(FIRST + '(\\.\\d{3})+$'),
  COMMAS = new RegExp(FIRST + '(,\\d{3})+$');
const DOTS_COMMA = new RegExp(FIRST + '(\\.\\d{3})+,\\d+$'),
  COMMAS_DOT = new RegExp(FIRST + '(,\\d{3})+\\.\\d+$');

// typed reads what a person wrote, as survey/number.go does: the plain number, and doubt where it can be meant in two ways. What
// is no number stays.
export function typed(text, mark, whole) {
  let s = clean(text),
    doubt = false;
  if (SPACED.test(s)) s = s.replace(SPACE, '');
  const times = c => s.split(c).length - 1;
  if (DOTS.test(s)) {
    if (whole || times('.') > 1) s = s.replace(/\./g, '');
    else doubt = true;
  } else if (COMMAS.test(s)) {
    if (times(',') > 1 || (whole && mark === '.')) s = s.replace(/,/g, '');
    else doubt = true;
  } else if (DOTS_COMMA.test(s)) s = s.replace(/\./g, '').replace(',', '.');
  else if (COMMAS_DOT.test(s)) s = s.replace(/,/g, '');
  else if (/^[+-]?\d+,\d+$/.test(s)) s = s.replace(',', '.');
  return { plain: doubt ? s : decimal(s) || s, doubt };
}

// number is what is typed as expressions see it.
export const number = (text, mark, whole) => typed(text, mark, whole).plain;

// doubtWords says in which two ways a number can be meant that was typed.
export function doubtWords(text, mark, whole, words) {
  const s = typed(text, mark, whole).plain,
    fraction = s.replace(',', '.') + '0';
  const filled = {
    typed: s,
    whole: s.replace(/[.,]/g, ''),
    fraction: fraction.replace('.', mark),
  };
  return (whole ? words.doubt_whole : words.doubt).replace(/\{(\w+)\}/g, (_, name) => filled[name]);
}

// safe writes a plain number so that it is read back as the same in any language: 1.234 is 1.2340.
export const safe = plain => (/^[+-]?[1-9]\d{0,2}\.\d{3}$/.test(plain) ? plain + '0' : plain);

const LOOSE = /^[+-]?\d*\.?\d*([eE][+-]?\d{1,3})?$/;
const MOST = 60; // digits of a number

// decimal is the one spelling of a decimal number, '' for what is none.
export function decimal(text) {
  const s = text.trim();
  if (!/\d/.test(s) || s.length > MOST || !LOOSE.test(s) || !Number.isFinite(Number(s))) return '';
  const m = /^([+-]?)0*(\d*)(?:\.(\d*?)0*)?$/.exec(s);
  if (m) {
    const out = (m[2] || '0') + (m[3] ? '.' + m[3] : '');
    return m[1] === '-' && out !== '0' ? '-' + out : out;
  }
  const plain = numberText(Number(s));
  return plain.length > MOST ? '' : plain;
}

// grouped writes a plain number with the thousands apart, to be read back as the same number.
export const grouped = (plain, mark, whole) => write(plain, mark, whole, mark === ',' ? '.' : ',');

function write(plain, mark, whole, group) {
  const m = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?$/.exec(plain);
  if (!m) return plain;
  let [, sign, int, tail = ''] = m;
  if (group && !whole && !tail && int.length > 3 && int.length < 7) tail = '0';
  if (tail.length === 3 && int.length < 4 && int !== '0') tail += '0';
  return sign + int.replace(/\B(?=(\d{3})+$)/g, group) + (tail && mark + tail);
}

// shownNumber is a number of an item in words.
export function shownNumber(plain, item, mark, whole) {
  if (/(^|\s)thousands-sep(\s|$)/.test(item.appearance || '')) return grouped(plain, mark, whole);
  return plain.replace('.', mark);
}

// setNumber puts a plain number into an input.
export function setNumber(input, plain) {
  const away = input.dataset.thousands && document.activeElement !== input;
  input.value = away ? grouped(plain, input.form.dataset.decimal, whole(input)) : safe(plain);
}

// groupNumbers shows the thousands apart in the inputs that want it as long as nobody types there, and sends plain numbers. What can
// be meant in two ways stays as it was typed.
export function groupNumbers(form) {
  const mark = form.dataset.decimal;
  const spell = (input, by) => {
    const { plain, doubt } = typed(input.value, mark, whole(input));
    return doubt ? input.value : by(plain);
  };
  form.addEventListener('focusin', ({ target: t }) => {
    if (t.dataset.thousands) t.value = spell(t, plain => write(plain, mark, whole(t), ''));
  });
  form.addEventListener('focusout', ({ target: t }) => {
    if (t.dataset.thousands) t.value = spell(t, plain => grouped(plain, mark, whole(t)));
  });
  form.addEventListener('formdata', e => {
    for (const input of form.querySelectorAll('[data-thousands]:enabled'))
      e.formData.set(input.name, spell(input, safe));
  });
}

const whole = input => input.dataset.thousands === 'integer';

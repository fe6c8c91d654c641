// The elements of one item on the page.

import { safe, setNumber } from './respond_number.js';
import { clean } from './respond_text.js';
import { typeOf } from './respond_types.js';

// answer is what stands at an item as expressions see it; null when the page cannot tell: a file that came before.
export function answer(el, item, lang) {
  const look = el.dataset.look;
  if (!look) return null;
  if (look === 'fixed') {
    const texts = Array.from(el.querySelectorAll('input[type=hidden]:not([name^="."])'), i => i.value);
    return texts.length ? typedAnswer(texts.join(' '), item, lang) : null;
  }
  if (look === 'file') {
    const chosen = el.querySelector('input[type=file]').files[0],
      drop = el.querySelector('[name=".drop"]');
    return chosen ? chosen.name : drop && !drop.checked ? null : '';
  }
  if (look === 'single' || look === 'multiple') {
    const chosen = Array.from(el.querySelectorAll('input:checked'), i => i.value).join(' ');
    return typeOf(item).codes ? chosen : typeOf(item).read(chosen, item, lang);
  }
  if (look === 'rank')
    return Array.from(el.querySelectorAll('select'), s => s.value)
      .filter(v => v)
      .join(' ');
  const input = el.querySelector(look === 'select' ? 'select' : 'input:not([type=hidden]), textarea');
  return typedAnswer(input ? input.value : '', item, lang);
}

// typedAnswer is a text that was typed for an item as expressions see it, as the server reads it (respond_filling.go).
export const typedAnswer = (typed, item, lang) => typeOf(item).read(clean(typed), item, lang);

// setAnswer puts a value into the inputs of an item.
export function setAnswer(el, value) {
  const codes = value.split(' ').concat(safe(value)); // a step of a range is written so
  for (const input of el.querySelectorAll(
    'input:not([type=hidden]):not([type=search]):not([type=file]), select, textarea',
  )) {
    if (input.type === 'radio' || input.type === 'checkbox') input.checked = codes.includes(input.value);
    else if (el.dataset.look === 'number') setNumber(input, value);
    else
      input.value =
        el.dataset.look === 'year' ? value.slice(0, 4) : el.dataset.look === 'month' ? value.slice(0, 7) : value;
  }
}

// setOutput shows what was worked out; words stand for the codes of choices.
export function setOutput(el, value, item, lang, words) {
  const type = typeOf(item),
    out = el.querySelector('output');
  if (out) out.textContent = words !== undefined ? words : type.show(value, item, lang);
  for (const input of el.querySelectorAll(':scope > input[type=hidden]:not([name=".shown"])'))
    input.value = type.send(value);
}

// A list that is too long to look through is found in by typing. The select stays what is sent; it only holds what fits the
// typed words, without regard to case, tones and the horn of đ.

import { refill } from './respond_element.js';

export const MOST = 100; // choices that stand in the select at once

// fill puts choices {code, label} into a select after its first, empty one; only those that are found when they are many.
export function fill(select, offered, chosen, words) {
  const long = offered.length > MOST;
  let box = select.previousElementSibling;
  if (!box || box.type !== 'search') box = null;
  select.offered = offered;
  if (long && !box) box = searchBox(select, words);
  if (box) {
    box.hidden = !long;
    if (!long) box.value = '';
  }
  draw(select, long ? found(offered, box.value) : offered, chosen, words);
}

function searchBox(select, words) {
  const box = document.createElement('input');
  box.type = 'search';
  box.autocomplete = 'off';
  box.placeholder = words.find;
  box.setAttribute('aria-label', words.find);
  box.addEventListener('input', e => {
    e.stopPropagation(); // no answer changed
    draw(select, found(select.offered, box.value), select.value, words);
  });
  box.addEventListener('change', e => e.stopPropagation());
  box.addEventListener('keydown', e => {
    if (e.key === 'Enter') e.preventDefault(); // looks, and does not turn the page
  });
  select.before(box);
  return box;
}

function found(offered, typed) {
  const want = bare(typed)
    .split(/\s+/)
    .filter(w => w);
  if (!want.length) return offered;
  return offered.filter(c => {
    if (c.bare === undefined) c.bare = bare(c.label);
    return want.every(w => c.bare.includes(w));
  });
}

function draw(select, fit, chosen, words) {
  const options = [select.options[0]],
    seen = fit.length > MOST ? fit.slice(0, MOST) : fit;
  const kept = chosen && !seen.some(c => c.code === chosen) && select.offered.find(c => c.code === chosen);
  for (const c of kept ? [kept].concat(seen) : seen)
    options.push(new Option(c.label, c.code, false, c.code === chosen));
  if (fit.length > seen.length) {
    const more = new Option(words.find_more.replace('{n}', fit.length - seen.length), '');
    more.disabled = true;
    options.push(more);
  }
  refill(select, ...options);
}

const bare = s =>
  s
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase();

// findable gives every long select of the form that the author wrote out whole a box to search in.
export function findable(form, words) {
  for (const select of form.querySelectorAll('[data-look=select] > select')) {
    if (select.options.length <= MOST + 1 || select.offered) continue;
    fill(
      select,
      Array.from(select.options)
        .slice(1)
        .map(o => ({ code: o.value, label: o.text })),
      select.value,
      words,
    );
  }
}

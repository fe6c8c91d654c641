// A draft of the form on this phone, until it is sent or deleted by the button that stands beside it.

import { forgetAside } from './respond_aside.js';
import { here } from './respond_here.js';
import { refill } from './respond_item.js';

const key = 'khaosat:' + here + ':' + (new URLSearchParams(location.search).get('link') || '');

function read() {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    // no storage here
    return null;
  }
}

export function forgetDraft() {
  forgetAside();
  try {
    localStorage.removeItem(key);
  } catch {
    /* no storage here: there is no draft either */
  }
}

// keepDraft saves what is typed, and offers at a first page what was typed before.
export function keepDraft(form) {
  if (!form.dataset.words) return;
  const words = JSON.parse(form.dataset.words);
  const bar = document.createElement('p');
  bar.className = 'draft';
  bar.lang = form.dataset.lang;
  bar.hidden = true;
  document.querySelector('.foot').prepend(bar); // below the form: nothing moves while one types
  const old = read();
  if (old && form.dataset.fresh && Array.isArray(old.fields)) offer(form, bar, words, old);
  let timer = 0;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => save(form, bar, words), 400);
  };
  form.addEventListener('input', later);
  form.addEventListener('change', later);
  if (!form.dataset.fresh) save(form, bar, words);
}

function save(form, bar, words) {
  const fields = [];
  new FormData(form).forEach((value, name) => {
    if (typeof value === 'string') fields.push([name, value]);
  });
  try {
    localStorage.setItem(key, JSON.stringify({ at: Date.now(), fields }));
  } catch {
    // full, or not allowed: the form works without
    return;
  }
  document.querySelector('.foot').prepend(bar);
  show(bar, words.saved, [
    button(words.forget, () => {
      forgetDraft();
      bar.hidden = true;
    }),
  ]);
}

// offer goes on with the draft by posting it: the server shows the page where it was left.
function offer(form, bar, words, old) {
  form.querySelector('main').prepend(bar);
  const when = new Date(old.at);
  show(bar, words.found + ' ' + when.toLocaleString(form.dataset.lang, { dateStyle: 'short', timeStyle: 'short' }), [
    button(words.resume, () => {
      const page = old.fields.find(f => f[0] === '.page');
      const again = document.createElement('form');
      again.method = 'post';
      again.action = form.getAttribute('action');
      again.hidden = true;
      for (const [name, value] of old.fields.concat([['.do', 'goto:' + (page ? page[1] : 0)]])) {
        const input = document.createElement('input');
        input.type = 'hidden';
        input.name = name;
        input.value = value;
        again.append(input);
      }
      document.body.append(again);
      again.submit();
    }),
    button(words.forget, () => {
      forgetDraft();
      bar.hidden = true;
    }),
  ]);
}

function show(bar, text, buttons) {
  const span = document.createElement('span'),
    tools = document.createElement('span');
  span.textContent = text;
  tools.append(...buttons);
  refill(bar, span, tools);
  bar.hidden = false;
}

function button(text, act) {
  const b = document.createElement('button');
  b.type = 'button';
  b.className = 'lang';
  b.textContent = text;
  b.addEventListener('click', act);
  return b;
}

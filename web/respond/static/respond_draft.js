// A draft of the form on this phone, until it is sent or deleted by the button that stands beside it.

import { forgetAside } from './respond_aside.js';
import { refill } from './respond_element.js';
import { here } from './respond_here.js';

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
    sessionStorage.removeItem(key);
  } catch {
    /* no storage here: there is no draft either */
  }
}

// keepDraft saves what is typed, and offers at a first page what was typed before. Where a reload, or Back, has lost what was typed here, it
// goes on with it unasked. It gives what saves the draft at once.
export function keepDraft(form, hand) {
  if (!form.dataset.words) return () => {};
  const words = JSON.parse(form.dataset.words);
  const bar = document.createElement('p');
  bar.className = 'draft';
  bar.lang = form.dataset.lang;
  bar.hidden = true;
  document.querySelector('.foot').prepend(bar); // below the form: nothing moves while one types
  const old = read(),
    wanted = history.state && history.state.page !== undefined ? history.state.page : form.elements['.page'].value;
  if (old && Array.isArray(old.fields)) {
    if (lost(form, old, wanted)) resume(form, hand, old, wanted);
    else if (form.dataset.fresh) offer(form, hand, bar, words, old);
  }
  let timer = 0;
  const now = () => {
    timer = 0;
    save(form, bar, words);
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(now, 400);
  };
  form.addEventListener('input', later);
  form.addEventListener('change', later);
  addEventListener('pagehide', () => {
    if (timer) now();
  });
  if (!form.dataset.fresh) now();
  return now;
}

const at = (fields, name) => (fields.find(f => f[0] === name) || [])[1];
const answers = fields => JSON.stringify(fields.filter(f => f[0][0] !== '.' || f[0] === '.shown'));

// lost tells whether the page at hand, which a reload or Back asked for, lacks what was typed in this tab since the server drew it.
function lost(form, old, wanted) {
  const [came] = performance.getEntriesByType('navigation');
  if (!came || came.type === 'navigate' || tab() !== at(old.fields, '.state')) return false;
  if (form.dataset.fresh) return true;
  const drawn = form.elements['.page'].value;
  return (
    form.elements['.state'].value === tab() &&
    (String(wanted) !== drawn || answers(fieldsOf(form)) !== answers(old.fields))
  );
}

// tab is the state on which this tab typed last, '' for none.
function tab() {
  try {
    return sessionStorage.getItem(key) || '';
  } catch {
    // no storage here
    return '';
  }
}

function fieldsOf(form) {
  const fields = [];
  new FormData(form).forEach((value, name) => {
    if (typeof value === 'string') fields.push([name, value]);
  });
  return fields;
}

function save(form, bar, words) {
  if (!form.isConnected) return; // it was finished
  const fields = fieldsOf(form);
  try {
    localStorage.setItem(key, JSON.stringify({ at: Date.now(), fields }));
    sessionStorage.setItem(key, at(fields, '.state'));
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

function offer(form, hand, bar, words, old) {
  form.querySelector('main').prepend(bar);
  const when = new Date(old.at);
  show(bar, words.found + ' ' + when.toLocaleString(form.dataset.lang, { dateStyle: 'short', timeStyle: 'short' }), [
    button(words.resume, () => {
      bar.hidden = true;
      resume(form, hand, old, at(old.fields, '.page') || 0);
    }),
    button(words.forget, () => {
      forgetDraft();
      bar.hidden = true;
    }),
  ]);
}

// resume goes on with the draft by posting it: the server shows the page that was asked for. On a page that the phone kept there may be no
// signal: it is put back here.
function resume(form, hand, old, page) {
  if (form.dataset.kept) {
    hand.away().then(away => away && away.resume(old));
    return;
  }
  const again = document.createElement('form');
  again.method = 'post';
  again.action = form.getAttribute('action');
  again.hidden = true;
  for (const [name, value] of old.fields.concat([['.do', 'goto:' + page]])) {
    const input = document.createElement('input');
    input.type = 'hidden';
    input.name = name;
    input.value = value;
    again.append(input);
  }
  document.body.append(again);
  again.submit();
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

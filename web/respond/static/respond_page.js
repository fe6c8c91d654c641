// What every page of a respondent can do by itself beside the server: a draft on this phone, one press that sends once.

import { away } from './respond_away.js';
import { forgetDraft, keepDraft } from './respond_draft.js';
import { findable } from './respond_find.js';
import { shrinkPictures } from './respond_image.js';
import { sent } from './respond_last.js';
import { unfold } from './respond_lock.js';
import { groupNumbers } from './respond_number.js';
import { locateBy } from './respond_place.js';
import { goOnQuickly } from './respond_quick.js';
import { turnPages, unpack } from './respond_turn.js';

const form = document.getElementById('form');

// page makes the page at hand work. start makes its answers follow each other, and gives what judges them; it fails without a signal: the
// server does it at Next then.
export function page(start) {
  document.body.classList.add('js');
  if (document.body.hasAttribute('data-sent')) {
    forgetDraft();
    sent();
  }
  for (const button of document.querySelectorAll('[data-copy]')) button.addEventListener('click', () => copy(button));
  for (const button of document.querySelectorAll('[data-print]')) button.addEventListener('click', () => print());
  if (form) begin(start);
}

async function copy(button) {
  const code = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = button.dataset.done;
  } catch {
    // not allowed, or no https: mark it, so that the phone's own menu can copy
    getSelection().selectAllChildren(code);
  }
}

function begin(start) {
  const summary = document.getElementById('summary'),
    words = form.dataset.words && JSON.parse(form.dataset.words);
  if (summary) summary.focus();
  const hand = {};
  away(form, hand);
  unpack(form);
  if (form.dataset.questionnaire) unfold(form);
  form.addEventListener('change', e => alone(e.target));
  form.addEventListener('submit', once);
  for (const button of form.querySelectorAll('[data-locate]')) locateBy(button);
  shrinkPictures(form);
  goOnQuickly(form);
  groupNumbers(form);
  if (form.dataset.kept) {
    tell('.id', form.dataset.kept);
    tell('.began', Date.now());
  }
  if (navigator.cookieEnabled) tell('.keeps', 'yes'); // then what follows has an address of its own, and Back finds it
  const save = keepDraft(form, hand);
  if (words) findable(form, words);
  const live = form.dataset.questionnaire ? start(form) : Promise.resolve(null);
  if (words) hand.turner = turnPages(form, words, live, save);
  else live.catch(() => {});
}

// tell lets the form say something of this phone beside the answers.
function tell(name, value) {
  const input = document.createElement('input');
  input.type = 'hidden';
  input.name = name;
  input.value = value;
  form.append(input);
}

// alone keeps an exclusive choice alone.
function alone(box) {
  const item = box.type === 'checkbox' && box.checked && box.closest('[data-look=multiple]');
  if (!item) return;
  for (const other of item.querySelectorAll('input[type=checkbox]')) {
    if (other !== box && (box.hasAttribute('data-exclusive') || other.hasAttribute('data-exclusive')))
      other.checked = false;
  }
}

// once lets a form go out one time only, until the answer is there.
function once(e) {
  if (form.dataset.busy) {
    e.preventDefault();
    return;
  }
  form.dataset.busy = 'yes';
  setTimeout(() => busy(true)); // after the pressed button was put into the form's data
}

function busy(on) {
  for (const button of form.querySelectorAll('.buttons button')) button.disabled = on;
  if (!on) delete form.dataset.busy;
}

// A page that was left by a post and comes back out of the browser's memory is asked for again: what was sent is no longer to be seen.
addEventListener('pageshow', e => {
  if (e.persisted && (form ? form.dataset.busy : document.body.hasAttribute('data-sent'))) location.reload();
});

// What every page of a respondent can do by itself beside the server: a draft on this phone, one press that sends once.

import { forgetDraft, keepDraft } from './respond_draft.js';
import { findable } from './respond_find.js';
import { shrinkPictures } from './respond_image.js';
import { sent } from './respond_last.js';
import { unfold } from './respond_lock.js';
import { groupNumbers } from './respond_number.js';
import { locateBy } from './respond_place.js';
import { goOnQuickly } from './respond_quick.js';

const form = document.getElementById('form');
document.body.classList.add('js');

if (document.body.hasAttribute('data-sent')) {
  forgetDraft();
  sent();
}

for (const button of document.querySelectorAll('[data-copy]')) {
  button.addEventListener('click', async () => {
    const code = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = button.dataset.done;
    } catch {
      // not allowed, or no https: mark it, so that the phone's own menu can copy
      getSelection().selectAllChildren(code);
    }
  });
}

for (const button of document.querySelectorAll('[data-print]')) button.addEventListener('click', () => print());

if (form) {
  const summary = document.getElementById('summary');
  if (summary) summary.focus();
  if (form.dataset.questionnaire) unfold(form);
  form.addEventListener('change', e => alone(e.target));
  form.addEventListener('submit', once);
  for (const button of form.querySelectorAll('[data-locate]')) locateBy(button);
  shrinkPictures(form);
  goOnQuickly(form);
  groupNumbers(form);
  keepDraft(form);
  if (navigator.cookieEnabled) tell('.keeps'); // then what follows has an address of its own, and Back finds it
  if (form.dataset.words) findable(form, JSON.parse(form.dataset.words));
}

// tell lets the form say something of this phone beside the answers.
function tell(name) {
  const input = document.createElement('input');
  input.type = 'hidden';
  input.name = name;
  input.value = 'yes';
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
addEventListener('pageshow', e => {
  if (form && e.persisted) busy(false);
});

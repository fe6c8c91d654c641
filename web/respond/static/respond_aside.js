// What was typed into questions that the phone hides is not sent, but for files. It is laid aside in this tab for as long as the response is filled in,
// so that it stands there again when the server asks the question all the same, or another answer brings it back.

import { here } from './respond_here.js';

const key = 'khaosat.aside:' + here;

const inputs = el =>
  Array.from(el.querySelectorAll('input:not([type=hidden]):not([type=search]):not([type=file]), select, textarea'));
const chosen = input => input.type === 'radio' || input.type === 'checkbox';

// typedInto lists what stands at the inputs of an item, as it was typed.
function typedInto(el) {
  const all = inputs(el);
  return all.some(chosen) ? all.filter(i => chosen(i) && i.checked).map(i => i.value) : all.map(i => i.value);
}

// layAside notes what stands in the hidden questions of the page of a response.
export function layAside(id, slots) {
  const found = {};
  for (const { el, path, node } of slots) {
    if (!el || !node || !el.dataset.look || !el.closest('[hidden]:not(.page)')) continue;
    const texts = typedInto(el);
    if (texts.some(text => text)) found[path] = texts;
  }
  try {
    if (Object.keys(found).length) sessionStorage.setItem(key, JSON.stringify({ id, found }));
    else sessionStorage.removeItem(key);
  } catch {
    /* full, or not allowed: the form works without */
  }
}

// laidAside gives what was noted of the response: path → texts.
export function laidAside(id) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(key));
    return kept && kept.id === id ? kept.found : {};
  } catch {
    // no storage here
    return {};
  }
}

// putBack writes the texts into the inputs of an item again.
export function putBack(el, texts) {
  const all = inputs(el),
    choose = all.some(chosen);
  all.forEach((input, i) => {
    if (chosen(input)) input.checked = texts.includes(input.value);
    else if (!choose) input.value = texts[i] || '';
  });
}

// sendHiddenFiles lets files that were chosen in questions hidden since go along: no tab can keep one, and the server names what it leaves out.
export function sendHiddenFiles(form) {
  form.addEventListener('formdata', e => {
    for (const input of form.querySelectorAll('input[type=file]')) {
      if (input.files.length && input.matches(':disabled')) e.formData.append(input.name, input.files[0]);
    }
  });
}

export function forgetAside() {
  try {
    sessionStorage.removeItem(key);
  } catch {
    /* no storage here: nothing was laid aside */
  }
}

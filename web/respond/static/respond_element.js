// Elements of the page, whatever the item is that they show.

// refill puts nodes in the place of all that an element holds, on phones that have no replaceChildren, too.
export function refill(el, ...nodes) {
  el.textContent = '';
  el.append(...nodes);
}

// show makes an item come or go. What is hidden is disabled: it is not sent, and the server sees that it was not shown.
export function show(el, on) {
  if (el.hidden !== on) return;
  el.hidden = !on;
  if (el.tagName === 'FIELDSET') {
    el.disabled = !on;
    for (const input of own(el, '[name=".shown"]')) input.disabled = !on;
  } else if (el.classList.contains('item')) {
    for (const input of el.querySelectorAll('input, select, textarea')) input.disabled = !on;
  }
}

const own = (el, selector) => el.querySelectorAll(':scope > ' + selector);

// mark shows whether an item must be answered, as the server does (nodes.html); word says so.
export function mark(el, on, word) {
  const place = el.querySelector(
    el.classList.contains('batteryrow') ? ':scope > legend > span' : ':scope > legend, :scope > label.question',
  );
  const must = place && place.querySelector('.must');
  if (!place || Boolean(must) === on) return;
  for (const e of el.getAttribute('role') === 'radiogroup'
    ? [el]
    : el.querySelectorAll(':scope > input:not([type=hidden]), :scope > select, :scope > textarea')) {
    if (on) e.setAttribute('aria-required', 'true');
    else e.removeAttribute('aria-required');
  }
  for (const radio of el.querySelectorAll('input[type=radio]')) radio.required = on;
  if (!on) {
    must.remove();
    return;
  }
  const star = document.createElement('span'),
    sign = document.createElement('span'),
    said = document.createElement('span');
  star.className = 'must';
  star.title = word;
  sign.setAttribute('aria-hidden', 'true');
  sign.textContent = '*';
  said.className = 'unseen';
  said.lang = el.closest('form').dataset.lang;
  said.textContent = `(${word})`;
  star.append(sign, said);
  place.insertBefore(star, place.querySelector(':scope > .how'));
  star.before('\u00a0');
  star.after(' ');
}

// say puts what is wrong beside the item, "" takes it away.
export function say(el, words) {
  let p = own(el, '.error')[0];
  el.classList.toggle('wrong', words !== '');
  const input =
    el.getAttribute('role') === 'radiogroup'
      ? el
      : el.querySelector('input:not([type=hidden]):not([type=search]), select, textarea');
  if (!words) {
    strike(el.id);
    if (p) p.remove();
    if (input) input.removeAttribute('aria-invalid');
    return;
  }
  if (!p) {
    p = document.createElement('p');
    p.className = 'error';
    p.id = el.id + '.error';
    p.setAttribute('role', 'status');
    const before = el.querySelector(
      ':scope > .choices, :scope > .scale, :scope > .batterychoices, :scope > input:not([type=hidden]), :scope > select, :scope > textarea',
    );
    el.insertBefore(p, before);
  }
  p.textContent = words;
  if (input) {
    input.setAttribute('aria-invalid', 'true');
    const about = (input.getAttribute('aria-describedby') || '').split(' ').filter(id => id && id !== p.id);
    input.setAttribute('aria-describedby', about.concat(p.id).join(' '));
  }
}

// strike takes what was mended out of the summary at the top of the page.
function strike(id) {
  const summary = document.getElementById('summary');
  if (!summary) return;
  for (const link of summary.querySelectorAll('li > a'))
    if (link.getAttribute('href') === '#' + id) link.parentElement.remove();
  if (!summary.querySelector('li')) summary.remove();
}

// fnv is the 32-bit FNV-1a hash in hex, by which the server recognises the choices that were shown.
export function fnv(s) {
  let h = 0x811c9dc5;
  for (const b of new TextEncoder().encode(s)) h = Math.imul(h ^ b, 0x01000193) >>> 0;
  return h.toString(16).padStart(8, '0');
}

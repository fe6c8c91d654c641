// The choices of an item whose list is filtered, as other answers change.

import { fnv, refill } from './respond_element.js';
import { fill } from './respond_find.js';

// choices puts other choices into an item, and keeps what is chosen and still among them. label gives a choice's words, prose the nodes that show them, media
// its pictures and sounds, mix the order of n choices, or null. drawn: the server drew them with the same answers, and they stay for as
// long as the phone would offer what it would now.
export function choices(el, path, offered, { words, label, prose, media, mix, drawn }) {
  const mark = path + '#' + fnv(offered.map(c => c.code + '\0').join(''));
  const shown = el.querySelector(':scope > [name=".shown"]');
  if (!shown) return;
  if (drawn) el.overruled = mark;
  if (shown.value === mark || el.overruled === mark) return;
  el.overruled = undefined;
  shown.value = mark;
  const ordered = mix ? mix(offered.length).map(i => offered[i]) : offered;
  const lines = ordered.map(c => ({ code: c.code, label: label(c) }));
  const select = el.querySelector(':scope > select'),
    ranks = el.querySelector('.ranks'),
    box = el.querySelector('.choices, .scale');
  if (select) fill(select, lines, select.value, words);
  else if (ranks) places(ranks, el.id, path, lines, words);
  else if (box) refill(box, ...buttons(el, box, path, ordered, prose, media));
  let none = el.querySelector('.faint');
  if (!none && !lines.length) {
    none = document.createElement('p');
    none.className = 'faint';
    none.lang = el.closest('form').dataset.lang;
    none.textContent = words.no_choices;
  }
  if (none) none.hidden = lines.length > 0;
  if (none && !none.parentNode) (box || el).append(none);
}

// relabel puts what label and prose give for a code, words and nodes, beside each choice.
export function relabel(el, label, prose) {
  for (const input of el.querySelectorAll('input[type=radio], input[type=checkbox]')) {
    const span = input.parentElement.querySelector('span'),
      nodes = prose(input.value);
    if (spoken(span) === spokenBy(nodes)) continue;
    while (span.firstChild && !(span.firstChild.classList && span.firstChild.classList.contains('media')))
      span.firstChild.remove();
    span.prepend(...nodes);
  }
  relabelHead(el, prose);
  for (const select of el.querySelectorAll('select')) {
    for (const c of select.offered || []) Object.assign(c, { label: label(c.code), bare: undefined });
    for (const option of select.options)
      if (option.value && label(option.value) !== option.value) option.text = label(option.value);
  }
}

// relabelHead puts the same above the row of a battery, whose choices have one head for all rows.
function relabelHead(el, prose) {
  const battery = el.closest('.battery');
  if (!battery) return;
  const heads = battery.querySelectorAll('.batteryhead > span');
  el.querySelectorAll('input[type=radio]').forEach((input, i) => {
    refill(heads[i + 1], ...prose(input.value));
  });
}

const spoken = el => evened(el.textContent);
const spokenBy = nodes => evened(nodes.map(n => n.textContent).join(''));
const evened = s => s.replace(/\s+/g, ' ').trim();

// buttons makes a button of each choice; what was drawn before stays as it is, and a sound plays on.
function buttons(el, box, path, offered, prose, media) {
  if (!el.drawn) el.drawn = new Map();
  const drawn = el.drawn,
    chosen = [],
    used = new Set();
  for (const label of box.querySelectorAll(':scope > label')) {
    const input = label.querySelector('input');
    drawn.set(input.value + '\0' + spoken(label), label);
    if (input.checked) chosen.push(input.value);
  }
  return offered.map((c, i) => {
    const nodes = prose(c);
    let label = drawn.get(c.code + '\0' + spokenBy(nodes));
    if (!label || used.has(label))
      label = button(el, path, c, box.classList.contains('scale') ? 'step' : 'choice', nodes.concat(media(c.media)));
    used.add(label);
    const input = label.querySelector('input');
    input.id = label.htmlFor = el.id + '.' + i;
    input.checked = chosen.includes(c.code);
    return label;
  });
}

function button(el, path, c, look, nodes) {
  const label = document.createElement('label'),
    input = document.createElement('input'),
    span = document.createElement('span');
  label.className = look;
  input.type = el.dataset.look === 'multiple' ? 'checkbox' : 'radio';
  input.name = path;
  input.value = c.code;
  input.required = el.getAttribute('aria-required') === 'true';
  if (c.exclusive) input.setAttribute('data-exclusive', '');
  span.append(...nodes);
  label.append(input, span);
  return label;
}

// places gives a ranking as many places as there are choices, and keeps the order of those that are still there.
function places(list, id, path, lines, words) {
  const order = Array.from(list.querySelectorAll('select'), s => s.value).filter(code =>
    lines.some(c => c.code === code),
  );
  refill(
    list,
    ...lines.map((_, i) => {
      const place = document.createElement('li'),
        name = document.createElement('label'),
        select = document.createElement('select');
      select.id = name.htmlFor = `${id}.${i}.rank`;
      select.name = path;
      select.append(new Option('', ''), ...lines.map(c => new Option(c.label, c.code, false, c.code === order[i])));
      name.className = 'unseen';
      name.textContent = words.rank_at.replace('{place}', i + 1);
      place.append(name, select);
      return place;
    }),
  );
}

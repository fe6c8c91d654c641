// A draft is put back into a page that the phone kept, as the server would do it.

const LATE = 500; // milliseconds after which choices have come that answers bring

export function restore(form, fields, state, turner) {
  const answers = new Map(Object.entries(state.a || {})),
    typed = new Map();
  for (const [name, text] of fields) typed.set(name, (typed.get(name) || []).concat(text));
  for (const [name, all] of typed) answers.set(name, all);
  own(form, '.state', typed.get('.state')[0]);
  own(form, '.id', (typed.get('.id') || [state.id])[0]);
  own(form, '.began', (typed.get('.began') || [state.s * 1000])[0]);
  for (const page of form.querySelectorAll('.page'))
    if (Array.from(page.querySelectorAll('[name]')).some(i => i.name[0] !== '.' && answers.has(i.name)))
      page.disabled = false;
  fill(form, answers);
  setTimeout(() => fill(form, answers), LATE);
  turner.show(Number((typed.get('.page') || ['0'])[0]));
}

// own sets what a form says beside the answers.
function own(form, name, value) {
  let input = form.elements[name];
  if (!input) {
    input = document.createElement('input');
    input.type = 'hidden';
    input.name = name;
    form.append(input);
  }
  input.value = value;
}

function fill(form, answers) {
  const place = new Map();
  for (const input of form.querySelectorAll('.page [name]')) {
    const all = answers.get(input.name);
    if (!all || input.type === 'hidden' || input.type === 'file') continue;
    if (input.type === 'radio' || input.type === 'checkbox') set(input, 'checked', all.includes(input.value));
    else {
      const at = place.get(input.name) || 0;
      place.set(input.name, at + 1);
      set(input, 'value', all[at] || '');
    }
  }
}

function set(input, what, value) {
  if (input[what] === value) return;
  input[what] = value;
  for (const type of ['input', 'change']) input.dispatchEvent(new Event(type, { bubbles: true }));
}

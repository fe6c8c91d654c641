// Items that are read-only as long as other answers say so.

// unfold puts the inputs of items that are read-only now in the place of their values, locked: another answer may unlock them.
export function unfold(form) {
  for (const folded of form.querySelectorAll('template[data-open]')) {
    const item = folded.content.querySelector('.item');
    folded.closest('.item').replaceWith(item);
    lock(item, true);
  }
}

// lock makes an item's inputs read-only, or opens them. A locked answer is still sent, and what is blank counts as not shown, as if
// the server had drawn it.
export function lock(el, on) {
  for (const held of el.querySelectorAll('[data-held]')) held.remove();
  if (!on && !el.classList.contains('locked')) return;
  el.classList.toggle('locked', on);
  for (const button of el.querySelectorAll('[data-locate]')) button.disabled = on;
  for (const input of el.querySelectorAll('input, select, textarea')) {
    input.disabled = on || el.hidden;
    const chosen = (input.type !== 'radio' && input.type !== 'checkbox') || input.checked;
    if (on && chosen && input.value && input.type !== 'file' && input.name && input.name[0] !== '.')
      el.append(hold(input));
  }
}

function hold(input) {
  const held = document.createElement('input');
  held.type = 'hidden';
  held.name = input.name;
  held.value = input.value;
  held.setAttribute('data-held', '');
  return held;
}

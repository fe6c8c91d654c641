// An item with the appearance "quick" goes on by itself once its answer is chosen: to the next item of the page, after the last
// one to the next page. The arrow keys only look through the choices; Enter or the space bar takes one.

const SEEN = 200; // milliseconds in which the choice is seen before the page goes on

export function goOnQuickly(form) {
  if (!form.querySelector('[data-quick]')) return;
  let arrow = false,
    timer = 0;
  const soon = item => {
    clearTimeout(timer);
    timer = setTimeout(() => goOn(form, item), SEEN);
  };
  form.addEventListener('keydown', e => {
    arrow = e.key.startsWith('Arrow');
  });
  form.addEventListener('keypress', e => {
    if (e.key !== 'Enter' || e.target.type !== 'radio' || !e.target.closest('[data-quick]')) return;
    e.preventDefault(); // it would press the page's button
    e.target.click();
  });
  form.addEventListener('keyup', () => {
    arrow = false;
  });
  form.addEventListener('click', e => {
    // also when what was chosen before is pressed again; an arrow key clicks as well
    const item = e.target.type === 'radio' && e.target.closest('[data-quick]');
    if (item && !arrow) soon(item);
  });
  form.addEventListener('change', e => {
    const item = e.target.tagName === 'SELECT' && e.target.value && e.target.closest('[data-quick]');
    if (item && !arrow) soon(item);
  });
}

// goOn leaves an item alone whose answer the page calls wrong, and never sends the form.
function goOn(form, item) {
  if (form.dataset.questionnaire && item.classList.contains('wrong')) return;
  const after = Array.from(form.querySelectorAll('.item')).filter(
    el => item.compareDocumentPosition(el) & Node.DOCUMENT_POSITION_FOLLOWING && !el.closest('[hidden]'),
  );
  const asks = after.find(control),
    button = form.querySelector('.buttons .main');
  if (asks) {
    bring(after[0]);
    control(asks).focus({ preventScroll: true });
  } else if (button.value === 'next') {
    button.click();
  } else {
    bring(after[0] || button);
    button.focus({ preventScroll: true });
  }
}

const control = el =>
  el.querySelector('input:checked:enabled') ||
  el.querySelector('input:not([type=hidden]):enabled, select:enabled, textarea:enabled');

function bring(el) {
  const { top, bottom } = el.getBoundingClientRect();
  if (top >= 0 && bottom <= innerHeight) return;
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  el.scrollIntoView({ block: 'start', behavior: still ? 'auto' : 'smooth' });
}

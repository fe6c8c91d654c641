// What keeps the form and its answers where there is no signal comes once the form is there and answers: nobody waits for it.

const SOON = 2000; // milliseconds after the page was loaded

// away begins it, at the latest with the first answer, and asks it before the form goes to the server. hand.away gives a promise of it, of null
// where the browser cannot keep anything.
export function away(form, hand) {
  let asked = null,
    ready = null,
    passes = false,
    pressed = null;
  hand.away = () => {
    if (!asked)
      asked = can() ? import(form.dataset.keep).then(m => m.keep(form, hand)).catch(() => null) : Promise.resolve(null);
    asked.then(found => {
      ready = found;
    });
    return asked;
  };
  if (!form.dataset.keep) return;
  if (form.dataset.fresh && !can() && !form.querySelector('.cannot')) warn(form);
  if (form.dataset.kept) hand.away();
  form.addEventListener('input', hand.away, { once: true });
  const later = () => setTimeout(hand.away, SOON);
  if (document.readyState === 'complete') later();
  else addEventListener('load', later);
  form.addEventListener('click', e => {
    pressed = e.target.closest('button');
  });
  form.addEventListener('submit', e => {
    const button = e.submitter || pressed;
    if (!ready || passes || !button) return;
    e.preventDefault();
    e.stopImmediatePropagation();
    ready.leave(button.value).then(goes => {
      passes = goes;
      if (goes) button.click();
      passes = false;
    });
  });
}

function warn(form) {
  const p = document.createElement('p'),
    words = JSON.parse(form.dataset.words);
  p.className = 'notice cannot';
  p.lang = form.dataset.lang;
  p.textContent = words.cannot;
  form.querySelector('main').prepend(p);
}

// can tells whether the browser can keep a form and answers.
export const can = () =>
  Boolean(isSecureContext && navigator.serviceWorker && window.indexedDB && crypto.subtle && window.caches);

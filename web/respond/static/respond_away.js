// What keeps the form and its answers where there is no signal comes once the form is there and answers: nobody waits for it.

const SOON = 2000; // milliseconds after the page was loaded

// away begins it, at the latest with the first answer. It gives a function for it, or for null where the browser cannot keep anything.
export function away(form, hand) {
  let asked = null;
  const ask = () => {
    if (!asked) asked = can() ? import(form.dataset.keep).then(m => m.keep(form, hand)).catch(() => null) : Promise.resolve(null);
    return asked;
  };
  if (!form.dataset.keep) return () => Promise.resolve(null);
  if (form.dataset.kept) ask();
  form.addEventListener('input', ask, { once: true });
  const later = () => setTimeout(ask, SOON);
  if (document.readyState === 'complete') later();
  else addEventListener('load', later);
  return ask;
}

// can tells whether the browser can keep a form and answers.
export const can = () =>
  Boolean(isSecureContext && navigator.serviceWorker && window.indexedDB && crypto.subtle && window.caches);

// Addresses of a survey, as the worker and its pages see them.

// sameVisit is the part of an address by which a form is kept: '?link=…&token=…', with the language when told so.
export function sameVisit(url, spoken) {
  const out = new URLSearchParams();
  for (const name of spoken ? ['lang', 'link', 'token'] : ['link', 'token']) {
    const value = url.searchParams.get(name);
    if (value) out.set(name, value);
  }
  const text = out.toString();
  return text && '?' + text;
}

// decorate gives a kept page the id of the response to be: the server made the page once, and several people may fill it in.
export const decorate = (html, id) => html.replace('<form method="post"', `<form data-kept="${id}" method="post"`);

// uuid is a random id (RFC 9562, version 4).
export function uuid() {
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = (b[6] & 0x0f) | 0x40;
  b[8] = (b[8] & 0x3f) | 0x80;
  const x = Array.from(b, n => n.toString(16).padStart(2, '0')).join('');
  return [x.slice(0, 8), x.slice(8, 12), x.slice(12, 16), x.slice(16, 20), x.slice(20)].join('-');
}

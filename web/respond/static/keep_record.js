// A record: a finished form, sealed, as survey/record.go and web/respond/record.go open it.

import { bytes, join, seal } from './keep_hpke.js';

const four = n => [24, 16, 8, 0].map(by => (n >>> by) & 255);

export const base64 = b => btoa(Array.from(b, n => String.fromCharCode(n)).join(''));
export const unbase64 = text => Uint8Array.from(atob(text), c => c.charCodeAt(0));

// stateOf is what the server wrote into a page: JSON, then its signature.
export const stateOf = text =>
  JSON.parse(new TextDecoder().decode(unbase64(text.split('.')[0].replace(/-/g, '+').replace(/_/g, '/'))));

// recordOf seals what stands in a form. proof is what the server shows once it has opened it.
export async function recordOf(form, slug, key) {
  const said = new URL(form.action).searchParams,
    head = { id: '', began: 0, finished: Date.now(), fields: [], files: [] },
    files = [];
  for (const name of ['lang', 'link', 'token']) head[name] = said.get(name) || '';
  for (const [input, value] of new FormData(form)) {
    if (typeof value === 'string') head.fields.push([input, value]);
    else if (value.size) {
      head.files.push({ input, name: value.name, type: value.type, size: value.size });
      files.push(new Uint8Array(await new Response(value).arrayBuffer()));
    }
  }
  const state = stateOf(form.elements['.state'].value),
    own = name => (head.fields.find(f => f[0] === name) || [])[1];
  head.id = own('.id') || state.id;
  head.began = Number(own('.began')) || state.s * 1000;
  const text = bytes(JSON.stringify(head)),
    made = await seal(key, bytes('khaosat record 1 ' + slug), join(four(text.length), text, ...files));
  const record = join(bytes('KHS1'), four(made.enc.length + made.sealed.length), made.enc, made.sealed);
  return { record, proof: base64(await made.exported(bytes('khaosat opened'))) };
}

// The worker of a survey: it keeps the form on the phone, and shows it where there is no signal, or where what answers is not our server.
// It keeps blank pages alone, and never one on which something was typed. The desk is not in its reach.

import { decorate, sameVisit, uuid } from './keep_address.js';
import { sendWaiting } from './keep_send.js';
import { waiting } from './keep_store.js';

const base = new URL(self.registration.scope).pathname, // '/s/{slug}'
  PREFIX = `khaosat ${base} `,
  LIST = base + '/keep.json',
  PATIENCE = 15000, // milliseconds that the network has, where something is kept
  MOST_VISITS = 5; // links under which the form is kept

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', e => e.waitUntil(self.clients.claim()));
self.addEventListener('message', e => {
  if (e.data && e.data.keep !== undefined) e.waitUntil(keep(e.data.keep).catch(() => {})); // no signal: at the next visit
});
self.addEventListener('sync', e => {
  if (e.tag === 'khaosat') e.waitUntil(sync());
});
self.addEventListener('fetch', e => {
  const url = new URL(e.request.url);
  if (url.origin !== self.location.origin) return;
  if (e.request.mode === 'navigate') {
    if (url.pathname === base || url.pathname.startsWith(base + '/')) e.respondWith(page(e.request, url));
  } else if (e.request.method === 'GET') e.respondWith(resource(e.request, url));
});

// sync sends what waits, when the phone says that there is a signal; failing lets it ask again. Pages that are open hear of it.
async function sync() {
  const open = await self.clients.matchAll({ includeUncontrolled: true });
  const all = await sendWaiting(base, came => {
    for (const page of open) page.postMessage({ came });
  });
  if (!all) throw new Error('some wait');
}

// ours tells our server's answers from those of whoever stands between.
const ours = reply => reply.headers.has('Khaosat');

// keep fetches what keep.json lists for a visit, unless it is there. A new list is there as a whole before the old one goes.
async function keep(visit) {
  const reply = await fetch(LIST + visit, { cache: 'no-store', credentials: 'same-origin', redirect: 'error' });
  if (!reply.ok || !ours(reply)) return;
  const list = await reply.clone().json(),
    name = `${PREFIX}${visit} ${list.tag}`;
  if (!(await complete(name))) await fill(await caches.open(name), list, reply);
  await clear(name, visit);
}

const complete = async name => (await caches.has(name)) && Boolean(await (await caches.open(name)).match(LIST));

async function fill(cache, list, reply) {
  for (const address of [list.notice, ...list.pages, ...list.files, ...list.lists]) await put(cache, address);
  for (const address of list.media) await put(cache, address).catch(() => {}); // a full phone goes without pictures
  await cache.put(LIST, reply); // last: what has it is whole
}

async function put(cache, address) {
  const reply = await fetch(address, { cache: 'no-cache', credentials: 'same-origin', redirect: 'error' });
  const page = address.startsWith(base) && !address.startsWith(base + '/media/');
  if (!reply.ok || (page ? !ours(reply) : /html/.test(reply.headers.get('Content-Type')))) throw new Error('not ours');
  await cache.put(address, reply);
}

// clear forgets what was kept before for the visit, what was not kept whole, and what is more than enough.
async function clear(name, visit) {
  const others = (await mine()).filter(n => n !== name);
  const old = others.filter(n => n.startsWith(`${PREFIX}${visit} `));
  const more = others.filter(n => !old.includes(n));
  for (const n of old.concat(more.slice(0, Math.max(0, more.length + 1 - MOST_VISITS)))) await caches.delete(n);
}

const mine = async () => (await caches.keys()).filter(name => name.startsWith(PREFIX));

// page answers a navigation: by the network, and by what is kept where that fails.
async function page(request, url) {
  if (await finished(url)) return Response.redirect(base + sameVisit(url, true), 303);
  const kept = request.method === 'GET' && form(url) ? await keptPage(url) : null;
  const reply = await patient(fetch(request), kept ? PATIENCE : 0).catch(() => null);
  if (reply && trusted(reply, request, url) && !(kept && reply.status >= 500)) return reply;
  if (kept) return kept;
  if (form(url) && request.method === 'POST' && (await keptPage(url)))
    return Response.redirect(base + sameVisit(url, true), 303); // the draft is there
  return (await notice()) || reply || Response.error();
}

// finished tells the pages of a filling that waits to be sent: Back shows nothing of it.
async function finished(url) {
  const [, folder, filling] = url.pathname.slice(base.length).split('/');
  if (folder !== 'f') return false;
  return (await waiting(base).catch(() => [])).some(e => e.filling === filling);
}

// form tells the addresses at which the form stands, whatever its page.
const form = url =>
  url.pathname === base || (url.pathname.startsWith(base + '/f/') && !url.pathname.endsWith('/again'));

// trusted tells whether a page is our server's. Where it sends elsewhere cannot be seen; it does so after a post, and where a filling is
// forgotten.
function trusted(reply, request, url) {
  if (reply.type === 'opaqueredirect') return request.method === 'POST' || url.pathname.endsWith('/again');
  return ours(reply);
}

function patient(reply, most) {
  if (!most) return reply;
  return Promise.race([reply, new Promise((_, fail) => setTimeout(fail, most, new Error('too slow')))]);
}

// keptPage is the first page of the form as it is kept for a visit, null when it is not. Each time it is another response's.
async function keptPage(url) {
  const visit = sameVisit(url, false),
    lang = url.searchParams.get('lang');
  for (const name of (await mine()).reverse()) {
    if (!name.startsWith(`${PREFIX}${visit} `)) continue;
    const cache = await caches.open(name),
      list = await cache.match(LIST);
    if (!list) continue;
    const { pages } = await list.json(),
      at = pages.find(p => new URL(p, url).searchParams.get('lang') === lang) || pages[0],
      found = await cache.match(at, { ignoreVary: true });
    if (found) return new Response(decorate(await found.text(), uuid()), { headers: bare(found.headers) });
  }
  return null;
}

// bare is heads without those of a body as it travelled.
function bare(heads) {
  const out = new Headers(heads);
  out.delete('Content-Encoding');
  out.delete('Content-Length');
  return out;
}

async function notice() {
  for (const name of await mine()) {
    const cache = await caches.open(name),
      list = await cache.match(LIST);
    const found = list && (await cache.match((await list.json()).notice, { ignoreVary: true }));
    if (found) return found;
  }
  return null;
}

// resource answers what pages load: versions never change, and so does what is kept of them.
async function resource(request, url) {
  if (url.pathname === LIST) return listOf(request, url);
  return (await found(request.url)) || (await part(url)) || fetch(request);
}

// listOf is what keep.json says, or said when the form was kept.
async function listOf(request, url) {
  const reply = await fetch(request).catch(() => null);
  if (reply && ours(reply)) return reply;
  for (const name of await mine()) {
    const kept = name.startsWith(`${PREFIX}${sameVisit(url, false)} `) && (await (await caches.open(name)).match(LIST));
    if (kept) return kept;
  }
  return reply || Response.error();
}

async function found(address) {
  for (const name of await mine()) {
    const kept = await (await caches.open(name)).match(address, { ignoreVary: true });
    if (kept && new URL(address).pathname !== LIST) return kept;
  }
  return null;
}

// part is the part of a list that is kept whole: the choices that have a value in a column.
async function part(url) {
  const column = url.searchParams.get('column'),
    value = url.searchParams.get('value');
  if (column === null || value === null) return null;
  const whole = new URL(url);
  whole.searchParams.delete('column');
  whole.searchParams.delete('value');
  whole.searchParams.sort();
  const kept = await found(whole.href);
  if (!kept) return null;
  const list = await kept.json();
  list.choices = list.choices.filter(c => ((c.columns || {})[column] || '') === value);
  return new Response(JSON.stringify(list), { headers: { 'Content-Type': 'application/json' } });
}

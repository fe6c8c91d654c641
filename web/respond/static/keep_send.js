// What waits is sent, one after another, the small ones first, in one tab at a time. One that gets no answer stops none behind it. A copy is
// deleted when whoever answers shows that he has opened it, and has a receipt for it.

import { bytesOf, drop, put, waiting } from './keep_store.js';

const FINAL = [401, 403, 404, 409, 410, 413, 415, 422];

// sendWaiting sends what waits; told hears of each that was stored or refused. It gives false when some wait for another time.
export function sendWaiting(base, told) {
  const run = () => sendAll(base, told);
  if (!navigator.locks) return run(); // sent twice is stored once
  return navigator.locks.request('khaosat ' + base, { ifAvailable: true }, lock => (lock ? run() : false));
}

async function sendAll(base, told) {
  const all = (await waiting(base)).filter(e => !e.refused).sort((a, b) => a.size - b.size);
  let left = 0;
  for (const entry of all) {
    const came = await send(base, entry);
    if (came) told(came);
    else if (!(await there(base))) return false;
    else left++;
  }
  return !left;
}

// ours tells our server's answers from those of whoever stands between.
const ours = reply => Boolean(reply) && reply.headers.has('Khaosat');

// there tells whether our server answers at all.
const there = async base =>
  ours(await fetch(base + '/here', { cache: 'no-store', redirect: 'error' }).catch(() => null));

// send sends one: {key, receipt}, {key, refused}, or null where nobody answered who could have opened it.
async function send(base, entry) {
  const reply = await fetch('/api/v1/surveys' + base.slice(2) + '/sealed', {
    method: 'POST',
    body: await bytesOf(base, entry.key),
    headers: { 'Content-Type': 'application/vnd.khaosat.sealed' },
    credentials: 'same-origin',
    redirect: 'error',
    cache: 'no-store',
  }).catch(() => null);
  if (!ours(reply)) return null; // no signal, or a captive portal
  const said = await reply.json().catch(() => ({}));
  if (said.opened === entry.proof && said.receipt) {
    await drop(base, entry.key);
    return { key: entry.key, receipt: said.receipt };
  }
  if (!FINAL.includes(reply.status)) return null; // busy: later
  const refused = said.detail || String(reply.status);
  await put(base, { ...entry, refused });
  return { key: entry.key, refused };
}

// pauses gives how long to wait before the next try, in milliseconds: longer each time, up to ten minutes, and never the same for two phones.
export function* pauses() {
  for (let most = 5000; ; most = Math.min(most * 2, 600000)) yield most * (0.5 + Math.random() / 2);
}

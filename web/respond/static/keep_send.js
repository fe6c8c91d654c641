// What waits is sent, one after another, in one tab at a time. A copy is deleted when whoever answers shows that he has opened it, and has
// a receipt for it.

import { drop, put, waiting } from './keep_store.js';

const FINAL = [401, 403, 404, 409, 410, 413, 415, 422];

// sendWaiting sends what waits; told hears of each that was stored or refused. It gives false when some wait for another time.
export function sendWaiting(base, told) {
  const run = () => sendAll(base, told);
  if (!navigator.locks) return run(); // sent twice is stored once
  return navigator.locks.request('khaosat ' + base, { ifAvailable: true }, lock => (lock ? run() : false));
}

async function sendAll(base, told) {
  for (const entry of await waiting(base)) {
    if (entry.refused) continue;
    const came = await send(base, entry);
    if (!came) return false;
    told(came);
  }
  return true;
}

// send sends one: {key, receipt}, {key, refused}, or null where nobody answered who could have opened it.
async function send(base, entry) {
  const reply = await fetch('/api/v1/surveys' + base.slice(2) + '/sealed', {
    method: 'POST',
    body: entry.record,
    headers: { 'Content-Type': 'application/vnd.khaosat.sealed' },
    credentials: 'same-origin',
    redirect: 'error',
    cache: 'no-store',
  }).catch(() => null);
  if (!reply || !reply.headers.has('Khaosat')) return null; // no signal, or a captive portal
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

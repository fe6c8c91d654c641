// What a form asks for once it is there: the worker that keeps it on the phone.

import { sameVisit } from './keep_address.js';
import { here } from './respond_here.js';

export async function keep() {
  const workers = navigator.serviceWorker;
  await workers.register(here + '/worker.js', { scope: here });
  const { active } = await workers.ready;
  active.postMessage({ keep: sameVisit(new URL(location.href), false) });
}

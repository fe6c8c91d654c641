// What a form asks for once it is there: the worker that keeps it on the phone, and what does without a signal what the server would do.

import { sameVisit } from './keep_address.js';
import { Queue } from './keep_queue.js';
import { recordOf, stateOf, unbase64 } from './keep_record.js';
import { restore } from './keep_restore.js';
import { forgetDraft } from './respond_draft.js';
import { refill } from './respond_element.js';
import { here } from './respond_here.js';

const PATIENCE = 8000; // milliseconds in which the server says that it is there

// keep begins; hand has the form's turner of pages.
export async function keep(form, hand) {
  const visit = sameVisit(new URL(location.href), false),
    workers = navigator.serviceWorker;
  const reply = await fetch(here + '/keep.json' + visit, { credentials: 'same-origin', redirect: 'error' });
  if (!reply.ok) return null;
  const away = new Away(form, hand, await reply.json());
  workers
    .register(here + '/worker.js', { scope: here })
    .then(() => workers.ready)
    .then(registration => {
      away.registration = registration;
      registration.active.postMessage({ keep: visit });
    })
    .catch(() => {}); // the queue works without
  await away.queue.show();
  away.queue.send();
  return away;
}

class Away {
  constructor(form, hand, list) {
    Object.assign(this, { form, hand, list, texts: list.texts[form.dataset.lang] || Object.values(list.texts)[0] });
    this.queue = new Queue(here, this.texts, form.dataset.lang);
  }

  // leave is asked before the form goes to the server: true lets it go. What is pressed meanwhile is nothing.
  async leave(what) {
    if (this.leaving) return false;
    this.leaving = true;
    try {
      return await this.goes(what);
    } finally {
      this.leaving = false;
    }
  }

  async goes(what) {
    if (await reached()) return true;
    if (what === 'send') await this.finish();
    else if (what === 'next') await this.ahead();
    else if (what.startsWith('lang:')) location.assign(here + this.query(what.slice(5)));
    else if (what !== 'back' || !this.hand.turner.goBack()) this.say(this.texts.needs_signal);
    return false;
  }

  query(lang) {
    const out = new URLSearchParams(new URL(this.form.action).search);
    out.delete('token');
    if (lang) out.set('lang', lang);
    return out.toString() && '?' + out;
  }

  // ahead goes on as the server would: to the next page, or to the end.
  async ahead() {
    const came = this.hand.turner.ahead();
    if (came === 'missing') this.say(this.texts.needs_signal);
    if (came === 'end') this.say(this.texts.end, this.texts.send, () => this.finish());
  }

  say(text, button, act) {
    const box = document.getElementById('away') || document.createElement('section');
    box.id = 'away';
    box.className = 'notice';
    box.lang = this.form.dataset.lang;
    box.setAttribute('role', 'status');
    const p = document.createElement('p');
    p.textContent = text;
    refill(box, p);
    if (button) {
      const b = document.createElement('button');
      b.type = 'button';
      b.className = 'main';
      b.textContent = button;
      b.addEventListener('click', act, { once: true });
      box.append(b);
    }
    this.form.querySelector('main').append(box); // it goes with the page
    box.tabIndex = -1;
    box.focus();
  }

  // finish seals what was answered, keeps it, and shows nothing of it any more.
  async finish() {
    if (this.sealing || !this.hand.turner.fine()) return;
    this.sealing = true; // and stays so once it is kept: one form is one record
    let key;
    try {
      const { record, proof } = await recordOf(this.form, here.slice(3), unbase64(this.list.key));
      key = await this.queue.add(record, proof, (location.pathname.match(/\/f\/([^/]+)/) || [])[1] || '');
    } catch {
      this.sealing = false;
      this.say(this.texts.full); // nothing is lost: the form stands as it was
      return;
    }
    forgetDraft();
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
    if (this.registration && this.registration.sync) this.registration.sync.register('khaosat').catch(() => {});
    this.done(key);
    this.queue.send();
  }

  // done is the page after Send. It says the receipt if the record is sent as long as the page is there.
  done(key) {
    const title = document.createElement('h2'),
      text = document.createElement('p'),
      again = document.createElement('a'),
      links = document.createElement('p');
    title.className = 'big';
    title.textContent = this.texts.kept;
    text.className = 'lead';
    text.textContent = this.texts.kept_text;
    again.className = 'side';
    again.href = here + this.query('');
    again.textContent = this.texts.another;
    links.className = 'links';
    links.append(again);
    const main = document.createElement('main');
    main.className = 'sheet plain';
    main.id = 'main';
    main.lang = this.form.dataset.lang;
    main.append(title, text, links);
    main.tabIndex = -1;
    const room = document.createElement('div');
    room.className = 'form';
    room.append(this.form.querySelector('.masthead'), main);
    for (const bar of document.querySelectorAll('.draft')) bar.remove();
    this.form.replaceWith(room); // Back shows no page of the form
    history.replaceState(null, '', here + this.query(''));
    main.focus({ preventScroll: true });
    scrollTo(0, 0);
    addEventListener('pageshow', e => {
      if (e.persisted) location.reload(); // the next person presses Back
    });
    this.queue.hear(came => {
      if (came.key !== key) return;
      title.textContent = came.receipt ? this.texts.sent : this.texts.refused;
      text.textContent = came.receipt ? this.texts.receipt.replace('{code}', came.receipt) : came.refused;
    });
  }

  // resume goes on with a draft on this phone, on the page where one was.
  resume(old) {
    const state = (old.fields.find(f => f[0] === '.state') || [])[1];
    if (!state || stateOf(state).v !== stateOf(this.form.elements['.state'].value).v) this.say(this.texts.older);
    else restore(this.form, old.fields, stateOf(state), this.hand.turner);
  }
}

// reached tells whether our server answers: a captive portal does not know how.
async function reached() {
  if (navigator.onLine === false) return false;
  const stop = new AbortController(),
    timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const reply = await fetch(here + '/here', { cache: 'no-store', redirect: 'error', signal: stop.signal });
    return reply.headers.has('Khaosat');
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

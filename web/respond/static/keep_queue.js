// What waits, on the screen: how many, since when, and what can be done with them. Nothing else of them can be seen.

import { pauses, sendWaiting } from './keep_send.js';
import { add, bytesOf, drop, put, waiting } from './keep_store.js';

const OLD = 3 * 24 * 3600 * 1000; // milliseconds after which one is warned

export class Queue {
  constructor(base, texts, lang) {
    Object.assign(this, { base, texts, lang, heard: [], timer: 0, pauses: pauses() });
    this.box = document.createElement('details');
    this.box.className = 'queue';
    this.box.lang = lang;
    addEventListener('online', () => this.send());
    navigator.serviceWorker.addEventListener('message', e => {
      if (e.data && e.data.came) this.told(e.data.came).then(() => this.show());
    });
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) this.send();
    });
  }

  // add keeps a record, and gives its key. filling is the folder in which its pages stood, '' for none.
  async add(record, proof, filling) {
    const key = await add(this.base, { at: Date.now(), proof, filling, refused: '' }, record);
    await this.show();
    return key;
  }

  // hear is told of each record that was stored or refused.
  hear(told) {
    this.heard.push(told);
  }

  // told passes on what became of a record.
  async told(came) {
    for (const hears of this.heard) hears(came);
  }

  // send sends now, and again later as long as some wait.
  async send() {
    clearTimeout(this.timer);
    const some = (await waiting(this.base)).some(e => !e.refused);
    const all = !some || (await sendWaiting(this.base, came => this.told(came)).catch(() => false));
    await this.show();
    if (all) this.pauses = pauses();
    else this.timer = setTimeout(() => this.send(), this.pauses.next().value);
  }

  async show() {
    const all = await waiting(this.base);
    if (!all.length) {
      this.box.remove();
      return;
    }
    const summary = document.createElement('summary'),
      list = document.createElement('ul'),
      tools = document.createElement('p');
    const old = all.some(e => Date.now() - e.at > OLD);
    this.box.classList.toggle('old', old);
    summary.textContent = this.texts.waiting.replace('{n}', all.length) + (old ? ' ' + this.texts.old : '');
    list.append(...all.map(entry => this.line(entry)));
    tools.className = 'tools';
    tools.append(
      this.button(this.texts.now, () => this.again()),
      this.button(this.texts.save, () => this.save()),
    );
    this.box.textContent = '';
    this.box.append(summary, list, tools);
    if (!this.box.isConnected) {
      const sheet = document.querySelector('main');
      if (old) sheet.before(this.box);
      else document.querySelector('.foot').prepend(this.box);
    }
  }

  line(entry) {
    const li = document.createElement('li'),
      when = new Date(entry.at).toLocaleString(this.lang, { dateStyle: 'short', timeStyle: 'short' });
    const forget = this.button(this.texts.drop, () => {
      if (forget.dataset.sure) drop(this.base, entry.key).then(() => this.show());
      else {
        forget.dataset.sure = 'yes';
        forget.textContent = this.texts.drop_sure;
      }
    });
    li.append(when + (entry.refused ? ': ' + entry.refused : ''), ' ', forget);
    return li;
  }

  // again tries all of them, those that were refused as well.
  async again() {
    for (const entry of await waiting(this.base)) if (entry.refused) await put(this.base, { ...entry, refused: '' });
    await this.send();
  }

  // save gives the records as a file, sealed as they are, for `khaosat responses import`.
  async save() {
    const link = document.createElement('a'),
      parts = [];
    for (const entry of await waiting(this.base)) parts.push(await bytesOf(this.base, entry.key));
    link.href = URL.createObjectURL(new Blob(parts));
    link.download = `${this.base.slice(3)}-${new Date().toISOString().slice(0, 10)}.phieu`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }

  button(text, act) {
    const b = document.createElement('button');
    b.type = 'button';
    b.className = 'side small';
    b.textContent = text;
    b.addEventListener('click', act);
    return b;
  }
}

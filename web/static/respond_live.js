// What an answer changes on the same page, at once: questions come and go, sums are made, lists are cut, an answer that cannot
// be is named. The server decides again when the page is sent.

import { evaluate, filter, toBool, toText, store } from './expr.js';
import { grow, add } from './expr_node.js';
import { table } from './expr_list.js';
import { show, choices, answer, say, setOutput } from './respond_item.js';

const MAX_PASSES = 30;

export async function start(form) {
  const reply = await fetch(form.dataset.questionnaire, { credentials: 'same-origin' });
  if (!reply.ok) return;
  const live = new Live(form, await reply.json());
  live.update();
  form.addEventListener('input', () => live.soon());
  form.addEventListener('change', e => {
    live.update();
    live.check(e.target);
  });
  performance.mark('khaosat-live'); // from here on the page answers
}

class Live {
  constructor(form, q) {
    this.form = form;
    this.q = q;
    this.words = JSON.parse(form.dataset.words);
    this.state = JSON.parse(fromBase64(form.elements['.state'].value.split('.')[0]));
    this.typed = this.state.a || {};
    this.rows = this.state.r || {};
    this.slots = [];
    this.lists = {};
    this.instances = {};
    for (const l of q.lists) this.list(l);
    this.root = grow({ name: 'data' });
    this.build('', q.items, this.root, null);
    this.timer = 0;
  }

  list(l) {
    const columns = ['name', 'label'];
    for (const c of l.choices) for (const k of Object.keys(c.columns || {})) if (!columns.includes(k)) columns.push(k);
    this.lists[l.name] = l;
    this.instances[l.name] = table(columns, l.choices.map(c => columns.map(
      k => (k === 'name' ? c.code : k === 'label' ? text(c.label, [this.q.default_language]) : (c.columns || {})[k]))));
  }

  // build makes a slot for every place of an answer, in document order, with its node in the tree that expressions see.
  build(prefix, items, node, above) {
    for (const item of items) {
      const path = prefix + item.name;
      const slot = { path, item, above, asked: true, el: document.getElementById('q.' + path), trees: item.expressions || {} };
      this.slots.push(slot);
      if (item.kind === 'repeat') {
        slot.place = node;
        for (let i = 1; i <= (this.rows[path] === undefined ? 1 : this.rows[path]); i++) {
          const row = grow({ name: item.name, repeat: true });
          add(node, row);
          this.build(`${path}[${i}]/`, item.children || [], row, slot);
        }
        continue;
      }
      slot.node = grow({ name: item.name });
      slot.node.slot = slot;
      add(node, slot.node);
      if (item.kind === 'group') this.build(path + '/', item.children || [], slot.node, slot);
    }
  }

  context(slot) {
    const zone = this.q.time_zone || 'Asia/Ho_Chi_Minh';
    return {
      node: slot.node || slot.place, instances: this.instances, now: () => Date.now(), started: this.state.s * 1000, version: this.q.version,
      language: this.words.chain[0], offset: ms => offset(zone, ms),
      choiceLabel: (n, code) => {
        const list = n.slot && this.lists[n.slot.item.list];
        const choice = list && list.choices.find(c => c.code === code);
        return choice ? text(choice.label, [this.q.default_language]) : code;
      },
    };
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.update(), 150);
  }

  update() {
    for (const slot of this.slots) if (slot.node) this.readAnswer(slot);
    for (let n = 0; n < MAX_PASSES && this.pass(); n++);
    for (const slot of this.slots) if (slot.el) this.draw(slot);
    for (const battery of this.form.querySelectorAll('.battery')) battery.hidden = !battery.querySelector('fieldset:not([hidden])');
  }

  readAnswer(slot) {
    if (slot.trees.calculation && !slot.item.trigger && !slot.item.children) return; // pass works it out
    const here = slot.el && answer(slot.el, slot.item, this.form.dataset.lang);
    slot.node.value = here === null || here === undefined ? (this.typed[slot.path] || []).join(' ') : here;
    if (['integer', 'decimal', 'range'].includes(slot.item.kind)) slot.node.type = 'number';
  }

  pass() {
    let changed = false;
    for (const slot of this.slots) {
      let asked = !slot.above || slot.above.asked;
      if (asked && slot.trees.relevant) asked = this.truth(slot, slot.trees.relevant);
      if (asked !== slot.asked) changed = true;
      slot.asked = asked;
      if (slot.node) slot.node.relevant = asked;
      if (asked && slot.node && slot.trees.calculation && this.calculate(slot)) changed = true;
    }
    return changed;
  }

  truth(slot, tree) {
    try {
      return toBool(evaluate(tree, this.context(slot)));
    } catch (e) {
      return true; // asked rather than lost, as on the server
    }
  }

  // calculate leaves alone what was drawn before: the server keeps it in the state.
  calculate(slot) {
    const kept = (this.typed[slot.path] || []).join(' ');
    if (kept || slot.item.trigger) {
      slot.node.value = slot.node.value || kept;
      return false;
    }
    const before = slot.node.value;
    try {
      store(slot.node, evaluate(slot.trees.calculation, this.context(slot)));
    } catch (e) {
      return false;
    }
    return slot.node.value !== before;
  }

  draw(slot) {
    show(slot.el, slot.asked);
    if (!slot.asked) return;
    if (slot.trees.choice_filter) this.drawChoices(slot);
    if (slot.trees.calculation && slot.el.dataset.look === 'fixed') setOutput(slot.el, slot.node.value);
    for (const piped of slot.el.querySelectorAll(':scope > [data-piped], :scope > legend [data-piped], :scope > label [data-piped]')) {
      piped.textContent = this.pipe(slot, text(slot.item.label, this.words.chain));
    }
  }

  drawChoices(slot) {
    const list = this.lists[slot.item.list];
    let offered;
    try {
      offered = filter(slot.trees.choice_filter, this.context(slot), this.instances[slot.item.list]).map(
        n => list.choices.find(c => c.code === n.children[0].value));
    } catch (e) {
      return;
    }
    choices(slot.el, slot.path, offered.map(c => ({ code: c.code, exclusive: c.exclusive, label: this.pipe(slot, text(c.label, this.words.chain)) || c.code })));
  }

  // pipe replaces ${name} by what was answered there: the label of a choice, the text of everything else.
  pipe(slot, words) {
    return words.replace(/\$\{\s*([^}]*?)\s*\}/g, (_, name) => {
      const near = this.slots.filter(s => s.node && s.item.name === name).sort((a, b) => shared(b.path, slot.path) - shared(a.path, slot.path))[0];
      if (!near || !near.asked) return '';
      const list = this.lists[near.item.list];
      if (!list) return near.node.value;
      return near.node.value.split(' ').filter(c => c).map(code => {
        const choice = list.choices.find(c => c.code === code);
        return choice ? text(choice.label, this.words.chain) : code;
      }).join(', ');
    });
  }

  // check names an answer that cannot be as soon as it was given.
  check(input) {
    const el = input.closest('[data-path]');
    const slot = el && this.slots.find(s => s.path === el.dataset.path);
    if (!slot || !slot.node || !slot.trees.constraint) return;
    const good = slot.node.value === '' || this.truth(slot, slot.trees.constraint);
    say(el, good ? '' : this.pipe(slot, text(slot.item.constraint_message, this.words.chain)) || this.words.invalid);
  }
}

// text is an author's text in the first language of the chain that has it.
function text(t, chain) {
  if (!t) return '';
  for (const id of chain.concat([''], Object.keys(t).sort())) if (t[id]) return t[id];
  return '';
}

function shared(a, b) {
  const x = a.split('/'), y = b.split('/');
  let n = 0;
  while (n < x.length && n < y.length && x[n] === y[n]) n++;
  return n;
}

function fromBase64(s) {
  const bytes = Uint8Array.from(atob(s.replace(/-/g, '+').replace(/_/g, '/')), c => c.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}

// offset is how many minutes a zone is ahead of UTC at a moment.
function offset(zone, ms) {
  try {
    const f = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' });
    const p = {};
    for (const { type, value } of f.formatToParts(ms)) p[type] = Number(value);
    return Math.round((Date.UTC(p.year, p.month - 1, p.day, p.hour, p.minute) - Math.floor(ms / 60000) * 60000) / 60000);
  } catch (e) { // a phone that does not know the zone
    return 420;
  }
}

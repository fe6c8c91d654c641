// What an answer changes on the same page, at once: questions come and go, sums are made, lists are cut, an answer that cannot
// be is named. The server decides again when the page is sent. Only what an answer can change is worked out again.

import { evaluate, filter, store, toBool } from './expr.js';
import { keyOf } from './expr_list.js';
import { add, grow } from './expr_node.js';
import { order, parkMiller } from './expr_number.js';
import { toText } from './expr_value.js';
import { laidAside, layAside, putBack, sendHiddenFiles } from './respond_aside.js';
import { choices, relabel } from './respond_choices.js';
import { fnv, mark, refill, say, show } from './respond_element.js';
import { fit } from './respond_fit.js';
import { given, source } from './respond_given.js';
import { answer, setAnswer, setOutput, typedAnswer } from './respond_item.js';
import { begun } from './respond_kept.js';
import { keep, lastSaved, reading, wanted } from './respond_last.js';
import { Lists, plain, text } from './respond_lists.js';
import { lock } from './respond_lock.js';
import { mediaOf } from './respond_media.js';
import { doubtWords, typed } from './respond_number.js';
import { Parts } from './respond_parts.js';
import { prose, quote } from './respond_prose.js';
import { draws, names, reads } from './respond_reads.js';
import { clean } from './respond_text.js';
import { typeOf } from './respond_types.js';
import { zoneOffset } from './respond_zone.js';

const MAX_NESTED = 3; // how deep labels of choices may hold answers themselves
const MAX_TURNS = 100; // of one slot in one change: expressions that read each other in a circle come to rest

// start makes a page answer; what judges its answers comes when it does.
export async function start(form) {
  const reply = await fetch(form.dataset.questionnaire, { credentials: 'same-origin' });
  if (!reply.ok) throw new Error('no questionnaire');
  const live = new Live(form, await reply.json());
  live.begin();
  form.addEventListener('submit', () => {
    keep(live.lastFields, live.slots);
    layAside(live.id, live.slots);
  });
  sendHiddenFiles(form);
  form.addEventListener('input', e => live.soon(e.target));
  // A press on a button leaves the field before it: what is wrong there is said after the release, or the button would move
  // away from under the finger and the press would be lost.
  let pressed = false;
  const left = [];
  document.addEventListener(
    'mousedown',
    () => {
      pressed = true;
    },
    true,
  );
  document.addEventListener(
    'mouseup',
    () => {
      pressed = false;
      setTimeout(() => {
        while (left.length) live.check(left.shift());
        live.checkDoubted();
      });
    },
    true,
  );
  form.addEventListener('change', e => {
    live.changed(e.target);
    if (pressed) {
      left.push(e.target);
      return;
    }
    live.check(e.target);
    live.checkDoubted();
  });
  performance.mark('khaosat-live'); // from here on the page answers
  return live;
}

class Live {
  constructor(form, q) {
    this.form = form;
    this.words = JSON.parse(form.dataset.words);
    const state = begun(form, JSON.parse(fromBase64(form.elements['.state'].value.split('.')[0])));
    this.id = state.id;
    this.typed = state.a || {};
    this.rows = state.r || {};
    this.ahead = state.n * 1000 - Date.now(); // of this phone's clock: it is the server's that counts
    this.meta = state.m || {}; // start, today, deviceid, …
    this.lists = new Lists(q.lists, q.default_language);
    this.parts = new Parts(this.lists, form.dataset.questionnaire, name => this.came(name));
    this.media = mediaOf(q, this.words.chain);
    this.lastFields = wanted(q);
    this.slots = [];
    this.byPath = new Map();
    this.byName = new Map();
    this.readers = new Map(); // field path → slots whose relevance, calculation or look it decides
    this.setsOff = new Map(); // field path → slots whose calculation waits for it
    this.fired = new Set();
    this.always = []; // slots that may read anything
    this.judges = new Map(); // field path → slots whose constraint reads it
    this.judgesAlways = []; // slots whose constraint may read anything
    this.doubted = new Set(); // slots whose constraint may come to something else now
    this.context = {
      instances: this.lastFields.size
        ? Object.assign({ '__last-saved': lastSaved(this.lastFields) }, this.lists.instances)
        : this.lists.instances,
      now: () => this.moment,
      started: state.s * 1000,
      version: q.version,
      names: q.date_names,
      offset: zoneOffset(q.time_zone || 'Asia/Ho_Chi_Minh'),
      choiceLabel: (n, code) => {
        const choice = n.slot && this.choice(n.slot, code);
        return choice ? text(choice.label, [q.default_language]) : code;
      },
    };
    this.root = grow({ name: 'data' });
    this.build('', '', q.items, this.root, null);
    this.nameResponse(q);
    for (const slot of this.slots) this.link(slot);
    this.dirty = new Set();
    this.late = new Set();
    this.timer = 0;
  }

  // build makes a slot for every place of an answer, in document order, with its node in the tree that expressions see. prefix
  // is of paths with rows, "ho[2]/", field of paths without, "ho/".
  build(prefix, field, items, node, above) {
    for (const item of items) {
      const path = prefix + item.name;
      const slot = {
        path,
        field: field + item.name,
        item,
        type: typeOf(item),
        above,
        asked: true,
        below: [],
        turns: 0,
        overruled: {},
        el: document.getElementById('q.' + path),
        trees: item.expressions || {},
      };
      this.slots.push(slot);
      this.byPath.set(path, slot);
      put(this.byName, item.name, slot);
      if (above) above.below.push(slot);
      if (slot.type.rows) {
        slot.place = node;
        slot.beside = grow({ name: item.name + '_count' }, node); // from where its own expressions look, as pyxform has it
        for (let i = 1; i <= (this.rows[path] === undefined ? 1 : this.rows[path]); i++) {
          const row = grow({ name: item.name, repeat: true });
          add(node, row);
          this.build(`${path}[${i}]/`, slot.field + '/', item.children || [], row, slot);
        }
        continue;
      }
      slot.node = grow({ name: item.name });
      slot.node.slot = slot;
      slot.node.type = slot.type.nodeType;
      add(node, slot.node);
      if (item.children) this.build(path + '/', slot.field + '/', item.children, slot.node, slot);
    }
  }

  // nameResponse puts ${instanceID} where ODK has it, as the server does (instance_id.go): "" in an anonymous survey.
  nameResponse(q) {
    if (!q.tells_id) return;
    this.instanceID = q.mode === 'anonymous' ? '' : 'uuid:' + this.id;
    add(this.root, grow({ name: 'meta', children: [{ name: 'instanceID', value: this.instanceID }] }));
  }

  // link notes what the slot reads.
  link(slot) {
    const { relevant, calculation, choice_filter, constraint, required, read_only } = slot.trees;
    const list = slot.el && this.lists.byName.get(slot.item.list);
    slot.piped = slot.el ? pipedIn(slot.el) : [];
    slot.pipes = list ? this.lists.pipes(list) : [];
    const shown = slot.pipes.concat(...slot.piped.map(e => names(slot.item[e.dataset.piped])));
    const paths = new Set();
    const known =
      reads(relevant, paths) &&
      reads(calculation, paths) &&
      reads(slot.el && required, paths) &&
      reads(slot.el && read_only, paths) &&
      reads((slot.el || calculation) && choice_filter, paths, !slot.item.given);
    if ((slot.el || calculation) && slot.item.given) paths.add(source(slot.item));
    const texts = slot.el ? Object.values(slot.item.lookups || {}) : [];
    if (!known || !texts.every(tree => reads(tree, paths))) this.always.push(slot);
    for (const p of paths) put(this.readers, p, slot);
    const read = new Set();
    if (slot.el && constraint && !reads(constraint, read)) this.judgesAlways.push(slot);
    for (const p of read) if (p !== slot.field) put(this.judges, p, slot);
    for (const name of slot.item.trigger ? names({ '': slot.item.trigger }) : []) {
      for (const t of this.byName.get(name) || []) if (sameRows(t.path, slot.path)) put(this.setsOff, t.path, slot);
    }
    for (const name of shown) for (const read of this.byName.get(name) || []) put(this.readers, read.field, slot);
  }

  begin() {
    for (const slot of this.slots) {
      if (slot.node) this.readAnswer(slot);
      this.dirty.add(slot);
      if (slot.el) this.late.add(slot);
    }
    this.moment = Date.now() + this.ahead;
    const drawn = untouched(this.form);
    this.heeding = drawn;
    if (this.heeding) this.heed();
    this.settle();
    this.heeding = false;
    if (drawn) this.fillIn();
    this.doubted.clear(); // nothing was touched yet
  }

  // heed finds what the phone would show or hide otherwise than the server drew it with the same answers: the server is right, or its
  // question could never be reached. It stays as drawn for as long as the phone thinks as it did.
  heed() {
    const drawn = this.slots.filter(s => s.el && s.trees.relevant).map(s => [s, !s.el.hidden]);
    for (let most = drawn.length; most >= 0; most--) {
      this.workOut();
      const other = drawn.find(([s, on]) => (!s.above || s.above.asked) && s.asked !== on);
      if (!other) return;
      other[0].overruled.relevant = other[0].asked;
      this.dirty.add(other[0]);
    }
  }

  // overrule is what the server has of a condition of a slot, as far as it is known to be another than the phone's own opinion.
  overrule(slot, what, own) {
    if (slot.overruled[what] === own) return !own;
    delete slot.overruled[what];
    return own;
  }

  // fillIn fills in what this phone alone knows of items that the server has not had from anybody: what was typed before they were
  // hidden, or what a default finds in the response before.
  fillIn() {
    const aside = laidAside(this.id);
    for (const slot of this.slots) {
      if (!slot.el || !slot.node || this.typed[slot.path] !== undefined) continue;
      if (aside[slot.path]) putBack(slot.el, aside[slot.path]);
      else if (reading(slot.trees.default)) this.recall(slot);
      else continue;
      if (this.readAnswer(slot)) this.touch(slot);
    }
    this.settle();
  }

  recall(slot) {
    try {
      const value = toText(evaluate(slot.trees.default, this.at(slot)));
      if (value) setAnswer(slot.el, value);
    } catch {
      /* as if there were none */
    }
  }

  soon(input) {
    if (!this.waiting) this.waiting = new Set();
    this.waiting.add(input);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.changed(input), 150);
  }

  // changed takes over what stands at the inputs that a person touched, and what follows from it.
  changed(input) {
    clearTimeout(this.timer);
    const inputs = (this.waiting || new Set()).add(input);
    this.waiting = null;
    for (const touched of inputs) {
      const slot = this.slotOf(touched);
      if (!slot || !slot.node || !this.readAnswer(slot)) continue;
      this.touch(slot);
      for (const t of this.setsOff.get(slot.path) || []) {
        this.fired.add(t);
        this.dirty.add(t);
      }
    }
    this.settle();
  }

  slotOf(input) {
    const el = input.closest('[data-path]');
    return el && this.byPath.get(el.dataset.path);
  }

  // readAnswer tells whether another answer stands at the slot than before.
  readAnswer(slot) {
    if (slot.trees.calculation && !slot.item.trigger && !slot.item.children) return false; // it is worked out
    const here = slot.el && answer(slot.el, slot.item, this.form.dataset.decimal),
      before = slot.node.value;
    slot.node.value = here === null || here === undefined ? this.kept(slot) : here;
    return slot.node.value !== before;
  }

  // kept is what was answered on another page; of a file its name.
  kept(slot) {
    const texts = this.typed[slot.path] || [this.meta[slot.item.meta] || ''];
    if (!slot.type.file || !texts[0]) {
      return texts.length > 1
        ? texts.map(clean).join(' ')
        : typedAnswer(texts[0] || '', slot.item, this.form.dataset.decimal);
    }
    try {
      return JSON.parse(texts[0]).name || '';
    } catch {
      // a text in place of a file
      return texts[0];
    }
  }

  // touch marks everything that reads the slot, or a container around it.
  touch(slot) {
    for (let path = slot.field; path; path = path.slice(0, Math.max(0, path.lastIndexOf('/')))) {
      for (const reader of this.readers.get(path) || []) this.dirty.add(reader);
      for (const judged of this.judges.get(path) || []) this.doubted.add(judged);
    }
    for (const reader of this.always) this.dirty.add(reader);
    for (const judged of this.judgesAlways) this.doubted.add(judged);
  }

  // settle works out what is marked until nothing is, then draws what changed; a list that is cut may take an answer away.
  settle() {
    this.moment = Date.now() + this.ahead;
    do {
      this.workOut();
      const draw = Array.from(this.late);
      this.late.clear();
      for (const slot of draw) this.draw(slot);
      this.drawBatteries(draw);
    } while (this.dirty.size);
  }

  workOut() {
    const worked = [];
    while (this.dirty.size) {
      const turn = Array.from(this.dirty);
      this.dirty.clear();
      for (const slot of turn) {
        if (slot.turns++ === 0) worked.push(slot);
        if (slot.turns <= MAX_TURNS) this.work(slot);
      }
    }
    for (const slot of worked) {
      slot.turns = 0;
      if (slot.el) this.late.add(slot);
    }
  }

  work(slot) {
    let asked = !slot.above || slot.above.asked;
    if (asked && slot.trees.relevant) asked = this.overrule(slot, 'relevant', this.truth(slot, slot.trees.relevant));
    let changed = asked !== slot.asked;
    slot.asked = asked;
    for (const node of slot.node ? [slot.node] : slot.place.children.filter(n => n.repeat && n.name === slot.item.name))
      node.relevant = asked;
    if (changed) for (const b of slot.below) this.dirty.add(b);
    if (asked && slot.node && slot.trees.calculation && this.calculate(slot)) changed = true;
    if (changed) this.touch(slot);
  }

  at(slot) {
    this.context.node = this.context.current = slot.node || slot.beside;
    return this.context;
  }

  truth(slot, tree) {
    try {
      return toBool(evaluate(tree, this.at(slot)));
    } catch {
      return true; // asked rather than lost, as on the server
    }
  }

  // calculate leaves alone what was drawn before, which the server keeps in the state, and what no trigger sets off.
  calculate(slot) {
    const kept = (this.typed[slot.path] || []).join(' '),
      waits = slot.item.trigger && !this.fired.delete(slot);
    if (waits || (kept && !slot.item.trigger && draws(slot.trees.calculation))) {
      slot.node.value = slot.node.value || kept;
      return false;
    }
    const before = slot.node.value;
    try {
      store(slot.node, evaluate(slot.trees.calculation, this.at(slot)));
      fit(slot, this.at(slot), {
        choice: code => this.lists.choice(slot.item.list, code),
        offered: (slot.trees.choice_filter || slot.item.given) && (() => this.offered(slot)),
      });
    } catch {
      return false;
    }
    if (slot.item.trigger && slot.el) setAnswer(slot.el, slot.node.value);
    return slot.node.value !== before;
  }

  draw(slot) {
    show(slot.el, slot.asked);
    if (!slot.asked) return;
    if (slot.trees.choice_filter || slot.item.given) this.drawChoices(slot);
    if (slot.pipes.length)
      relabel(
        slot.el,
        code => this.label(slot, this.lists.choice(slot.item.list, code) || { code }),
        code => this.labelNodes(slot, this.lists.choice(slot.item.list, code) || { code }),
      );
    if (slot.trees.required && slot.node && slot.el.dataset.look !== 'fixed')
      mark(slot.el, this.truth(slot, slot.trees.required), this.words.required);
    if (slot.trees.calculation && slot.el.dataset.look === 'fixed')
      setOutput(slot.el, slot.node.value, slot.item, this.form.dataset.decimal, this.shownCodes(slot));
    for (const piped of slot.piped) refill(piped, ...this.prose(slot, slot.item[piped.dataset.piped]));
    if (slot.trees.read_only && slot.node && slot.el.dataset.look && slot.el.dataset.look !== 'fixed') {
      const own = this.truth(slot, slot.trees.read_only);
      if (this.heeding && own !== slot.el.classList.contains('locked')) slot.overruled.read_only = own;
      lock(slot.el, this.overrule(slot, 'read_only', own));
    }
  }

  // prose is an author's text with the answers put in and his marks of style.
  prose(slot, words) {
    return prose(this.pipe(slot, text(words, this.words.chain), 0, { own: s => s, quote }));
  }

  drawBatteries(slots) {
    const batteries = new Set(slots.map(s => s.el.closest('.battery')));
    for (const b of batteries) if (b) b.hidden = !b.querySelector('fieldset:not([hidden])');
  }

  // offered lists what can be chosen now at a slot with a filter, or whose choices are given elsewhere.
  offered(slot) {
    if (slot.item.given) return given(slot, this.at(slot), this.lists, slot.trees.choice_filter);
    const list = this.lists.byName.has(slot.item.list) ? this.lists.instances[slot.item.list] : this.part(slot);
    return list ? filter(slot.trees.choice_filter, this.at(slot), list).map(row => this.lists.choiceOf.get(row)) : [];
  }

  // part is the part of a long list that the filter of a slot can take choices from, null for none yet.
  part(slot) {
    const [column, value] = keyOf(slot.trees.choice_filter),
      wanted = toText(evaluate(value, this.at(slot)));
    const part = wanted && this.parts.part(slot.item.list, column, wanted);
    if (!part && wanted && this.heeding) throw new Error('as the server drew them, until they are here');
    return part || null;
  }

  // came draws the slots of a list of which another part is here.
  came(name) {
    for (const slot of this.slots) if (slot.el && slot.item.list === name) this.late.add(slot);
    this.settle();
  }

  drawChoices(slot) {
    let offered;
    try {
      offered = this.offered(slot);
    } catch {
      return;
    }
    choices(slot.el, slot.path, offered, {
      words: this.words,
      media: this.media,
      label: c => this.label(slot, c),
      prose: c => this.labelNodes(slot, c),
      mix: this.mixer(slot),
      drawn: this.heeding,
    });
    if (this.readAnswer(slot)) this.touch(slot);
  }

  // label is a choice's words where it is offered.
  label(slot, choice) {
    const own = text(choice.label, this.words.chain);
    return (choice.typed ? own : this.pipe(slot, plain(own))) || choice.code;
  }

  // labelNodes are the same with the author's marks of style.
  labelNodes(slot, choice) {
    const nodes = choice.typed ? [] : this.prose(slot, choice.label);
    return nodes.length ? nodes : [document.createTextNode(this.label(slot, choice))];
  }

  // shownCodes are the labels of what was chosen, as the server shows them; undefined where nothing is chosen from a list.
  shownCodes(slot) {
    const { type } = slot,
      { value } = slot.node;
    if (!type.codes || !value) return undefined;
    return type
      .codes(value)
      .map((code, i) => type.name(this.label(slot, this.choice(slot, code) || { code }), i))
      .join('\n');
  }

  // choice is a choice of a slot by its code, whether it is offered now or not; undefined when there is none.
  choice(slot, code) {
    return slot.item.given
      ? given(slot, this.at(slot), this.lists).find(c => c.code === code)
      : this.lists.choice(slot.item.list, code);
  }

  // mixer gives the order in which n choices of the slot stand, as the server has it; null for the author's.
  mixer(slot) {
    const p = slot.item.parameters || {};
    if (String(p.randomize).toLowerCase() !== 'true') return null;
    const seed = this.pipe(slot, p.seed || this.id + slot.path);
    return n => order(parkMiller(/^-?\d+(\.\d+)?$/.test(seed) ? Number(seed) : parseInt(fnv(seed), 16)), n);
  }

  // pipe replaces what a text looks up, instance(…), and every ${name}, as survey/lookup.go does.
  // What was answered is text, with whatever marks it has: either it comes after the author's marks of style were taken off, own = plain, or
  // it is quoted among them.
  pipe(slot, words, depth = 0, as = { own: plain, quote: s => s }) {
    if (!slot.item.lookups || depth || !words.includes('instance(')) return this.names(slot, words, depth, as);
    const trees = new Map(Object.entries(slot.item.lookups).map(([source, tree]) => [as.own(source), tree]));
    const sources = Array.from(trees.keys())
      .sort((a, b) => b.length - a.length)
      .map(s => s.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return words
      .split(new RegExp('(' + sources.join('|') + ')'))
      .map((part, i) => (i % 2 ? as.quote(this.lookUp(slot, trees.get(part))) : this.names(slot, part, depth, as)))
      .join('');
  }

  lookUp(slot, tree) {
    try {
      return toText(evaluate(tree, this.at(slot)));
    } catch {
      return '';
    }
  }

  // names replaces ${name} by what was answered there: the label of a choice, the text of everything else.
  names(slot, words, depth, as) {
    if (!words.includes('${')) return words;
    return words.replace(/\$\{\s*([^}]*?)\s*\}/g, (_, name) => {
      if (name === 'instanceID' && !this.byName.has(name)) return this.instanceID || '';
      const same = (this.byName.get(name) || []).filter(s => s.node);
      const near = same.sort((a, b) => shared(b.path, slot.path) - shared(a.path, slot.path))[0];
      if (!near || !near.asked) return '';
      if (!near.type.codes) return as.quote(near.node.value);
      return near.type
        .codes(near.node.value)
        .filter(c => c)
        .map(code => {
          const choice = this.choice(near, code),
            label = choice && as.own(text(choice.label, this.words.chain));
          if (!choice || near.item.given) return as.quote(choice ? label : code);
          return depth < MAX_NESTED ? this.pipe(near, label, depth + 1, as) : label;
        })
        .join(', ');
    });
  }

  // check names an answer that cannot be as soon as it was given, and takes back what the server said of the one before. That
  // an answer is missing stays said until there is one.
  check(input) {
    const slot = this.slotOf(input);
    if (!slot || !slot.node) return;
    const given = slot.node.value !== '' || (input.files && input.files.length > 0);
    if (given || slot.trees.constraint) this.judge(slot);
  }

  // checkDoubted checks answers again that were given before, as what their constraints read is another now.
  checkDoubted() {
    for (const slot of this.doubted) if (slot.asked && slot.node && slot.node.value) this.judge(slot);
    this.doubted.clear();
  }

  judge(slot) {
    say(slot.el, this.fault(slot));
  }

  // fault is what is said of the answer at a slot, '' for nothing.
  fault(slot) {
    const doubt = this.doubt(slot);
    if (doubt || !slot.node.value || !slot.trees.constraint || this.truth(slot, slot.trees.constraint)) return doubt;
    return this.pipe(slot, plain(text(slot.item.constraint_message, this.words.chain))) || this.words.invalid;
  }

  // wrong is the same of an item on the page, with what was typed a moment ago.
  wrong(el) {
    const slot = this.byPath.get(el.dataset.path);
    if (!slot || !slot.node) return '';
    if (this.waiting) this.changed(el);
    return this.fault(slot);
  }

  // doubt is what is said of a number that can be meant in two ways, '' of any other answer.
  doubt(slot) {
    if (slot.el.dataset.look !== 'number') return '';
    const { decimal: mark } = this.form.dataset,
      { value } = slot.el.querySelector('input:not([type=hidden])');
    const whole = slot.type.whole(slot.item);
    return typed(value, mark, whole).doubt ? doubtWords(value, mark, whole, this.words) : '';
  }
}

// untouched tells whether the inputs hold what the server put there: not after a browser went back to what was typed before.
function untouched(form) {
  return Array.from(form.elements).every(e => {
    switch (e.type) {
      case 'radio':
      case 'checkbox':
        return e.checked === e.defaultChecked;
      case 'file':
        return !e.files.length;
      case 'select-one':
        return e.selectedIndex <= 0 || e.options[e.selectedIndex].defaultSelected;
      case 'submit':
      case 'button':
      case 'fieldset':
        return true;
    }
    return e.value === e.defaultValue || (e.value === '' && /^(date|month|time|datetime-local)$/.test(e.type)); // a browser takes no other text there
  });
}

// pipedIn finds what the page says of an item or group itself, its rows' heads among it, not of what is asked in it, and what answers change: data-piped is which of
// its texts it is.
const pipedIn = el =>
  Array.from(el.querySelectorAll('[data-piped]')).filter(e => e.closest('[data-path]:not(.row)') === el);

function put(map, key, value) {
  const same = map.get(key);
  if (same) same.push(value);
  else map.set(key, [value]);
}

// sameRows tells whether two paths stand in the same row of every repeat that they share.
function sameRows(a, b) {
  const x = a.split('/'),
    y = b.split('/'),
    bare = s => s.replace(/\[\d+\]$/, '');
  for (let i = 0; i < x.length && i < y.length && bare(x[i]) === bare(y[i]); i++) if (x[i] !== y[i]) return false;
  return true;
}

function shared(a, b) {
  const x = a.split('/'),
    y = b.split('/');
  let n = 0;
  while (n < x.length && n < y.length && x[n] === y[n]) n++;
  return n;
}

function fromBase64(s) {
  const bytes = Uint8Array.from(atob(s.replace(/-/g, '+').replace(/_/g, '/')), c => c.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}

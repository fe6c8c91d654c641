// The expressions of a questionnaire on the phone: evaluates the trees of survey/expr Expr.JSON with the same answers as
// the server. survey/expr/testdata/vectors.json is run against both.
//
// ES2018, no eval. Nodes: expr_node.js.
//
// ctx: node (the item), current (default node), resolve(name) -> '/data/a' for refs that were not bound, lookup(name),
// instances {name: node above "root"}, choiceLabel(node, code), now() -> ms, offset (minutes east of UTC, or a function of
// ms), started (ms), random(), uuid(), version, names ({months, days} for format-date),
// maxSteps, maxBytes.
//
// A value is a string, a number, a boolean or an array of nodes in document order, which must not be changed.

import { functions } from './expr_functions.js';
import { items, keyOf, rows } from './expr_list.js';
import { moment } from './expr_moment.js';
import { all, depth, place, rootOf, shown, weight } from './expr_node.js';
import { CLOSE, ExprError, empty, kind, momentOf, toBool, toNumber, toText, zone } from './expr_value.js';

export { ExprError, store, toBool, toNumber, toText } from './expr_value.js';

export function evaluate(tree, ctx) {
  return new Run(ctx || {}).eval(tree);
}

// filter gives the items of a list for which an expression holds: a choice filter. Bare names are columns, ${name} and
// current() belong to ctx.current, or ctx.node.
export function filter(tree, ctx, list) {
  const r = new Run(ctx);
  return r.filter(r.candidates(tree, list), [tree]);
}

// offered gives the places whose answers are the choices of ctx.current or ctx.node, as expr.Offered does on the server. path: names
// from the root down, repeat: the depth in it of the repeat whose rows are meant, 0 for none; tree may be missing.
export function offered(ctx, { path, repeat }, tree) {
  const r = new Run(ctx);
  if (!r.current) return [];
  const all = r.scoped(path, repeat ? [[repeat, 0]] : []);
  r.size = all.length;
  return all.filter((n, i) => {
    if (toText(r.read([n])) === '') return false;
    if (tree === undefined) return true;
    Object.assign(r, { node: n.parent, pos: i + 1, row: rowOf(n) });
    return r.holds(r.eval(tree));
  });
}

const many = v => Array.isArray(v) && v.length > 1;
const split = path => path.replace(/^\//, '').split('/');

class Run {
  constructor(ctx) {
    this.ctx = ctx;
    this.node = ctx.node || null;
    this.current = ctx.current || this.node;
    this.pos = this.size = 0;
    this.row = null; // instance of a repeat that an offered choice comes from
    this.steps = ctx.maxSteps || 1e6;
    this.bytes = ctx.maxBytes || 1 << 20;
  }

  spend(n) {
    this.steps -= n;
    if (this.steps < 0) throw new ExprError('work.steps');
  }

  made(s) {
    this.bytes -= s.length;
    if (this.bytes < 0) throw new ExprError('work.bytes');
    return s;
  }

  text(t) {
    return toText(this.read(this.eval(t)));
  }
  num(t) {
    return this.number(this.eval(t));
  }
  bool(t) {
    return toBool(this.read(this.eval(t)));
  }
  number(v) {
    return toNumber(this.read(v), this.ctx);
  }

  // read takes from the budget what reading a long text or a whole group costs.
  read(v) {
    if (typeof v === 'string') this.steps -= v.length >> 5;
    else if (Array.isArray(v) && v.length) this.steps -= weight(v[0], this.steps);
    return v;
  }

  eval(t) {
    if (--this.steps < 0) this.spend(0);
    if (!Array.isArray(t)) return t;
    switch (t[0]) {
      case 'ref':
        return this.ref(t);
      case 'path':
        return this.path(t);
      case 'call':
        return this.call(t);
      case 'or':
      case 'and':
        return this.junction(t);
      case '=':
      case '!=':
        return this.equal(t);
      case '<':
      case '<=':
      case '>':
      case '>=':
        return this.ordered(t);
      case 'neg':
        return -this.num(t[1]);
      case '|':
        return this.sorted([].concat(...t.slice(1).map(a => this.set(a))));
    }
    return this.arithmetic(t);
  }

  call(t) {
    const f = functions[t[1]];
    if (!f) throw new ExprError('function.unknown');
    return f(this, t.slice(2));
  }

  junction(t) {
    const stop = t[0] === 'or';
    for (let i = 1; i < t.length; i++) if (this.bool(t[i]) === stop) return stop;
    return !stop;
  }

  arithmetic(t) {
    let n = this.num(t[1]);
    for (let i = 2; i < t.length; i++) {
      const m = this.num(t[i]);
      switch (t[0]) {
        case '+':
          n += m;
          break;
        case '-':
          n -= m;
          break;
        case '*':
          n *= m;
          break;
        case 'div':
          n /= m;
          break;
        default:
          n %= m;
      }
    }
    return n;
  }

  equal(t) {
    const a = this.eval(t[1]),
      b = this.eval(t[2]),
      want = t[0] === '=';
    if (typeof a === 'boolean' || typeof b === 'boolean')
      return (toBool(this.read(a)) === toBool(this.read(b))) === want;
    if (!many(a) && !many(b)) return this.same(a, b) === want;
    return this.some(a, b, (x, y) => this.same(x, y) === want);
  }

  same(a, b) {
    const x = kind(a),
      y = kind(b);
    if ((x === 'boolean' && y !== 'string') || (y === 'boolean' && x !== 'string')) return toBool(a) === toBool(b);
    if (x === 'number' || y === 'number') {
      const p = this.number(a),
        q = this.number(b);
      return p === q || Math.abs(p - q) < CLOSE;
    }
    return toText(this.read(a)) === toText(this.read(b));
  }

  ordered(t) {
    const a = this.eval(t[1]),
      b = this.eval(t[2]);
    if (!many(a) && !many(b)) return this.inOrder(t[0], a, b);
    return this.some(a, b, (x, y) => this.inOrder(t[0], x, y));
  }

  inOrder(op, a, b) {
    const x = this.number(a),
      y = this.number(b);
    switch (op) {
      case '<':
        return x < y;
      case '<=':
        return x <= y;
      case '>':
        return x > y;
    }
    return x >= y;
  }

  // some tells whether a pair of a part of a and a part of b holds.
  some(a, b, holds) {
    const parts = v => (many(v) ? v.map(n => [n]) : [v]);
    for (const x of parts(a))
      for (const y of parts(b)) {
        this.spend(1);
        if (holds(x, y)) return true;
      }
    return false;
  }

  // ---- references and paths

  names(t) {
    // absolute path of a reference
    if (t[2]) return t[2];
    const path = this.ctx.resolve && this.ctx.resolve(t[1].replace(/^last-saved#/, ''));
    if (!path) throw new ExprError('ref.unknown');
    return split(path);
  }

  ref(t) {
    const found = this.ctx.lookup && this.ctx.lookup(t[1]);
    if (found !== undefined && found !== null) return found;
    const names = this.names(t);
    if (/^last-saved#/.test(t[1])) {
      const saved = (this.ctx.instances || {})['__last-saved'];
      return saved && saved.children.length ? this.descend(saved.children[0], 0, names, []) : [];
    }
    return this.current ? this.scoped(names, []) : [];
  }

  // scoped takes what the path shares with the current item from the item's own ancestors. chosen: [depth, position], 0 for all.
  scoped(names, chosen) {
    let at = this.row && leads(this.row, names) ? this.row : this.current,
      d = depth(at),
      most = Math.max(0, names.length - 2);
    for (const c of chosen) most = Math.min(most, Math.max(0, c[0] - 1));
    for (; d > most; d--) at = at.parent;
    for (let up = at, i = d; up; up = up.parent, i--) {
      if (up.name === names[i]) continue;
      if (!up.parent) return [];
      at = up.parent; // the path leaves the item's ancestors here
      d = i - 1;
    }
    return this.descend(at, d, names, chosen);
  }

  descend(at, d, names, chosen) {
    let set = [at];
    while (++d < names.length && set.length) {
      set = this.children(set, names[d]);
      for (const c of chosen) if (c[0] === d && c[1]) set = set.slice(c[1] - 1, c[1]);
    }
    return set;
  }

  children(set, name) {
    if (set.length === 1 && name !== '*') {
      const same = all(set[0], name);
      this.spend(same.length);
      return same.every(shown) ? same : same.filter(shown);
    }
    const out = [];
    for (const n of set) {
      const same = name === '*' ? n.children : all(n, name);
      this.spend(same.length);
      for (const c of same) if (shown(c)) out.push(c);
    }
    return out;
  }

  path(t) {
    const from = t[1];
    let set,
      i = 2;
    if (from === '/') {
      if (!this.current) return [];
      const steps = t.slice(2);
      if (steps.length && steps.every(s => typeof s === 'string' && isName(s))) return this.scoped(steps, []);
      const root = rootOf(this.current);
      if (!steps.length) return [root];
      [set, i] = this.rootStep(t, root);
    } else if (from === '.') {
      if (this.ctx.lookup && t.length === 3 && typeof t[2] === 'string' && isName(t[2])) {
        const found = this.ctx.lookup(t[2]);
        if (found !== undefined && found !== null) return found;
        if (!this.node) throw new ExprError('name.unknown');
      }
      set = this.node ? [this.node] : [];
    } else {
      set = this.eval(from);
      if (!Array.isArray(set)) throw new ExprError('argument.nodes');
    }
    for (; i < t.length && set.length; i++) set = this.step(set, t[i]);
    return set;
  }

  rootStep(t, root) {
    const [name, ...where] = [].concat(t[2]);
    if (name === '//' && t.length > 3) {
      const [next, ...test] = [].concat(t[3]);
      if (next === '*' || isName(next)) {
        const below = this.children(this.deep([root]), next);
        return [this.filter(next === '*' || next === root.name ? [root].concat(below) : below, test), 4];
      }
    }
    if (name === '*' || name === root.name) return [this.filter([root], where), 3];
    return name === '.' || name === '//' || /^self::/.test(name) ? [this.step([root], t[2]), 3] : [[], 3];
  }

  step(set, s) {
    const [name, ...where] = [].concat(s);
    if (name === '//') return this.deep(set);
    if (name === '.' || name === '()') return this.filter(set, where);
    const axis = /^(parent|self)::(.*)$/.exec(name);
    if (name === '..' || axis) {
      let out = axis && axis[1] === 'self' ? set : set.map(n => n.parent).filter(n => n);
      if (axis && axis[2] !== '*') out = out.filter(n => n.name === axis[2]);
      return this.filter(this.sorted(out), where);
    }
    if (!where.length) return this.children(set, name);
    const top = set[0] && set[0].parent;
    if (set.length === 1 && top && top.list && name === 'item')
      return this.filter(this.candidates(where[0], top), where);
    const out = [];
    for (const n of set) for (const c of this.filter(this.children([n], name), where)) out.push(c);
    return out;
  }

  // candidates are the items that can fulfil a predicate, by an index where the predicate allows it.
  candidates(p, list) {
    const key = list.list && keyOf(p),
      v = key && this.eval(key[1]);
    return key && kind(v) === 'string' && !(v.length > 1 && Array.isArray(v))
      ? rows(list, key[0], toText(v))
      : items(list);
  }

  deep(set) {
    const out = [];
    const walk = n => {
      this.spend(1);
      out.push(n);
      for (const c of n.children) if (shown(c)) walk(c);
    };
    set.forEach(walk);
    return set.length > 1 ? this.sorted(out) : out;
  }

  filter(set, where) {
    const { node, pos, size } = this;
    for (const p of where) {
      this.size = set.length;
      set = set.filter((n, i) => {
        this.node = n;
        this.pos = i + 1;
        return this.holds(this.eval(p));
      });
    }
    Object.assign(this, { node, pos, size });
    return set;
  }

  // holds tells whether the value of a predicate keeps the node; a number means position() = n.
  holds(v) {
    return typeof v === 'number' ? v === this.pos : toBool(this.read(v));
  }

  // sorted puts nodes into document order without doubles; trees follow each other as they first appear.
  sorted(nodes) {
    if (nodes.length < 2) return nodes;
    const wanted = new Set(nodes),
      out = [];
    const walk = n => {
      if (out.length === wanted.size) return;
      this.spend(1);
      if (wanted.has(n)) out.push(n);
      n.children.forEach(walk);
    };
    new Set(nodes.map(rootOf)).forEach(walk);
    return out;
  }

  set(t) {
    const v = this.eval(t);
    if (Array.isArray(v)) return v;
    if (!empty(v)) throw new ExprError('argument.nodes');
    return [];
  }

  // values evaluates arguments; a lone node-set gives one value for each node.
  values(args) {
    const first = args.length === 1 ? this.eval(args[0]) : null;
    const out = args.length !== 1 ? args.map(a => this.eval(a)) : Array.isArray(first) ? first.map(n => [n]) : [first];
    this.spend(out.length);
    for (const v of out) this.read(v);
    return out;
  }

  instance(name) {
    const known = this.ctx.instances || {};
    const found = known[name] || known[name.replace(/\.csv$/, '')] || known[name + '.csv'];
    if (!found) throw new ExprError('instance.unknown');
    return found;
  }

  label(item, code) {
    if (!Array.isArray(item)) throw new ExprError('argument.nodes');
    return item.length && code !== '' && this.ctx.choiceLabel
      ? this.made(this.ctx.choiceLabel(item[0], code) || '')
      : '';
  }

  random() {
    return (this.ctx.random || Math.random)();
  }
  clock() {
    return this.ctx.now ? Number(this.ctx.now()) : Date.now();
  }
  now() {
    return moment(this.clock(), zone(this.ctx));
  }
  moment(t) {
    return momentOf(this.read(this.eval(t)), this.ctx);
  }
  place(n) {
    this.spend(n.parent ? n.parent.children.length >> 3 : 0);
    return place(n);
  }
}

const rowOf = n => (!n || n.repeat ? n : rowOf(n.parent));

// leads tells whether the names from the root down to n are the first of names.
function leads(n, names) {
  let d = depth(n);
  if (d >= names.length) return false;
  for (; n; n = n.parent, d--) if (n.name !== names[d]) return false;
  return true;
}

const isName = s => !/^(\/\/|\.\.?|\*|\(\)|(parent|self)::.*)$/.test(s);

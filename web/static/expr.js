// The expressions of a questionnaire on the phone: evaluates the trees of survey/expr Expr.JSON with the same answers as
// the server. survey/expr/testdata/vectors.json is run against both.
//
// ES2018, no eval. Nodes: expr_node.js.
//
// ctx: node (the item), current (default node), resolve(name) -> '/data/a' for refs that were not bound, lookup(name),
// instances {name: node above "root"}, choiceLabel(node, code), now() -> ms, offset (minutes east of UTC, or a function of
// ms), started (ms), random(), uuid(), version, language, maxSteps, maxBytes.
//
// A value is a string, a number, a boolean or an array of nodes in document order, which must not be changed.

import { DAY, days, format, instant, iso, moment, months, ofDay, pad, parse } from './expr_moment.js';
import { area, distance } from './expr_geo.js';
import { items, keyOf, rows } from './expr_list.js';
import { all, chain, depth, place, rootOf, shown, text, weight } from './expr_node.js';
import { numberText, parkMiller, roundTo } from './expr_number.js';
import { fits } from './expr_pattern.js';
import { digest, hex } from './expr_digest.js';

export class ExprError extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

const CLOSE = 1e-12; // numbers this near are equal, as in JavaRosa

// ---- values

export function toText(v) {
  if (typeof v === 'string') return v;
  if (typeof v === 'number') return numberText(v);
  if (typeof v === 'boolean') return v ? 'true' : 'false';
  return text(v[0]);
}

export function toBool(v) {
  if (typeof v === 'string') return v !== '';
  if (typeof v === 'number') return Math.abs(v) > CLOSE;
  if (typeof v === 'boolean') return v;
  const n = v[0], s = text(n);
  if (s === '') return false;
  if (n.type === 'boolean') return s !== 'false';
  return n.type !== 'number' || Math.abs(parseNumber(s)) > CLOSE;
}

// toNumber counts dates in days; ctx gives the clock of date-times.
export function toNumber(v, ctx) {
  if (typeof v === 'number') return v;
  if (typeof v === 'boolean') return v ? 1 : 0;
  if (typeof v === 'string') return parseNumber(v, ctx);
  const n = v[0];
  if (n && n.type === 'boolean' && n.value !== '') return n.value === 'true' ? 1 : 0;
  return parseNumber(text(n), ctx);
}

const empty = v => (typeof v === 'number' ? isNaN(v) : typeof v !== 'boolean' && toText(v) === '');

// store sets a node to a result the way the server does: undefined numbers are empty, the type is remembered.
export function store(n, v) {
  n.value = typeof v === 'number' && isNaN(v) ? '' : toText(v);
  n.type = Array.isArray(v) ? v[0] && v[0].type : typeof v === 'string' ? undefined : typeof v;
}

const NUMBER = /^-?(\d+\.?\d*|\.\d+)$/;

function parseNumber(s, ctx) {
  if (NUMBER.test(s)) return Number(s);
  s = trim(s);
  if (NUMBER.test(s)) return Number(s);
  if (s.length < 5 || !/^\d/.test(s)) return NaN;
  const m = parse(s);
  return m ? days(m, ctx && zone(ctx)) : NaN;
}

// zone is the offset of the survey's time zone as a function of the instant.
const zone = ctx => (typeof ctx.offset === 'function' ? ctx.offset : () => ctx.offset || 0);

// momentOf reads an ISO text, or a number of days: whole for that date, with a fraction for an instant.
function momentOf(v, ctx) {
  const at = zone(ctx);
  if (kind(v) === 'number') {
    const n = toNumber(v);
    if (!(n >= -719528 && n <= 2932896)) return null;
    return n === Math.trunc(n) ? ofDay(n) : moment(Math.sign(n) * Math.round(Math.abs(n * DAY)), at);
  }
  const m = parse(trim(toText(v)), true);
  return m && m.date && m.time && m.zoned ? moment(instant(m, at), at) : m;
}

const trim = s => s.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');

// ---- evaluation

export function evaluate(tree, ctx) {
  return new Run(ctx || {}).eval(tree);
}

// filter gives the items of a list for which an expression holds: a choice filter. Bare names are columns, ${name} and
// current() belong to ctx.current, or ctx.node.
export function filter(tree, ctx, list) {
  const r = new Run(ctx);
  return r.filter(r.candidates(tree, list), [tree]);
}

// kind is the type that decides an equality.
function kind(v) {
  if (!Array.isArray(v)) return typeof v;
  return v.length && v[0].value !== '' && v[0].type || 'string';
}

const many = v => Array.isArray(v) && v.length > 1;
const split = path => path.replace(/^\//, '').split('/');

class Run {
  constructor(ctx) {
    this.ctx = ctx;
    this.node = ctx.node || null;
    this.current = ctx.current || this.node;
    this.pos = this.size = 0;
    this.steps = ctx.maxSteps || 1e6;
    this.bytes = ctx.maxBytes || 1 << 20;
  }

  spend(n) {
    if ((this.steps -= n) < 0) throw new ExprError('work.steps');
  }

  made(s) {
    if ((this.bytes -= s.length) < 0) throw new ExprError('work.bytes');
    return s;
  }

  text(t) { return toText(this.read(this.eval(t))); }
  num(t) { return this.number(this.eval(t)); }
  bool(t) { return toBool(this.read(this.eval(t))); }
  number(v) { return toNumber(this.read(v), this.ctx); }

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
      case 'ref': return this.ref(t);
      case 'path': return this.path(t);
      case 'call': return this.call(t);
      case 'or': case 'and': return this.junction(t);
      case '=': case '!=': return this.equal(t);
      case '<': case '<=': case '>': case '>=': return this.ordered(t);
      case 'neg': return -this.num(t[1]);
      case '|': return this.sorted([].concat(...t.slice(1).map(a => this.set(a))));
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
        case '+': n += m; break;
        case '-': n -= m; break;
        case '*': n *= m; break;
        case 'div': n /= m; break;
        default: n %= m;
      }
    }
    return n;
  }

  equal(t) {
    const a = this.eval(t[1]), b = this.eval(t[2]), want = t[0] === '=';
    if (typeof a === 'boolean' || typeof b === 'boolean') return (toBool(this.read(a)) === toBool(this.read(b))) === want;
    if (!many(a) && !many(b)) return this.same(a, b) === want;
    return this.some(a, b, (x, y) => this.same(x, y) === want);
  }

  same(a, b) {
    const x = kind(a), y = kind(b);
    if (x === 'boolean' && y !== 'string' || y === 'boolean' && x !== 'string') return toBool(a) === toBool(b);
    if (x === 'number' || y === 'number') {
      const p = this.number(a), q = this.number(b);
      return p === q || Math.abs(p - q) < CLOSE;
    }
    return toText(this.read(a)) === toText(this.read(b));
  }

  ordered(t) {
    const a = this.eval(t[1]), b = this.eval(t[2]);
    if (!many(a) && !many(b)) return this.inOrder(t[0], a, b);
    return this.some(a, b, (x, y) => this.inOrder(t[0], x, y));
  }

  inOrder(op, a, b) {
    const x = this.number(a), y = this.number(b);
    switch (op) {
      case '<': return x < y;
      case '<=': return x <= y;
      case '>': return x > y;
    }
    return x >= y;
  }

  // some tells whether a pair of a part of a and a part of b holds.
  some(a, b, holds) {
    const parts = v => (many(v) ? v.map(n => [n]) : [v]);
    for (const x of parts(a)) for (const y of parts(b)) {
      this.spend(1);
      if (holds(x, y)) return true;
    }
    return false;
  }

  // ---- references and paths

  names(t) { // absolute path of a reference
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

  // scoped takes what the path shares with the current item from the item's own ancestors. chosen: [depth, position].
  scoped(names, chosen) {
    let at = this.current, d = depth(at), most = Math.max(0, names.length - 2);
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
      for (const c of chosen) if (c[0] === d) set = set.slice(c[1] - 1, c[1]);
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
    let set, i = 2;
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
    if (set.length === 1 && top && top.list && name === 'item') return this.filter(this.candidates(where[0], top), where);
    const out = [];
    for (const n of set) for (const c of this.filter(this.children([n], name), where)) out.push(c);
    return out;
  }

  // candidates are the items that can fulfil a predicate, by an index where the predicate allows it.
  candidates(p, list) {
    const key = list.list && keyOf(p), v = key && this.eval(key[1]);
    return key && kind(v) === 'string' && !(v.length > 1 && Array.isArray(v)) ? rows(list, key[0], toText(v)) : items(list);
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
        const v = this.eval(p);
        return typeof v === 'number' ? v === i + 1 : toBool(this.read(v));
      });
    }
    Object.assign(this, { node, pos, size });
    return set;
  }

  // sorted puts nodes into document order without doubles; trees follow each other as they first appear.
  sorted(nodes) {
    if (nodes.length < 2) return nodes;
    const wanted = new Set(nodes), out = [];
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
    out.forEach(v => this.read(v));
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
    return item.length && code !== '' && this.ctx.choiceLabel ? this.made(this.ctx.choiceLabel(item[0], code) || '') : '';
  }

  random() { return (this.ctx.random || Math.random)(); }
  clock() { return this.ctx.now ? Number(this.ctx.now()) : Date.now(); }
  now() { return moment(this.clock(), zone(this.ctx)); }
  moment(t) { return momentOf(this.read(this.eval(t)), this.ctx); }
  place(n) {
    this.spend(n.parent ? n.parent.children.length >> 3 : 0);
    return place(n);
  }
}

const isName = s => !/^(\/\/|\.\.?|\*|\(\)|(parent|self)::.*)$/.test(s);

// ---- functions

const trimmed = s => s.replace(/^[ \t\r\n\u00a0]+|[ \t\r\n\u00a0]+$/g, '');
const codes = s => s.split(/[ \t\n\r]+/).filter(c => c);
const math = f => (r, a) => f(...a.map(x => r.num(x)));
const join = (r, sep, args) => r.values(args).map((v, i) => r.made((i ? sep : '') + toText(v))).join('');
const own = (r, a) => (a.length ? r.text(a[0]) : toText(r.read(r.node ? [r.node] : [])));
const pick = (list, n) => ((n = Math.trunc(n)) >= 0 && n < list.length ? list[n] : '');
const extreme = better => (r, a) => {
  const numbers = r.values(a).map(v => toNumber(v, r.ctx)).filter(n => !isNaN(n));
  return numbers.length ? numbers.reduce((x, y) => better(x, y)) : NaN;
};
const difference = f => (r, a) => {
  const x = r.moment(a[0]), y = r.moment(a[1]);
  return x && y && x.date && y.date ? f(x.day, y.day) + 0 : NaN;
};
const parts = (r, a) => {
  const sep = r.text(a[0]), list = r.text(a[1]);
  return list === '' ? [] : sep === '' ? [list] : list.split(sep);
};

const functions = {
  'true': () => true,
  'false': () => false,
  not: (r, a) => !r.bool(a[0]),
  boolean: (r, a) => r.bool(a[0]),
  'boolean-from-string': (r, a) => /^(1|true)$/i.test(r.text(a[0])),
  'if': (r, a) => r.eval(r.bool(a[0]) ? a[1] : a[2]),
  coalesce(r, a) {
    let v = '';
    for (const t of a) if (!empty(v = r.read(r.eval(t)))) break;
    return v;
  },
  once: (r, a) => (r.node && r.node.value !== '' ? [r.node] : r.eval(a[0])),
  depend: (r, a) => r.eval(a[0]),
  checklist(r, a) {
    const least = Math.trunc(r.num(a[0])), most = Math.trunc(r.num(a[1]));
    const n = r.values(a.slice(2)).filter(toBool).length;
    return !(n < least) && (!(most >= 0) || n <= most);
  },
  'weighted-checklist'(r, a) {
    const least = r.num(a[0]), most = r.num(a[1]);
    let c = [], w = [];
    if (a.length === 4) [c, w] = [r.values([a[2]]), r.values([a[3]])];
    else for (let i = 2; i < a.length; i += 2) c.push(r.eval(a[i])), w.push(r.eval(a[i + 1]));
    if (c.length !== w.length) throw new ExprError('argument.length');
    const sum = c.reduce((s, v, i) => (toBool(v) ? s + toNumber(w[i], r.ctx) : s), 0);
    return sum >= least && sum <= most;
  },

  string: own,
  concat: (r, a) => join(r, '', a),
  join: (r, a) => join(r, r.text(a[0]), a.slice(1)),
  contains: (r, a) => r.text(a[0]).includes(r.text(a[1])),
  'starts-with': (r, a) => r.text(a[0]).startsWith(r.text(a[1])),
  'ends-with': (r, a) => r.text(a[0]).endsWith(r.text(a[1])),
  substr(r, a) {
    const s = Array.from(r.text(a[0]));
    const at = n => Math.max(0, Math.min((n = Math.trunc(n) || 0) < 0 ? n + s.length : n, s.length));
    return s.slice(at(r.num(a[1])), a.length > 2 ? at(r.num(a[2])) : s.length).join('');
  },
  substring(r, a) {
    const s = Array.from(r.text(a[0])), first = roundTo(r.num(a[1]), 0);
    const end = a.length > 2 ? first + roundTo(r.num(a[2]), 0) : Infinity;
    return s.filter((c, i) => i + 1 >= first && i + 1 < end).join('');
  },
  'substring-before'(r, a) {
    const s = r.text(a[0]), i = s.indexOf(r.text(a[1]));
    return i < 0 ? '' : s.slice(0, i);
  },
  'substring-after'(r, a) {
    const s = r.text(a[0]), mark = r.text(a[1]), i = s.indexOf(mark);
    return i < 0 ? '' : s.slice(i + mark.length);
  },
  'string-length': (r, a) => Array.from(own(r, a)).length,
  'normalize-space': (r, a) => r.made(trimmed(own(r, a)).replace(/[ \t\r\n\u00a0]+/g, ' ')),
  trim: (r, a) => trimmed(r.text(a[0])),
  translate(r, a) {
    const s = r.text(a[0]), from = Array.from(r.text(a[1])), to = Array.from(r.text(a[2])), map = new Map();
    from.forEach((c, i) => map.has(c) || map.set(c, to[i] || ''));
    return r.made(Array.from(s, c => (map.has(c) ? map.get(c) : c)).join(''));
  },
  linebreak: () => '\n',
  regex(r, a) {
    const s = Array.from(r.text(a[0]), c => c.codePointAt(0));
    r.spend((s.length * a[1].i.length) >> 6);
    return fits(a[1], s, n => r.spend(n));
  },

  number: (r, a) => (a.length ? r.num(a[0]) : toNumber([r.node], r.ctx)),
  round: (r, a) => roundTo(r.num(a[0]), a.length > 1 ? Math.trunc(r.num(a[1])) : 0),
  int: math(Math.trunc),
  floor: math(Math.floor),
  ceiling: math(Math.ceil),
  exp10: math(x => (Number.isInteger(x) && Math.abs(x) < 400 ? Number('1e' + x) : Math.pow(10, x))),
  pow: math(Math.pow),
  pi: () => Math.PI,
  random: r => r.random(),

  today: r => iso(r.now(), true),
  now: r => iso(r.now()),
  date(r, a) {
    const m = r.moment(a[0]);
    return m && m.date ? iso(m, true) : '';
  },
  'date-time'(r, a) {
    const m = r.moment(a[0]), at = zone(r.ctx);
    return m && m.date ? iso(moment(instant(m, at), at)) : '';
  },
  'decimal-date-time'(r, a) {
    const v = r.eval(a[0]), m = typeof v !== 'number' && momentOf(v, r.ctx);
    return typeof v === 'number' ? v : m && m.date ? instant(m, zone(r.ctx)) / DAY : NaN;
  },
  'decimal-time'(r, a) {
    const m = r.moment(a[0]);
    return m ? m.ms / DAY : NaN;
  },
  'format-date'(r, a) {
    const m = r.moment(a[0]), pattern = r.text(a[1]);
    return m ? r.made(format(m, pattern, r.ctx.language)) : '';
  },
  duration: r => (r.ctx.started ? Math.max(0, Math.floor((r.clock() - r.ctx.started) / 1000)) : NaN),
  'difference-in-days': difference((x, y) => y - x),
  'difference-in-weeks': difference((x, y) => Math.trunc((y - x) / 7)),
  'difference-in-months': difference(months),
  'difference-in-years': difference((x, y) => Math.trunc(months(x, y) / 12)),

  selected: (r, a) => (' ' + r.text(a[0]) + ' ').includes(' ' + r.text(a[1]).replace(/^ +| +$/g, '') + ' '),
  'selected-at': (r, a) => pick(codes(r.text(a[0])), r.num(a[1])),
  'count-selected': (r, a) => codes(r.text(a[0])).length,
  'jr:choice-name'(r, a) {
    const code = r.text(a[0]);
    return r.label(r.eval(a[1]), code);
  },
  'choice-label': (r, a) => r.label(r.eval(a[0]), r.text(a[1])),
  'item-at': (r, a) => pick(parts(r, a), r.num(a[2])),
  'count-items': (r, a) => parts(r, a).length,

  count: (r, a) => r.set(a[0]).length,
  'count-non-empty': (r, a) => r.set(a[0]).filter(n => toText(r.read([n])) !== '').length,
  sum: (r, a) => r.set(a[0]).reduce((s, n) => s + (r.number([n]) || 0), 0),
  max: extreme(Math.max),
  min: extreme(Math.min),
  position(r, a) {
    if (!a.length) return r.pos || (r.node ? r.place(r.node) : 1);
    const n = r.set(a[0])[0];
    return n ? r.place(n) : NaN;
  },
  last: r => Math.max(r.size, 1),
  index(r) {
    for (let n = r.current; n; n = n.parent) if (n.repeat) return r.place(n);
    return 1;
  },
  current: r => (r.current ? [r.current] : []),
  instance: (r, a) => [r.instance(r.text(a[0]))],
  pulldata(r, a) {
    const list = r.instance(r.text(a[0])), [want, key, value] = a.slice(1).map(t => r.text(t));
    const item = rows(list, key, value)[0];
    return item ? r.made(text(all(item, want)[0])) : '';
  },
  name(r, a) {
    const n = a.length ? r.set(a[0])[0] : r.node;
    return n ? n.name : '';
  },
  'indexed-repeat'(r, a) {
    const names = t => {
      if (t[0] === 'ref') return r.names(t);
      const out = t[1] === '.' && r.node ? chain(r.node).map(n => n.name) : [];
      for (const s of t.slice(2)) s === '..' ? out.pop() : s === '.' || out.push(s);
      return out;
    };
    const target = names(a[0]), chosen = [];
    for (let i = 1; i + 1 < a.length; i += 2) {
      const group = names(a[i]), n = Math.trunc(r.num(a[i + 1]));
      if (!group.length || group.length >= target.length || group.some((x, j) => x !== target[j])) throw new ExprError('argument.repeat');
      chosen.push([group.length - 1, n >= 1 ? n : 1]);
    }
    return r.current ? r.scoped(target, chosen) : [];
  },
  randomize(r, a) {
    const set = r.set(a[0]), next = a.length > 1 ? parkMiller(r.num(a[1])) : () => r.random(), out = [];
    set.forEach((n, i) => {
      const j = Math.floor(next() * (i + 1));
      if (j !== i) out[i] = out[j];
      out[j] = n;
    });
    return out;
  },

  uuid(r, a) {
    if (a.length) {
      const n = Math.max(0, Math.min(Math.trunc(r.num(a[0])) || 0, 1024));
      return r.made(Array.from({ length: n }, () => '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'[Math.floor(r.random() * 36)]).join(''));
    }
    if (r.ctx.uuid) return r.ctx.uuid();
    const b = Array.from(crypto.getRandomValues(new Uint8Array(16)));
    b[6] = (b[6] & 15) | 64;
    b[8] = (b[8] & 63) | 128;
    return hex(b).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  },
  digest(r, a) {
    const s = r.text(a[0]);
    r.spend(s.length >> 1);
    const sum = digest(s, r.text(a[1]).toUpperCase(), a.length > 2 ? r.text(a[2]) : 'base64');
    if (!sum) throw new ExprError('digest.unknown');
    return r.made(sum);
  },
  'base64-decode'(r, a) {
    const s = r.text(a[0]).replace(/[\r\n]/g, '');
    if (!/^([\w+/]{4})*([\w+/]{2}==|[\w+/]{3}=)?$/.test(s) || s.includes('_')) return '';
    try {
      return r.made(decodeURIComponent(atob(s).replace(/[^]/g, c => '%' + pad(c.charCodeAt(0).toString(16), 2))));
    } catch (e) {
      if (e instanceof ExprError) throw e;
      return '';
    }
  },
  version: r => r.ctx.version || '',

  area: (r, a) => measure(area, r, a),
  distance: (r, a) => measure(distance, r, a),
};
for (const f of ['abs', 'sqrt', 'exp', 'log', 'log10', 'sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'atan2']) functions[f] = math(Math[f]);
for (const u of ['days', 'weeks', 'months', 'years']) functions['cht:difference-in-' + u] = functions['difference-in-' + u];
functions['is-selected'] = functions.selected;
functions['enclosed-area'] = functions.area;
functions['format-date-time'] = functions['format-date'];


// measure reads points from one text, or one from each node or value; NaN when one is not a point.
function measure(f, r, args) {
  const out = [];
  for (const v of r.values(args)) for (const s of toText(v).split(';')) {
    const [lat, lon] = codes(s);
    if (lat === undefined) continue;
    r.spend(1);
    out.push([parseNumber(lat), parseNumber(lon || '')]);
  }
  return out.some(p => isNaN(p[0] + p[1])) ? NaN : f(out);
}

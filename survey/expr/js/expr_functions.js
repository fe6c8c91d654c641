// The functions of expressions by name: f(run, argument trees) -> value. They mirror survey/expr funcs_*.go.

import { digest, hex } from './expr_digest.js';
import { area, distance } from './expr_geo.js';
import { rows } from './expr_list.js';
import { DAY, format, instant, iso, moment, months, pad } from './expr_moment.js';
import { all, chain, text } from './expr_node.js';
import { order, parkMiller, roundTo } from './expr_number.js';
import { fits } from './expr_pattern.js';
import { ExprError, empty, momentOf, parseNumber, toBool, toNumber, toText, zone } from './expr_value.js';

const trimmed = s => s.replace(/^[ \t\r\n\u00a0]+|[ \t\r\n\u00a0]+$/g, '');
const codes = s => s.split(/[ \t\n\r]+/).filter(c => c);
const math = f => (r, a) => f(...a.map(x => r.num(x)));
const join = (r, sep, args) =>
  r
    .values(args)
    .map((v, i) => r.made((i ? sep : '') + toText(v)))
    .join('');
const own = (r, a) => (a.length ? r.text(a[0]) : toText(r.read(r.node ? [r.node] : [])));
const pick = (list, n) => (Math.trunc(n) >= 0 && n < list.length ? list[Math.trunc(n)] : '');
const extreme = better => (r, a) => {
  const numbers = r
    .values(a)
    .map(v => toNumber(v, r.ctx))
    .filter(n => !Number.isNaN(n));
  return numbers.length ? numbers.reduce((x, y) => better(x, y)) : NaN;
};
const difference = f => (r, a) => {
  const x = r.moment(a[0]),
    y = r.moment(a[1]);
  return x && y && x.date && y.date ? f(x.day, y.day) + 0 : NaN;
};
const parts = (r, a) => {
  const sep = r.text(a[0]),
    list = r.text(a[1]);
  return list === '' ? [] : sep === '' ? [list] : list.split(sep);
};

export const functions = {
  'true': () => true,
  'false': () => false,
  not: (r, a) => !r.bool(a[0]),
  boolean: (r, a) => r.bool(a[0]),
  'boolean-from-string': (r, a) => /^(1|true)$/i.test(r.text(a[0])),
  'if': (r, a) => r.eval(r.bool(a[0]) ? a[1] : a[2]),
  coalesce(r, a) {
    let v = '';
    for (const t of a) {
      v = r.read(r.eval(t));
      if (!empty(v)) break;
    }
    return v;
  },
  once: (r, a) => (r.node && r.node.value !== '' ? [r.node] : r.eval(a[0])),
  depend: (r, a) => r.eval(a[0]),
  checklist(r, a) {
    const least = Math.trunc(r.num(a[0])),
      most = Math.trunc(r.num(a[1]));
    const n = r.values(a.slice(2)).filter(toBool).length;
    return !(n < least) && (!(most >= 0) || n <= most);
  },
  'weighted-checklist'(r, a) {
    const least = r.num(a[0]),
      most = r.num(a[1]);
    let c = [],
      w = [];
    if (a.length === 4) [c, w] = [r.values([a[2]]), r.values([a[3]])];
    else
      for (let i = 2; i < a.length; i += 2) {
        c.push(r.eval(a[i]));
        w.push(r.eval(a[i + 1]));
      }
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
    const whole = n => Math.trunc(n) || 0,
      forward = n => (n < 0 ? n + s.length : n);
    const at = n => Math.max(0, Math.min(forward(whole(n)), s.length));
    return s.slice(at(r.num(a[1])), a.length > 2 ? at(r.num(a[2])) : s.length).join('');
  },
  substring(r, a) {
    const s = Array.from(r.text(a[0])),
      first = roundTo(r.num(a[1]), 0);
    const end = a.length > 2 ? first + roundTo(r.num(a[2]), 0) : Infinity;
    return s.filter((_, i) => i + 1 >= first && i + 1 < end).join('');
  },
  'substring-before'(r, a) {
    const s = r.text(a[0]),
      i = s.indexOf(r.text(a[1]));
    return i < 0 ? '' : s.slice(0, i);
  },
  'substring-after'(r, a) {
    const s = r.text(a[0]),
      mark = r.text(a[1]),
      i = s.indexOf(mark);
    return i < 0 ? '' : s.slice(i + mark.length);
  },
  'string-length': (r, a) => Array.from(own(r, a)).length,
  'normalize-space': (r, a) => r.made(trimmed(own(r, a)).replace(/[ \t\r\n\u00a0]+/g, ' ')),
  trim: (r, a) => trimmed(r.text(a[0])),
  translate(r, a) {
    const s = r.text(a[0]),
      from = Array.from(r.text(a[1])),
      to = Array.from(r.text(a[2])),
      map = new Map();
    from.forEach((c, i) => {
      if (!map.has(c)) map.set(c, to[i] || '');
    });
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
  exp10: math(x => (Number.isInteger(x) && Math.abs(x) < 400 ? Number('1e' + x) : 10 ** x)),
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
    const m = r.moment(a[0]),
      at = zone(r.ctx);
    return m && m.date ? iso(moment(instant(m, at), at)) : '';
  },
  'decimal-date-time'(r, a) {
    const v = r.eval(a[0]),
      m = typeof v !== 'number' && momentOf(v, r.ctx);
    return typeof v === 'number' ? v : m && m.date ? instant(m, zone(r.ctx)) / DAY : NaN;
  },
  'decimal-time'(r, a) {
    const m = r.moment(a[0]);
    return m ? m.ms / DAY : NaN;
  },
  'format-date'(r, a) {
    const m = r.moment(a[0]),
      pattern = r.text(a[1]);
    return m ? r.made(format(m, pattern, r.ctx.names)) : '';
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
    const list = r.instance(r.text(a[0])),
      [want, key, value] = a.slice(1).map(t => r.text(t));
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
    const target = names(a[0]),
      chosen = [];
    for (let i = 1; i + 1 < a.length; i += 2) {
      const group = names(a[i]),
        n = Math.trunc(r.num(a[i + 1]));
      if (!group.length || group.length >= target.length || group.some((x, j) => x !== target[j]))
        throw new ExprError('argument.repeat');
      // biome-ignore lint/complexity/useMathMinMax: NaN counts as 1
      chosen.push([group.length - 1, n >= 1 ? n : 1]);
    }
    return r.current ? r.scoped(target, chosen) : [];
  },
  randomize(r, a) {
    const set = r.set(a[0]),
      next = a.length > 1 ? parkMiller(r.num(a[1])) : () => r.random();
    return order(next, set.length).map(i => set[i]);
  },

  uuid(r, a) {
    if (a.length) {
      const n = Math.max(0, Math.min(Math.trunc(r.num(a[0])) || 0, 1024));
      return r.made(
        Array.from({ length: n }, () => '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'[Math.floor(r.random() * 36)]).join(''),
      );
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
      return r.made(decodeURIComponent(atob(s).replace(/[\s\S]/g, c => '%' + pad(c.charCodeAt(0).toString(16), 2))));
    } catch (e) {
      if (e instanceof ExprError) throw e;
      return '';
    }
  },
  version: r => r.ctx.version || '',

  area: (r, a) => measure(area, r, a),
  distance: (r, a) => measure(distance, r, a),
};
for (const f of ['abs', 'sqrt', 'exp', 'log', 'log10', 'sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'atan2'])
  functions[f] = math(Math[f]);
for (const u of ['days', 'weeks', 'months', 'years'])
  functions['cht:difference-in-' + u] = functions['difference-in-' + u];
functions['is-selected'] = functions.selected;
functions['enclosed-area'] = functions.area;
functions['format-date-time'] = functions['format-date'];

// measure reads points from one text, or one from each node or value; NaN when one is not a point.
function measure(f, r, args) {
  const out = [];
  for (const v of r.values(args))
    for (const s of toText(v).split(';')) {
      const [lat, lon] = codes(s);
      if (lat === undefined) continue;
      r.spend(1);
      out.push([parseNumber(lat), parseNumber(lon || '')]);
    }
  return out.some(p => Number.isNaN(p[0] + p[1])) ? NaN : f(out);
}

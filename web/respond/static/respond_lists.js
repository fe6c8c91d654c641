// The choice lists of a questionnaire: by code, and as tables that expressions look into. Each is made when first needed.

import { items, table } from './expr_list.js';
import { names } from './respond_reads.js';

export class Lists {
  constructor(lists, language) {
    this.language = language;
    this.byName = new Map(lists.map(l => [l.name, l]));
    this.codes = new Map();
    this.piped = new Map();
    this.choiceOf = new Map(); // of the rows of the tables
    this.instances = {};
    for (const l of lists) {
      let made = null;
      Object.defineProperty(this.instances, l.name, {
        enumerable: true,
        get: () => {
          if (!made) made = this.table(l);
          return made;
        },
      });
    }
  }

  // take makes the table of a part of a list, whose choices are known by their codes from then on.
  take(l) {
    if (!this.codes.has(l.name)) this.codes.set(l.name, new Map());
    for (const c of l.choices) this.codes.get(l.name).set(c.code, c);
    return this.table(l);
  }

  table(l) {
    const columns = ['name', 'label'];
    for (const c of l.choices) for (const k in c.columns || {}) if (!columns.includes(k)) columns.push(k);
    const made = table(
      columns,
      l.choices.map(c =>
        columns.map(k =>
          k === 'name' ? c.code : k === 'label' ? text(c.label, [this.language]) : (c.columns || {})[k],
        ),
      ),
    );
    items(made).forEach((row, i) => {
      this.choiceOf.set(row, l.choices[i]);
    });
    return made;
  }

  // pipes are the names of the items whose answers stand in labels of a list.
  pipes(l) {
    if (!this.piped.has(l))
      this.piped.set(
        l,
        l.choices.flatMap(c => names(c.label)),
      );
    return this.piped.get(l);
  }

  // choice is a choice of a list by its code, the last of doubles, as on the server; undefined when there is none.
  choice(name, code) {
    let codes = this.codes.get(name);
    if (!codes) {
      const l = this.byName.get(name);
      codes = new Map(l ? l.choices.map(c => [c.code, c]) : []);
      this.codes.set(name, codes);
    }
    return codes.get(code);
  }
}

// text is an author's text in the first language of the chain that has it.
export function text(t, chain) {
  if (!t) return '';
  for (const id of chain) if (t[id]) return t[id];
  for (const id of [''].concat(Object.keys(t).sort())) if (t[id]) return t[id];
  return '';
}

// plain is a text of the author without marks of style; a mark behind a backslash is meant as it is.
export const plain = s =>
  s
    .split(/(\\[\\`*_{}[\]()#+.!<>-])/)
    .map((part, i) => (i % 2 ? part[1] : bare(part)))
    .join('')
    .replace(/\s+/g, ' ')
    .trim();

const bare = s =>
  s
    .replace(/<\/?(br|span|font|b|i|u|em|strong|p|center|h[1-6]|small|big|div|sub|sup|ul|ol|li)(\s[^<>]*)?\/?>/gi, ' ')
    .replace(/[*#]/g, '');

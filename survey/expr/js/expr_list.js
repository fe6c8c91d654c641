// Choice lists and files as tables that find rows by a column's value: a filter over 10,000 rows while one types.

import { all, grow, text } from './expr_node.js';

// table makes an instance out of column names and rows: a node above root/item/column.
export function table(columns, rows) {
  const top = grow({
    name: '',
    children: [
      {
        name: 'root',
        children: rows.map(r => ({ name: 'item', children: columns.map((name, i) => ({ name, value: r[i] || '' })) })),
      },
    ],
  });
  top.list = new Map();
  return top;
}

export function items(top) {
  const root = all(top, 'root')[0];
  return root ? all(root, 'item') : [];
}

// rows gives the items of a table whose column has that value, in order.
export function rows(top, column, value) {
  let index = top.list && top.list.get(column);
  if (!index) {
    index = new Map();
    const put = (value, item) => {
      const same = index.get(value);
      if (!same) index.set(value, [item]);
      else if (same[same.length - 1] !== item) same.push(item);
    };
    for (const item of items(top)) {
      let found = false;
      for (const c of item.children) {
        if (c.name !== column) continue;
        found = true;
        put(text(c), item);
      }
      if (!found) put('', item);
    }
    if (top.list) top.list.set(column, index);
  }
  return index.get(value) || [];
}

const OF_ROW = ['string', 'number', 'string-length', 'normalize-space', 'name'];
const CHANGING = ['position', 'last', 'random', 'uuid', 'once', 'now', 'today', 'duration'];

// keyOf finds [column, value] when a predicate, or the first part of its "and", is "column = value" with a value that is
// the same for every row; else null.
export function keyOf(p) {
  const equal = p[0] === 'and' ? p[1] : p;
  if (equal[0] !== '=' || !rowFree(p, false)) return null;
  for (const [a, b] of [
    [equal[1], equal[2]],
    [equal[2], equal[1]],
  ]) {
    if (
      Array.isArray(a) &&
      a[0] === 'path' &&
      a[1] === '.' &&
      a.length === 3 &&
      /^[^.*/:(][^:(]*$/.test(a[2]) &&
      rowFree(b, true)
    )
      return [a[2], b];
  }
  return null;
}

function rowFree(t, strict) {
  if (!Array.isArray(t)) return true;
  if (t[0] === 'call' && (CHANGING.includes(t[1]) || (strict && t.length === 2 && OF_ROW.includes(t[1])))) return false;
  if (strict && t[0] === 'path' && t[1] === '.') return false;
  return t.every(x => rowFree(x, strict));
}

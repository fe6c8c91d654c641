// The tree of answers that expressions see. A node is {name, value: '', type: 'number'|'boolean' or absent, relevant: false
// when hidden, repeat: true for an instance of a repeat, parent, children}. Change children through add and remove only.

const MANY = 8; // from so many children on a map is kept

// grow makes a tree with parents out of nested {name, value, type, relevant, repeat, children}.
export function grow(spec, parent) {
  const n = Object.assign({ value: '' }, spec, { parent: parent || null, children: [] });
  for (const c of spec.children || []) n.children.push(grow(c, n));
  return n;
}

export function add(parent, child, at) {
  child.parent = parent;
  if (at === undefined) parent.children.push(child);
  else parent.children.splice(at, 0, child);
  parent.map = null;
}

export function remove(n) {
  const p = n.parent;
  p.children.splice(p.children.indexOf(n), 1);
  p.map = null;
  n.parent = null;
}

// all gives the children of that name, in order.
export function all(n, name) {
  const children = n.children;
  if (children.length < MANY) return children.filter(c => c.name === name);
  if (!n.map) {
    n.map = new Map();
    for (const c of children) {
      const same = n.map.get(c.name);
      if (same) same.push(c);
      else n.map.set(c.name, [c]);
    }
  }
  return n.map.get(name) || [];
}

export const shown = n => n.relevant !== false;
export const rootOf = n => (n.parent ? rootOf(n.parent) : n);
export const place = n => (n.parent ? all(n.parent, n.name).indexOf(n) + 1 : 1);

export function depth(n) {
  let d = 0;
  for (let up = n.parent; up; up = up.parent) d++;
  return d;
}

export function chain(n) {
  // from the root down to n
  const up = [];
  for (; n; n = n.parent) up.unshift(n);
  return up;
}

// text is the value, or, of a group, the values below one after another.
export function text(n) {
  if (!n) return '';
  if (!n.children.length) return n.value;
  let s = n.value;
  for (const c of n.children) if (shown(c)) s += text(c);
  return s;
}

// weight is the cost of reading a node's text, 0 for a short answer; counting stops above most.
export function weight(n, most) {
  let w = n.value.length >> 5;
  for (const c of n.children) {
    if (w > most) break;
    w += 1 + weight(c, most - w);
  }
  return w;
}

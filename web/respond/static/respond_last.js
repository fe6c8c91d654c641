// ${last-saved#name}: the answers of the response that was sent last from this device. Only the answers that the form asks for again are
// kept, on this device alone, and none of an anonymous survey: the next person at it must not read them.

import { grow } from './expr_node.js';
import { here } from './respond_here.js';

const key = (state, path) => `khaosat.${state}:${path || here}`;

function read(k) {
  try {
    return JSON.parse(localStorage.getItem(k)) || {};
  } catch {
    // no storage here
    return {};
  }
}

// wanted lists the fields ("group/name") that a form's expressions read of the response before.
export function wanted(q) {
  const found = new Set();
  if (q.mode === 'anonymous') return found;
  const walk = t => {
    if (!Array.isArray(t)) return;
    if (t[0] === 'ref' && t[1].startsWith('last-saved#') && t[2]) found.add(t[2].slice(1).join('/'));
    t.forEach(walk);
  };
  const each = items => {
    for (const item of items || []) {
      Object.values(item.expressions || {})
        .concat(Object.values(item.lookups || {}))
        .forEach(walk);
      each(item.children);
    }
  };
  each(q.items);
  return found;
}

// reading tells whether a tree reads the response before.
export const reading = t => Array.isArray(t) && ((t[0] === 'ref' && t[1].startsWith('last-saved#')) || t.some(reading));

// lastSaved is the tree of the answers that were kept, as expressions see it.
export function lastSaved(fields) {
  const data = { name: 'data', children: [] },
    sent = read(key('sent'));
  for (const field of fields) {
    let at = data;
    for (const name of field.split('/')) {
      let next = at.children.find(c => c.name === name);
      if (!next) {
        next = { name, children: [] };
        at.children.push(next);
      }
      at = next;
    }
    at.value = sent[field] || '';
  }
  return grow({ name: '', children: [data] });
}

// keep notes the answers that are about to be sent; they count as sent once the server has said so.
export function keep(fields, slots) {
  if (!fields.size) return;
  const found = read(key('sending'));
  for (const slot of slots)
    if (slot.node && fields.has(slot.field)) found[slot.field] = slot.asked ? slot.node.value : '';
  try {
    localStorage.setItem(key('sending'), JSON.stringify(found));
  } catch {
    /* full, or not allowed: the form works without */
  }
}

// sent makes what was noted the answers of the response that was sent last.
export function sent() {
  try {
    const found = localStorage.getItem(key('sending'));
    if (found) localStorage.setItem(key('sent'), found);
    localStorage.removeItem(key('sending'));
  } catch {
    /* no storage here */
  }
}

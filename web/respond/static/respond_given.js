// Choices that are answers given in the rows of a repeat: select_one ${name}. survey/given.go makes the same ones on the server.

import { offered } from './expr.js';

// given lists what can be chosen at a slot, each answer once, and with a filter only where it holds. lists has the labels of
// answers that are codes themselves; what was typed is marked so: it is text whatever marks it has.
export function given(slot, context, lists, filter) {
  const { path, repeat } = slot.item.given,
    { between } = slot.type,
    choices = new Map();
  for (const n of offered(context, { path: path.slice(1).split('/'), repeat }, filter)) {
    const words = n.value.normalize('NFC').trim().split(/\s+/),
      code = words.join(between);
    const listed = n.slot && lists.choice(n.slot.item.list, n.value);
    if (code && !choices.has(code))
      choices.set(
        code,
        listed && listed.label ? { code, label: listed.label } : { code, label: { '': words.join(' ') }, typed: true },
      );
  }
  return Array.from(choices.values());
}

// source is the field path whose answers are the choices: "rep/name".
export const source = item => item.given.path.split('/').slice(2).join('/');

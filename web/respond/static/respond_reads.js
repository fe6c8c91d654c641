// What an expression reads: which answers make it worth working out again.

// Functions whose value changes by itself or with the order of things.
const CHANGING = [
  'current',
  'position',
  'last',
  'random',
  'randomize',
  'uuid',
  'once',
  'now',
  'today',
  'duration',
  'index',
];

// reads collects the field paths ("group/name") that a tree refers to into a set; false when it may read anything, as relative
// paths do. row: the tree stands for rows of a list, where a bare name is a column.
export function reads(t, paths, row) {
  if (!Array.isArray(t)) return true;
  if (t[0] === 'ref') {
    if (t[2]) paths.add(t[2].slice(1).join('/'));
    return Boolean(t[2]);
  }
  if (t[0] === 'path') return path(t, paths, row);
  return !(t[0] === 'call' && CHANGING.includes(t[1])) && t.slice(1).every(part => reads(part, paths, row));
}

function path(t, paths, row) {
  const steps = t.slice(2).map(s => [].concat(s));
  if (t[1] === '/' || (t[1] === '.' && steps.length && !row)) return false;
  return (
    reads(t[1], paths, row) &&
    steps.every(([name, ...where]) => !/^(\.\.|\/\/|parent::)/.test(name) && where.every(p => reads(p, paths, true)))
  );
}

// names lists the items that a text pipes: ${name}.
export function names(text) {
  return Object.keys(text || {}).reduce(
    (found, lang) =>
      found.concat((text[lang].match(/\$\{\s*([^}]*?)\s*\}/g) || []).map(m => m.replace(/^\$\{\s*|\s*\}$/g, ''))),
    [],
  );
}

// draws tells whether a tree gives another value each time, so that what it gave first holds.
export const draws = t =>
  Array.isArray(t) && ((t[0] === 'call' && CHANGING.includes(t[1]) && t[1] !== 'current') || t.some(draws));

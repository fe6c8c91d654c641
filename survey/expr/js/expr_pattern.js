// The patterns of regex() in expressions. The server compiles a pattern to a small program (survey/expr regex.go); here it is
// run. No state is tried twice, so no pattern can run away as JavaScript's own can.

// fits tells whether the program p fits the text s, an array of code points, from position pos on: the whole text for the
// whole pattern, any part for a look (entered with from > 0). spend(1) is called for every eighth state.
export function fits(p, s, spend, from, start) {
  const width = s.length + 1,
    seen = new Set(),
    stack = [[from || 0, start || 0]],
    word = i => /\w/.test(String.fromCodePoint(s[i] === undefined ? 32 : s[i]));
  while (stack.length) {
    const [pc, pos] = stack.pop(),
      cell = pc * width + pos,
      c = p.i[pc];
    if (seen.has(cell)) continue;
    seen.add(cell);
    if (seen.size % 8 === 0) spend(1);
    if (typeof c === 'number') {
      if (pos < s.length && inClass(p.c[c], s[pos])) stack.push([pc + 1, pos + 1]);
    } else if (c === '.') {
      if (from || pos === s.length) return true;
    } else if (c === '^' || c === '$') {
      if (pos === (c === '^' ? 0 : s.length)) stack.push([pc + 1, pos]);
    } else if (c === 'b' || c === 'B') {
      if ((word(pos - 1) !== word(pos)) === (c === 'b')) stack.push([pc + 1, pos]);
    } else if (typeof c[0] === 'string') {
      if (fits(p, s, spend, pc + 1, pos) === (c[0] === '=')) stack.push([c[1], pos]);
    } else {
      if (c.length > 1) stack.push([c[1], pos]);
      stack.push([c[0], pos]);
    }
  }
  return false;
}

function inClass(c, ch) {
  if (!(c[4] & 2)) return inSet(c, ch);
  const one = s => (Array.from(s).length === 1 ? s.codePointAt(0) : ch);
  const s = String.fromCodePoint(ch);
  return inSet(c, ch) || inSet(c, one(s.toLowerCase())) || inSet(c, one(s.toUpperCase()));
}

function inSet(c, ch) {
  let is = false;
  for (let i = 0; c[0] && i < c[0].length && !is; i += 2) is = ch >= c[0][i] && ch <= c[0][i + 1];
  is =
    is ||
    (!!c[1] && c[1].some(p => property(p).test(String.fromCodePoint(ch)))) ||
    (!!c[2] && c[2].some(d => inClass(d, ch)));
  is = is && !(c[3] && c[3].some(d => !inClass(d, ch)));
  return is !== !!(c[4] & 1);
}

const properties = {};
function property(name) {
  if (!properties[name]) {
    properties[name] = new RegExp('\\p{' + (name.length > 2 ? 'Script=' : '') + name + '}', 'u');
  }
  return properties[name];
}

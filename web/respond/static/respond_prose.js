// An author's text as the server shows it (web/prose.go): lines, headings, **bold** and *slanted*; HTML that only styles is left out.

const quotable = '\\`*_{}[]()#+.!<>-&|~:/\n',
  base = 0xfdd0; // as in prose.go: code points that no text has
const strong = '\ufdec',
  strongEnd = '\ufded',
  em = '\ufdee',
  emEnd = '\ufdef'; // where an element begins and ends

// quote marks what a respondent wrote as text that has no marks of style.
export const quote = s =>
  s
    .replace(/[\ufdd0-\ufdef]/g, '')
    .replace(/[\\`*_{}[\]()#+.!<>&|~:/\n-]/g, c => String.fromCharCode(base + quotable.indexOf(c)));

const unquoted = s => s.replace(/[\ufdd0-\ufdeb]/g, c => quotable[c.charCodeAt(0) - base] || '');

function spellLinks(s) {
  return s.replace(/\[([^\]\n]+)\]\((https?:[^)\s]+|(?:tel|mailto):[^)\n]+)\)/g, (_, words, to) => {
    const address = to.replace(/^(tel|mailto):/, '');
    return address === words ? address : `${words} (${address})`;
  });
}

// prose gives the nodes that show a text whose answers were quoted.
export function prose(text) {
  const marked = spellLinks(
    text
      .replace(/\\([\\`*_{}[\]()#+.!<>-])/g, (_, c) => quote(c))
      .replace(/<(?:br|\/p|\/div|\/li|\/h[1-6])\s*\/?>/gi, '\n')
      .replace(/<\/?(?:span|font|b|i|u|em|strong|p|center|h[1-6]|small|big|div|sub|sup|ul|ol|li)(?:\s[^<>]*)?>/gi, '')
      .trim(),
  )
    .replace(/^#{1,6}\s+(.+?)\s*#*$/gm, `${strong}$1${strongEnd}`)
    .replace(/\*\*([^*\n]+(?:\n[^*\n]+)*)\*\*|\b__([^_\n]+)__\b/g, (_, a, b) => strong + (a || b) + strongEnd)
    .replace(/\*([^*\s][^*\n]*[^*\s]|[^*\s])\*/g, `${em}$1${emEnd}`)
    .replace(/(^|[\s(“"])_([^_\s][^_\n]*[^_\s]|[^_\s])_($|[\s).,;:!?”"])/g, `$1${em}$2${emEnd}$3`);
  const top = document.createElement('span'),
    open = [top];
  for (const part of marked.split(/([\ufdec-\ufdef\n])/)) {
    const within = open[open.length - 1];
    if (part === '\n') within.append(document.createElement('br'), '\n');
    else if (part === strong || part === em) {
      open.push(document.createElement(part === strong ? 'strong' : 'em'));
      within.append(open[open.length - 1]);
    } else if (part === strongEnd || part === emEnd) open.pop();
    else if (part) within.append(unquoted(part));
  }
  return Array.from(top.childNodes);
}

// A text as it is judged and kept, the same as on the server (survey/text.go): line ends are \n, the form is NFC, blanks at both
// ends are taken off; a text in which nothing can be seen is ''.

const BLANK = '\\t-\\r \\x85\\xa0\\xad\\u1680\\u180e\\u2000-\\u200b\\u2028\\u2029\\u202f\\u205f\\u2060\\u3000\\ufeff';
const UNSEEN =
  '\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\u2800\\u3164\\ufe00-\\ufe0f\\uffa0\\ufff0-\\ufff8' +
  '\\u{1bca0}-\\u{1bca3}\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e0fff}';
const ENDS = new RegExp(`^[${BLANK}]+|[${BLANK}]+$`, 'gu');
const SEEN = new RegExp(`[^${BLANK}${UNSEEN}]`, 'u');

export const clean = s => (SEEN.test(s) ? s.replace(/\r\n?/g, '\n').normalize('NFC').replace(ENDS, '') : '');

// Dates and times of expressions. A moment is {day, ms, date, time, zoned, offset}: days since 1970-01-01 and milliseconds
// since midnight as written, whether a date and a time are there, and the offset in minutes east of UTC if one was written.
// at(ms) is the offset of the survey's time zone at an instant.

export const DAY = 86400000;

const CLOCK = '(\\d\\d):(\\d\\d)(?::(\\d\\d)(?:\\.(\\d{1,9}))?)?(Z|[+-]\\d\\d(?::?\\d\\d)?)?';
const STRICT = new RegExp('^(?:(\\d{4})-(\\d\\d)-(\\d\\d))?(T)?(?:' + CLOCK + ')?$');
const LENIENT = new RegExp('^(?:(\\d{4})-(\\d\\d?)-(\\d\\d?))?(T)?(?:' + CLOCK + ')?$');

// parse reads 2025-07-01, 2025-07-01T08:30[:00[.000]][Z|+07[:00]] and 08:30[…], lenient also 2025-7-1; else null.
export function parse(s, lenient) {
  const p = (lenient ? LENIENT : STRICT).exec(s);
  if (!p) return null;
  const m = { day: 0, ms: 0, date: p[1] !== undefined, time: p[5] !== undefined, zoned: !!p[9], offset: 0 };
  if (m.date ? !!p[4] !== m.time : !m.time || p[4]) return null;
  if (m.date) m.day = civilDay(Number(p[1]), Number(p[2]), Number(p[3]));
  if (Number.isNaN(m.day)) return null;
  if (m.time) {
    if (p[5] > '23' || p[6] > '59' || (p[7] || '') > '59') return null;
    m.ms = p[5] * 3600000 + p[6] * 60000 + (p[7] || 0) * 1000 + Number(((p[8] || '') + '000').slice(0, 3));
  }
  if (m.zoned && p[9] !== 'Z') {
    const minutes = Number(p[9].slice(4).replace(':', '') || p[9].slice(3).replace(':', '') || 0);
    m.offset = Number(p[9].slice(1, 3)) * 60 + minutes;
    if (minutes > 59 || m.offset > 840) return null;
    if (p[9][0] === '-') m.offset = -m.offset;
  }
  return m;
}

// civilDay counts days since 1970-01-01; NaN for a day that the calendar does not have.
function civilDay(y, m, d) {
  const t = new Date(0);
  t.setUTCFullYear(y, m - 1, d);
  return t.getUTCMonth() === m - 1 && t.getUTCDate() === d ? Math.round(t.getTime() / DAY) : NaN;
}

function civil(day) {
  const t = new Date(day * DAY);
  return [t.getUTCFullYear(), t.getUTCMonth() + 1, t.getUTCDate()];
}

// moment is the date and time of an instant by the clock of the zone; ofDay a date alone.
export function moment(ms, at) {
  const offset = at(ms),
    wall = ms + offset * 60000,
    day = Math.floor(wall / DAY);
  return { day, ms: wall - day * DAY, date: true, time: true, zoned: true, offset };
}

export const ofDay = day => ({ day, ms: 0, date: true, time: false, zoned: false, offset: 0 });

// instant is in ms since 1970; a moment without offset is by the clock of the zone.
export function instant(m, at) {
  const wall = m.day * DAY + m.ms;
  if (m.zoned) return wall - m.offset * 60000;
  return wall - at(wall - at(wall) * 60000) * 60000;
}

// days is what a moment counts for in sums and comparisons; at is absent for the clock as written.
export function days(m, at) {
  if (!m.time) return m.day;
  if (m.date && m.zoned && at) m = moment(instant(m, at), at);
  return (m.day * DAY + m.ms) / DAY;
}

export const pad = (n, width) => String(n).padStart(width, '0');
const clock = m =>
  [3600000, 60000, 1000].map(unit => pad(Math.floor(m.ms / unit) % (unit > 60000 ? 24 : 60), 2)).join(':');

// iso writes a moment as the server stores it.
export function iso(m, dateOnly) {
  const [y, mo, d] = civil(m.day),
    date = pad(y, 4) + '-' + pad(mo, 2) + '-' + pad(d, 2),
    off = Math.abs(m.offset);
  if (dateOnly || !m.time) return date;
  return (
    date +
    'T' +
    clock(m) +
    '.' +
    pad(m.ms % 1000, 3) +
    (m.offset < 0 ? '-' : '+') +
    pad(Math.floor(off / 60), 2) +
    ':' +
    pad(off % 60, 2)
  );
}

// months counts whole months from one day to another.
export function months(a, b) {
  if (b < a) return -months(b, a);
  const x = civil(a),
    y = civil(b);
  return (y[0] - x[0]) * 12 + y[1] - x[1] - (y[2] < x[2] ? 1 : 0);
}

// format writes a moment by the marks %Y %y %m %n %b %d %e %a %W %H %h %M %S %3 and %%; names are
// {months, days}, short names from January and from Sunday with commas between.
export const format = (m, pattern, names) => pattern.replace(/%([\0-\x7f])/g, (_, c) => mark(m, c, names));

function mark(m, c, names) {
  const [y, mo, d] = civil(m.day),
    weekday = (((m.day + 4) % 7) + 7) % 7;
  switch (c) {
    case '%':
      return '%';
    case 'Y':
      return pad(y, 4);
    case 'y':
      return pad(y % 100, 2);
    case 'm':
      return pad(mo, 2);
    case 'n':
      return String(mo);
    case 'b':
      return names.months.split(', ')[mo - 1];
    case 'd':
      return pad(d, 2);
    case 'e':
      return String(d);
    case 'a':
      return names.days.split(', ')[weekday];
    case 'W': {
      // the ISO week is that of its Thursday
      const thursday = m.day - ((weekday + 6) % 7) + 3;
      return String(Math.floor((thursday - civilDay(civil(thursday)[0], 1, 1)) / 7) + 1);
    }
    case 'H':
      return clock(m).slice(0, 2);
    case 'h':
      return String(Math.floor(m.ms / 3600000));
    case 'M':
      return clock(m).slice(3, 5);
    case 'S':
      return clock(m).slice(6);
    case '3':
      return pad(m.ms % 1000, 3);
  }
  return '%' + c;
}

// Numbers of expressions as survey/expr number.go writes and rounds them.

// numberText is XPath's string(): the shortest digits that read back the same, never an exponent.
export function numberText(f) {
  const s = String(f === 0 ? 0 : f),
    e = s.indexOf('e');
  if (e < 0) return s;
  const minus = s[0] === '-' ? '-' : '',
    exp = Number(s.slice(e + 1));
  const parts = s.slice(minus.length, e).split('.');
  const digits = parts[0] + (parts[1] || '');
  return minus + (exp < 0 ? '0.' + '0'.repeat(-exp - 1) + digits : digits + '0'.repeat(exp + 1 - digits.length));
}

// roundTo rounds the shortest decimal form to so many places, halves towards positive infinity.
export function roundTo(f, places) {
  if (!Number.isFinite(f)) return f;
  if (Number.isNaN(places) || Math.abs(places) > 30) return NaN;
  const parts = Math.abs(f).toExponential().split('e');
  const digits = parts[0].replace('.', ''),
    keep = Number(parts[1]) + 1 + places;
  if (keep >= digits.length) return f;
  const next = digits[keep];
  const up = keep >= 0 && (next > '5' || (next === '5' && (f > 0 || /[^0]/.test(digits.slice(keep + 1)))));
  let kept = keep > 0 ? digits.slice(0, keep) : '0';
  if (up) {
    // add one to a number of up to 16 digits, exactly
    let i = kept.length - 1;
    while (i >= 0 && kept[i] === '9') i--;
    const tail = '0'.repeat(kept.length - 1 - i);
    kept = i < 0 ? '1' + tail : kept.slice(0, i) + (Number(kept[i]) + 1) + tail;
  }
  const out = Number(kept + 'e' + -places);
  return f < 0 ? -out : out;
}

// parkMiller is the minimal standard generator x -> 16807 x mod 2^31-1, as numbers in [0, 1), for randomize with a seed.
export function parkMiller(seed) {
  const M = 2147483647;
  seed = Math.trunc(seed);
  let x = Math.abs(seed) < 9007199254740992 ? seed % M : 0;
  if (x <= 0) x += M - 1;
  return () => {
    x = (x * 16807) % M;
    return (x - 1) / (M - 1);
  };
}

// order gives 0 … n-1 mixed by numbers in [0, 1): the inside-out shuffle of the ODK XForms specification.
export function order(next, n) {
  const out = [];
  for (let i = 0; i < n; i++) {
    const j = Math.floor(next() * (i + 1));
    if (j !== i) out[i] = out[j];
    out[j] = i;
  }
  return out;
}

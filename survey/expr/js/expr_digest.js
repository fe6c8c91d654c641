// digest() of expressions: MD5, SHA-1, SHA-256, SHA-384 and SHA-512 of a text as UTF-8, at once and without waiting, which
// crypto.subtle cannot do. Sources: RFC 1321, FIPS 180-4.

// fractions gives the first 64 bits behind the point of the roots of the first n primes, as hex: the constants of SHA-2. They are worked
// out when they are first needed, which is quicker than to send them to every phone.
function fractions(n, degree) {
  const one = BigInt(1),
    shift = BigInt(64 * degree),
    found = [];
  for (let p = 2; found.length < n; p++) {
    if (Array.from({ length: p - 2 }, (_, i) => i + 2).some(d => p % d === 0)) continue;
    let root = BigInt(0);
    for (let bit = one << BigInt(69); bit; bit >>= one)
      if ((root + bit) ** BigInt(degree) <= BigInt(p) << shift) root += bit;
    found.push(BigInt.asUintN(64, root).toString(16).padStart(16, '0'));
  }
  return found.join('');
}

let CUBES = '', // of the first 80 primes
  SQUARES = ''; // of the first 16

// digest gives the sum as 'hex' or 'base64', or '' for an algorithm or encoding it does not know.
export function digest(text, algorithm, encoding) {
  const f = algorithms[algorithm];
  if (!f || (encoding !== 'hex' && encoding !== 'base64')) return '';
  const sum = f(Array.from(new TextEncoder().encode(text)));
  return encoding === 'hex' ? hex(sum) : btoa(String.fromCharCode(...sum));
}

export const hex = bytes => bytes.map(x => (x < 16 ? '0' : '') + x.toString(16)).join('');

const algorithms = {
  MD5: md5,
  'SHA-1': sha1,
  'SHA-256': b => sha2(b, 64, 0, 8),
  'SHA-384': b => sha2(b, 128, 8, 12),
  'SHA-512': b => sha2(b, 128, 0, 16),
};

const rotl = (x, n) => (x << n) | (x >>> (32 - n));
const word = (hex, i) => parseInt(hex.substr(i * 8, 8), 16) | 0;
const BIG = [24, 16, 8, 0],
  LITTLE = [0, 8, 16, 24];

// words pads a message to whole blocks of size bytes and cuts it into 32-bit words.
function words(bytes, size, order) {
  const b = bytes.concat(128),
    out = [];
  while (b.length % size !== size - size / 8) b.push(0);
  if (size === 128) b.push(0, 0, 0, 0, 0, 0, 0, 0); // SHA-512 writes the length in 16 bytes
  const bits = bytes.length * 8,
    tail = BIG.map(n => (Math.floor(bits / 4294967296) >>> n) & 255).concat(BIG.map(n => (bits >>> n) & 255));
  const all = b.concat(order === LITTLE ? tail.reverse() : tail);
  for (let i = 0; i < all.length; i += 4) out.push(order.reduce((w, n, k) => w | (all[i + k] << n), 0));
  return out;
}

const toBytes = (ws, order) => [].concat(...ws.map(w => order.map(n => (w >>> n) & 255)));

function md5(bytes) {
  const w = words(bytes, 64, LITTLE),
    h = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  const R = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
  for (let o = 0; o < w.length; o += 16) {
    let [a, b, c, d] = h;
    for (let i = 0; i < 64; i++) {
      const q = i >> 4,
        f = [(b & c) | (~b & d), (d & b) | (~d & c), b ^ c ^ d, c ^ (b | ~d)][q];
      const k = Math.floor(Math.abs(Math.sin(i + 1)) * 4294967296),
        m = w[o + ([i, 5 * i + 1, 3 * i + 5, 7 * i][q] % 16)];
      [a, d, c, b] = [d, c, b, (b + rotl((a + f + k + m) | 0, R[q * 4 + (i % 4)])) | 0];
    }
    [a, b, c, d].forEach((x, i) => {
      h[i] = (h[i] + x) | 0;
    });
  }
  return toBytes(h, LITTLE);
}

function sha1(bytes) {
  const m = words(bytes, 64, BIG),
    h = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  for (let o = 0; o < m.length; o += 16) {
    const w = m.slice(o, o + 16);
    let [a, b, c, d, e] = h;
    for (let i = 0; i < 80; i++) {
      if (i > 15) w[i] = rotl(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
      const q = Math.floor(i / 20),
        f = q === 0 ? (b & c) | (~b & d) : q === 2 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
      const k = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6][q];
      [e, d, c, b, a] = [d, c, rotl(b, 30), a, (rotl(a, 5) + f + e + k + w[i]) | 0];
    }
    [a, b, c, d, e].forEach((x, i) => {
      h[i] = (h[i] + x) | 0;
    });
  }
  return toBytes(h, BIG);
}

// sha2 is SHA-256 with blocks of 64 bytes and SHA-384 and SHA-512 with 128. Numbers are pairs [high, low]; the short form
// uses the high word alone, whose constants are the first halves of the long form's. first is where its initial state
// stands among the square roots, out how many words come out.
function sha2(bytes, size, first, out) {
  if (!CUBES) [CUBES, SQUARES] = [fractions(80, 3), fractions(16, 2)];
  const long = size === 128,
    m = words(bytes, size, BIG);
  const add = (...ns) => {
    if (!long) return [ns.reduce((s, n) => (s + n[0]) | 0, 0), 0];
    const low = ns.reduce((s, n) => s + (n[1] >>> 0), 0);
    return [(ns.reduce((s, n) => (s + n[0]) | 0, 0) + Math.floor(low / 4294967296)) | 0, low | 0];
  };
  const rot = (x, n) => {
    if (!long) return [rotl(x[0], 32 - n), 0];
    const [h, l] = n < 32 ? x : [x[1], x[0]],
      k = n % 32;
    return [(h >>> k) | (l << (32 - k)), (l >>> k) | (h << (32 - k))];
  };
  const shift = (x, n) => (long ? [x[0] >>> n, (x[1] >>> n) | (x[0] << (32 - n))] : [x[0] >>> n, 0]);
  const xor = (...ns) => [ns.reduce((s, n) => s ^ n[0], 0), ns.reduce((s, n) => s ^ n[1], 0)];
  const mix = (x, a, b, c, last) => xor(rot(x, a), rot(x, b), last ? shift(x, c) : rot(x, c));
  const [S1, S0, s0, s1] = long
    ? [
        [14, 18, 41],
        [28, 34, 39],
        [1, 8, 7],
        [19, 61, 6],
      ]
    : [
        [6, 11, 25],
        [2, 13, 22],
        [7, 18, 3],
        [17, 19, 10],
      ];
  const at = (hex, i) => [word(hex, i * 2), long ? word(hex, i * 2 + 1) : 0];
  const state = Array.from({ length: 8 }, (_, i) => at(SQUARES, first + i));
  const step = long ? 32 : 16,
    rounds = long ? 80 : 64;
  for (let o = 0; o < m.length; o += step) {
    const w = Array.from({ length: 16 }, (_, i) => (long ? [m[o + 2 * i], m[o + 2 * i + 1]] : [m[o + i], 0]));
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < rounds; i++) {
      if (i > 15) w[i] = add(w[i - 16], mix(w[i - 15], ...s0, true), w[i - 7], mix(w[i - 2], ...s1, true));
      const ch = [(e[0] & f[0]) ^ (~e[0] & g[0]), (e[1] & f[1]) ^ (~e[1] & g[1])];
      const maj = [0, 1].map(j => (a[j] & b[j]) ^ (a[j] & c[j]) ^ (b[j] & c[j]));
      const t = add(h, mix(e, ...S1), ch, at(CUBES, i), w[i]);
      [h, g, f, e, d, c, b, a] = [g, f, e, add(d, t), c, b, a, add(t, mix(a, ...S0), maj)];
    }
    [a, b, c, d, e, f, g, h].forEach((x, i) => {
      state[i] = add(state[i], x);
    });
  }
  return toBytes([].concat(...state.map(x => (long ? x : [x[0]]))).slice(0, out), BIG);
}

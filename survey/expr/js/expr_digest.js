// digest() of expressions: MD5, SHA-1, SHA-256, SHA-384 and SHA-512 of a text as UTF-8, at once and without waiting, which
// crypto.subtle cannot do. Sources: RFC 1321, FIPS 180-4.

// The fractions of the cube roots of the first 80 primes and of the square roots of the first 16, 64 bits each.
const CUBES =
  '428a2f98d728ae227137449123ef65cdb5c0fbcfec4d3b2fe9b5dba58189dbbc3956c25bf348b53859f111f1b605d019923f82a4af194f9b' +
  'ab1c5ed5da6d8118d807aa98a303024212835b0145706fbe243185be4ee4b28c550c7dc3d5ffb4e272be5d74f27b896f80deb1fe3b1696b1' +
  '9bdc06a725c71235c19bf174cf692694e49b69c19ef14ad2efbe4786384f25e30fc19dc68b8cd5b5240ca1cc77ac9c652de92c6f592b0275' +
  '4a7484aa6ea6e4835cb0a9dcbd41fbd476f988da831153b5983e5152ee66dfaba831c66d2db43210b00327c898fb213fbf597fc7beef0ee4' +
  'c6e00bf33da88fc2d5a79147930aa72506ca6351e003826f142929670a0e6e7027b70a8546d22ffc2e1b21385c26c9264d2c6dfc5ac42aed' +
  '53380d139d95b3df650a73548baf63de766a0abb3c77b2a881c2c92e47edaee692722c851482353ba2bfe8a14cf10364a81a664bbc423001' +
  'c24b8b70d0f89791c76c51a30654be30d192e819d6ef5218d69906245565a910f40e35855771202a106aa07032bbd1b819a4c116b8d2d0c8' +
  '1e376c085141ab532748774cdf8eeb9934b0bcb5e19b48a8391c0cb3c5c95a634ed8aa4ae3418acb5b9cca4f7763e373682e6ff3d6b2b8a3' +
  '748f82ee5defb2fc78a5636f43172f6084c87814a1f0ab728cc702081a6439ec90befffa23631e28a4506cebde82bde9bef9a3f7b2c67915' +
  'c67178f2e372532bca273eceea26619cd186b8c721c0c207eada7dd6cde0eb1ef57d4f7fee6ed17806f067aa72176fba0a637dc5a2c898a6' +
  '113f9804bef90dae1b710b35131c471b28db77f523047d8432caab7b40c724933c9ebe0a15c9bebc431d67c49c100d4c4cc5d4becb3e42b6' +
  '597f299cfc657e2a5fcb6fab3ad6faec6c44198c4a475817';
const SQUARES =
  '6a09e667f3bcc908bb67ae8584caa73b3c6ef372fe94f82ba54ff53a5f1d36f1510e527fade682d19b05688c2b3e6c1f1f83d9abfb41bd6b' +
  '5be0cd19137e2179cbbb9d5dc1059ed8629a292a367cd5079159015a3070dd17152fecd8f70e593967332667ffc00b318eb44a8768581511' +
  'db0c2e0d64f98fa747b5481dbefa4fa4';

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

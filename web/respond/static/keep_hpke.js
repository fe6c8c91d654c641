// HPKE (RFC 9180, base mode) with DHKEM(P-256, HKDF-SHA256) and HKDF-SHA256, as much of it as a phone needs: to seal once, and to export.
// What the server has to open it with is crypto/hpke of Go (survey/record.go).

const { subtle } = crypto;
const CURVE = { name: 'ECDH', namedCurve: 'P-256' };
const NOTHING = new Uint8Array(0);

export const bytes = text => new TextEncoder().encode(text);

export function join(...parts) {
  const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of parts) {
    out.set(p, at);
    at += p.length;
  }
  return out;
}

const VERSION = bytes('HPKE-v1'),
  KEM = join(bytes('KEM'), [0, 0x10]);

async function mac(key, data) {
  const k = await subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await subtle.sign('HMAC', k, data));
}

// An empty salt is as many zeros as the hash is long: HMAC is the same, and no browser takes an empty key.
const extract = (salt, suite, label, ikm) =>
  mac(salt.length ? salt : new Uint8Array(32), join(VERSION, suite, bytes(label), ikm));

// expand gives up to 32 bytes, one block of the hash.
const expand = async (prk, suite, label, info, length) =>
  (await mac(prk, join([0, length], VERSION, suite, bytes(label), info, [1]))).slice(0, length);

// AES_256 is how content is sealed here; the vectors of the RFC have AES_128.
export const AES_256 = { id: 2, key: 32 };
export const AES_128 = { id: 1, key: 16 };

// seal seals content to a public key (an uncompressed point, 65 bytes). pair is the key pair of this one message: tests bring that of the
// RFC.
export async function seal(publicKey, info, content, aead = AES_256, aad = NOTHING, pair = null) {
  const own = pair || (await subtle.generateKey(CURVE, true, ['deriveBits'])),
    enc = new Uint8Array(await subtle.exportKey('raw', own.publicKey)),
    suite = join(bytes('HPKE'), [0, 0x10, 0, 1, 0, aead.id]);
  const theirs = await subtle.importKey('raw', publicKey, CURVE, false, []),
    dh = new Uint8Array(await subtle.deriveBits({ name: 'ECDH', public: theirs }, own.privateKey, 256));
  const shared = await expand(
    await extract(NOTHING, KEM, 'eae_prk', dh),
    KEM,
    'shared_secret',
    join(enc, publicKey),
    32,
  );
  const context = join(
    [0],
    await extract(NOTHING, suite, 'psk_id_hash', NOTHING),
    await extract(NOTHING, suite, 'info_hash', info),
  );
  const secret = await extract(shared, suite, 'secret', NOTHING),
    key = await expand(secret, suite, 'key', context, aead.key),
    iv = await expand(secret, suite, 'base_nonce', context, 12),
    exporter = await expand(secret, suite, 'exp', context, 32);
  const k = await subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt']);
  const sealed = new Uint8Array(await subtle.encrypt({ name: 'AES-GCM', iv, additionalData: aad }, k, content));
  return { enc, sealed, exported: about => expand(exporter, suite, 'sec', about, 32) };
}

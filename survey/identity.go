package survey

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"regexp"
	"strings"
)

// Identity makes what is stored of a posted id and of a token, by keys derived from the installation's secret. The
// three hashes of one id (answer key, receipt, token claim) are under three keys: none leads to another.
type Identity struct{ secret []byte }

// NewIdentity takes the installation's secret of 32 random bytes.
func NewIdentity(secret []byte) Identity { return Identity{secret} }

func (i Identity) mac(purpose string, parts ...string) []byte {
	key := hmac.New(sha256.New, i.secret)
	key.Write([]byte(purpose))
	m := hmac.New(sha256.New, key.Sum(nil))
	m.Write([]byte(strings.Join(parts, "\x00")))
	return m.Sum(nil)
}

// AnswerID is the id under which the response is stored: the posted one in a named survey, its keyed hash in an
// anonymous one.
func (i Identity) AnswerID(s *Survey, posted string) string {
	if s.Mode != Anonymous {
		return posted
	}
	b := i.mac("answer", s.Slug, posted)[:16]
	b[6], b[8] = b[6]&0x0f|0x80, b[8]&0x3f|0x80 // a UUID of version 8, so that an export can be imported elsewhere
	x := hex.EncodeToString(b)
	return x[:8] + "-" + x[8:12] + "-" + x[12:16] + "-" + x[16:20] + "-" + x[20:]
}

// receiptAlphabet is Crockford's base 32: no I, L, O, U, so that a code can be read out and typed.
var receiptAlphabet = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// Receipt is the code that the respondent alone holds: 80 bits as XXXX-XXXX-XXXX-XXXX. The same id gets the same code.
func (i Identity) Receipt(slug, posted string) string {
	s := receiptAlphabet.EncodeToString(i.mac("receipt", slug, posted)[:10])
	return s[0:4] + "-" + s[4:8] + "-" + s[8:12] + "-" + s[12:16]
}

// ReceiptHash is what is stored of a receipt code. Case, blanks and dashes do not matter, O is 0, I and L are 1.
func (i Identity) ReceiptHash(slug, receipt string) string {
	clean := strings.NewReplacer("-", "", " ", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(receipt))
	return hex.EncodeToString(i.mac("receipt-hash", slug, clean)[:16])
}

// TokenHash is what is stored of an invitation token.
func (i Identity) TokenHash(slug, token string) string {
	return hex.EncodeToString(i.mac("token", slug, strings.TrimSpace(token))[:16])
}

// PictureKey is what is stored of the hash of a picture as it was sent, for finding what was kept of it.
func (i Identity) PictureKey(slug, sha256 string) string {
	return hex.EncodeToString(i.mac("picture", slug, sha256)[:16])
}

// ClaimBy is what a burnt token keeps of the response that burnt it.
func (i Identity) ClaimBy(slug, posted string) string {
	return hex.EncodeToString(i.mac("claim", slug, posted)[:16])
}

// WireHash is what is stored of the content hash of what was sent, for recognising it when it comes again: in an
// anonymous survey a keyed hash of it, since the sender's receipt has the hash itself.
func (i Identity) WireHash(s *Survey, id, sent string) string {
	if s.Mode != Anonymous {
		return sent
	}
	return hex.EncodeToString(i.mac("wire", s.Slug, id, sent))
}

// Sign returns a keyed hash by which the server recognises bytes that it handed out itself.
func (i Identity) Sign(purpose string, data []byte) []byte {
	return i.mac("sign "+purpose, string(data))
}

// sealKey is the key pair of the installation's seal. It follows from the secret, so that every process and every
// backup of the installation has the same one and none is stored twice.
func (i Identity) sealKey() ed25519.PrivateKey { return ed25519.NewKeyFromSeed(i.mac("seal")) }

// Seal signs what the installation vouches for. The private key never leaves it.
func (i Identity) Seal(message []byte) []byte { return ed25519.Sign(i.sealKey(), message) }

// SealKey is the public key by which anybody checks a seal.
func (i Identity) SealKey() ed25519.PublicKey { return i.sealKey().Public().(ed25519.PublicKey) }

// Signed reports whether mac is Sign's over the same data.
func (i Identity) Signed(purpose string, data, mac []byte) bool {
	return hmac.Equal(i.Sign(purpose, data), mac)
}

var uuidPattern = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

// CleanID brings a posted id to its one spelling, a lower-case UUID; false when it is none.
func CleanID(id string) (string, bool) {
	id = strings.ToLower(strings.TrimSpace(id))
	return id, uuidPattern.MatchString(id)
}

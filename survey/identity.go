package survey

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"io"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// Identity makes what is stored of a posted id and of a token, by keys derived from the installation's secret. The
// three hashes of one id (answer key, receipt, token claim) are under three keys: none leads to another.
type Identity struct {
	secret []byte
	keys   *sync.Map // purpose → its derived key
}

// NewIdentity takes the installation's secret of 32 random bytes.
func NewIdentity(secret []byte) Identity { return Identity{secret, &sync.Map{}} }

// key is the key of a purpose.
func (i Identity) key(purpose string) []byte {
	if key, ok := i.keys.Load(purpose); ok {
		return key.([]byte)
	}
	m := hmac.New(sha256.New, i.secret)
	m.Write([]byte(purpose))
	key := m.Sum(nil)
	i.keys.Store(purpose, key)
	return key
}

var zero = []byte{0}

func (i Identity) mac(purpose string, parts ...string) []byte {
	m := hmac.New(sha256.New, i.key(purpose))
	for k, part := range parts {
		if k > 0 {
			m.Write(zero)
		}
		_, _ = io.WriteString(m, part)
	}
	return m.Sum(nil)
}

// AnswerID is the id under which the response is stored: the posted one in a named survey, its keyed hash in an
// anonymous one.
func (i Identity) AnswerID(s *Survey, posted string) string {
	if s.Mode != Anonymous {
		return posted
	}
	return uuid8(i.mac("answer", s.Slug, posted))
}

// uuid8 spells a hash as a UUID of version 8, so that an export can be imported elsewhere.
func uuid8(hash []byte) string {
	b := hash[:16]
	b[6], b[8] = b[6]&0x0f|0x80, b[8]&0x3f|0x80
	x := hex.EncodeToString(b)
	return x[:8] + "-" + x[8:12] + "-" + x[12:16] + "-" + x[16:20] + "-" + x[20:]
}

// CopyID is the id under which a second copy is stored that came under the id of another response, which is stored
// under id: one for each.
func (i Identity) CopyID(slug, id string) string { return uuid8(i.mac("copy", slug, id)) }

// receiptAlphabet is Crockford's base 32: no I, L, O, U, so that a code can be read out and typed.
var receiptAlphabet = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// TypedCode spells 10 bytes as a code that people type: XXXX-XXXX-XXXX-XXXX.
func TypedCode(b []byte) string {
	s := receiptAlphabet.EncodeToString(b[:10])
	return s[0:4] + "-" + s[4:8] + "-" + s[8:12] + "-" + s[12:16]
}

// lookAlikes brings what somebody typed for a TypedCode back to its letters.
var lookAlikes = strings.NewReplacer("-", "", " ", "", "\u00a0", "", "O", "0", "I", "1", "L", "1", "–", "", "—", "", "‑", "")

// cleanCode is a typed code without what does not matter: case, blanks and dashes; O is 0, I and L are 1.
func cleanCode(typed string) string {
	return lookAlikes.Replace(strings.ToUpper(strings.TrimSpace(typed)))
}

// LinkCode spells 4 bytes as the code of a link: 6 letters, small as it is stored.
func LinkCode(b []byte) string { return strings.ToLower(receiptAlphabet.EncodeToString(b[:4])[:6]) }

// LinkCodes are the codes that somebody may mean who typed one, the likelier first: as it stands there, in small
// letters, and as a LinkCode with look-alikes put right.
func LinkCodes(typed string) []string {
	typed = strings.TrimSpace(typed)
	return slices.Compact([]string{typed, strings.ToLower(typed), strings.ToLower(cleanCode(typed))})
}

// SpellLink is a link's code as it is printed to be typed: a LinkCode in capital letters, which are told apart more
// easily, any other as it is.
func SpellLink(code string) string {
	if upper := strings.ToUpper(code); upper == cleanCode(code) && strings.ToLower(code) == code {
		return upper
	}
	return code
}

// Receipt is the code that the respondent alone holds: 80 bits as a TypedCode. The same id gets the same code.
func (i Identity) Receipt(slug, posted string) string {
	return TypedCode(i.mac("receipt", slug, posted))
}

// ReceiptHash is what is stored of a receipt code, however it was typed.
func (i Identity) ReceiptHash(slug, receipt string) string {
	return hex.EncodeToString(i.mac("receipt-hash", slug, cleanCode(receipt))[:16])
}

// TokenHash is what is stored of an invitation token, a TypedCode.
func (i Identity) TokenHash(slug, token string) string {
	return hex.EncodeToString(i.mac("token", slug, cleanCode(token))[:16])
}

// TokenHashes are the hashes under which a typed token may be stored: TokenHash, and that of tokens which earlier
// versions drew, small letters and digits without a dash.
func (i Identity) TokenHashes(slug, typed string) []string {
	old := strings.NewReplacer("-", "", " ", "").Replace(strings.ToLower(strings.TrimSpace(typed)))
	return []string{i.TokenHash(slug, typed), hex.EncodeToString(i.mac("token", slug, old)[:16])}
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

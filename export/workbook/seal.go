package workbook

import (
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/khaosat/khaosat/export/cell"
	"github.com/khaosat/khaosat/survey"
)

// Sealer signs workbooks. The private key stays with the installation; survey.Identity is one.
type Sealer interface {
	Seal(message []byte) []byte
	SealKey() ed25519.PublicKey
}

// What a seal says of a workbook.
const (
	SealGood = "good" // every cell is as it was signed, under the key that the reader trusts where one was given
	SealBad  = "bad"
	SealNone = "none" // the workbook was made without one, or it was taken out
)

// SealMessage is what is signed: the snapshot, then the digest of each sheet over its cells and values, sheets in the
// order of their names' bytes.
func SealMessage(snapshot string, digests map[string][]byte) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "khaosat seal 1\nsnapshot %s\n", snapshot)
	for _, name := range slices.Sorted(maps.Keys(digests)) {
		text, _ := cell.JsonText(name)
		fmt.Fprintf(&b, "sheet %s %s\n", hex.EncodeToString(digests[name]), text)
	}
	return []byte(b.String())
}

// Sums are the digests of what was written so far.
func (l *ledger) Sums() map[string][]byte {
	out := map[string][]byte{}
	for name, h := range l.digests {
		out[name] = h.Sum(nil)
	}
	return out
}

// KeyMark is the short form of a public key that people compare: eight groups of four hex digits.
func KeyMark(key ed25519.PublicKey) string {
	sum := sha256.Sum256(key)
	h := hex.EncodeToString(sum[:16])
	var groups []string
	for i := 0; i < len(h); i += 4 {
		groups = append(groups, h[i:i+4])
	}
	return strings.Join(groups, " ")
}

// KeyFile is a public key as a file: PEM, as openssl reads it.
func KeyFile(key ed25519.PublicKey) []byte {
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		panic(err) // an Ed25519 key always can
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
}

// ReadKey reads a public key: a file of KeyFile, or its 32 bytes in base64.
func ReadKey(b []byte) (ed25519.PublicKey, error) {
	if block, _ := pem.Decode(b); block != nil {
		key, err := x509.ParsePKIXPublicKey(block.Bytes)
		if ours, ok := key.(ed25519.PublicKey); ok && err == nil {
			return ours, nil
		}
	}
	if raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(b))); err == nil &&
		len(raw) == ed25519.PublicKeySize {
		return raw, nil
	}
	return nil, survey.Fail(survey.Invalid, "seal.key")
}

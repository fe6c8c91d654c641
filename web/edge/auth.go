package edge

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"github.com/khaosat/khaosat/survey"
)

// MinPassword is the least number of characters of a password. Length is what makes one strong; nothing else is asked.
const MinPassword = 10

// maxPassword bounds what is hashed, in bytes.
const maxPassword = 1024

// argon2id at the settings of OWASP's Password Storage Cheat Sheet: 2 passes over 19 MiB, one lane.
const (
	argonPasses  = 2
	argonKiB     = 19 * 1024
	argonLanes   = 1
	argonKeyLen  = 32
	argonSaltLen = 16
)

// HashPassword makes the PHC string of a new password. Invalid when it is shorter than MinPassword characters.
func HashPassword(password string) (string, error) {
	password = survey.NFC(password)
	if utf8.RuneCountInString(password) < MinPassword || len(password) > maxPassword {
		return "", survey.Fail(survey.Invalid, "password.length", "n", MinPassword)
	}
	salt := make([]byte, argonSaltLen)
	if _, err := rand.Read(salt); err != nil {
		return "", fmt.Errorf("read randomness: %w", err)
	}
	key := argon2.IDKey([]byte(password), salt, argonPasses, argonKiB, argonLanes, argonKeyLen)
	enc := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonKiB, argonPasses, argonLanes,
		enc(salt), enc(key)), nil
}

// passwordHash is a PHC string of argon2id taken apart.
type passwordHash struct {
	kib, passes uint32
	lanes       uint8
	salt, key   []byte
}

// parsePHC reads what HashPassword writes. Costs beyond what a login may take are refused, so that a forged record
// cannot stop the server.
func parsePHC(s string) (passwordHash, bool) {
	var h passwordHash
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return h, false
	}
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &h.kib, &h.passes, &h.lanes); n != 3 || err != nil {
		return h, false
	}
	var errSalt, errKey error
	h.salt, errSalt = base64.RawStdEncoding.DecodeString(parts[4])
	h.key, errKey = base64.RawStdEncoding.DecodeString(parts[5])
	sane := h.kib >= 8 && h.kib <= 256*1024 && h.passes >= 1 && h.passes <= 16 && h.lanes >= 1 && h.lanes <= 16
	return h, sane && errSalt == nil && errKey == nil && len(h.salt) >= 8 && len(h.key) >= 16 && len(h.key) <= 64
}

// Passwords checks passwords, few at a time: each takes 19 MiB, and a crowd of logins must not take the machine's
// memory.
type Passwords struct {
	slots chan struct{}
	decoy passwordHash // checked for names that do not exist, so that they take as long as others
}

func NewPasswords(atOnce int) *Passwords {
	return &Passwords{slots: make(chan struct{}, atOnce),
		decoy: passwordHash{kib: argonKiB, passes: argonPasses, lanes: argonLanes, salt: make([]byte, argonSaltLen),
			key: make([]byte, argonKeyLen)}}
}

// Good reports whether the password is the one of the PHC string; "" stands for a person who does not exist and takes
// the same time. Unavailable when ctx ends before there is room.
func (p *Passwords) Good(ctx context.Context, phc, password string) (bool, error) {
	if len(password) > maxPassword {
		return false, nil
	}
	h, known := parsePHC(phc)
	if !known {
		h = p.decoy
	}
	select {
	case p.slots <- struct{}{}:
		defer func() { <-p.slots }()
	case <-ctx.Done():
		return false, survey.Unanswered("login", ctx.Err())
	}
	got := argon2.IDKey([]byte(survey.NFC(password)), h.salt, h.passes, h.kib, h.lanes, uint32(len(h.key)))
	return subtle.ConstantTimeCompare(got, h.key) == 1 && known, nil
}

package survey

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

// ContentHash is the SHA-256, in hex, of the canonical JSON of {version, language, answers} as they were sent, after
// NFC: what "same content" means, and the sha256 of a receipt. A member that was not sent stays out. raw holds the
// members as JSON.
func ContentHash(raw map[string]json.RawMessage) (string, error) {
	m := map[string]json.RawMessage{}
	for _, k := range []string{"version", "language", "answers"} {
		if v, ok := raw[k]; ok {
			m[k] = v
		}
	}
	b, err := json.Marshal(m)
	if err != nil {
		return "", err
	}
	c, err := Canonical(b)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(c)
	return hex.EncodeToString(sum[:]), nil
}

// Canonical rewrites a JSON text by RFC 8785 (JSON Canonicalization Scheme), its strings and keys brought to NFC
// first. Errors are a text that is not UTF-8 or not one JSON value, half a character (\ud800), a key that stands
// twice in an object, also after NFC, and a number beyond IEEE 754 double precision.
func Canonical(b []byte) ([]byte, error) {
	var out bytes.Buffer
	from, to := jsontext.NewDecoder(bytes.NewReader(b)), jsontext.NewEncoder(&out)
	for {
		token, err := from.ReadToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		switch token.Kind() {
		case '"':
			token = jsontext.String(NFC(token.String()))
		case '0':
			if _, err := strconv.ParseFloat(token.String(), 64); err != nil { // jsontext would take the largest number there is
				return nil, fmt.Errorf("the number %s is too large", token)
			}
		}
		if err := to.WriteToken(token); err != nil {
			return nil, err
		}
	}
	v := jsontext.Value(out.Bytes())
	if err := v.Canonicalize(); err != nil {
		return nil, err
	}
	return v, nil
}

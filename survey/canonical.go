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
	"golang.org/x/text/unicode/norm"
)

// ContentHash is the SHA-256, in hex, of the canonical JSON of {version, language, answers} as they were sent, after
// NFC: what "same content" means, and the sha256 of a receipt. A member that was not sent stays out. raw holds the
// members as JSON.
func ContentHash(raw map[string]json.RawMessage) (string, error) {
	b := []byte{'{'}
	for _, k := range []string{"answers", "language", "version"} {
		if v, ok := raw[k]; ok {
			if len(b) > 1 {
				b = append(b, ',')
			}
			b = append(append(strconv.AppendQuote(b, k), ':'), v...)
		}
	}
	c, err := Canonical(append(b, '}'))
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
	if asItIs(b) {
		v := jsontext.Value(bytes.Clone(b))
		err := v.Canonicalize()
		return v, err
	}
	return canonical(b)
}

// asItIs reports whether a text needs nothing but jsontext's own canonical form: its strings are in NFC, with no escape
// behind which another character may stand, and it has no number that may be beyond a double.
func asItIs(b []byte) bool {
	digits := 0
	for i, c := range b {
		switch {
		case c == '\\' && i+1 < len(b) && b[i+1] == 'u':
			return false
		case c >= '0' && c <= '9':
			if digits++; digits > 300 {
				return false
			}
		case (c == 'e' || c == 'E') && digits > 0:
			return false
		case c != '.':
			digits = 0
		}
	}
	return norm.NFC.IsNormal(b)
}

func canonical(b []byte) ([]byte, error) {
	var out bytes.Buffer
	from, to := jsontext.NewDecoder(bytes.NewBuffer(b)), jsontext.NewEncoder(&out)
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

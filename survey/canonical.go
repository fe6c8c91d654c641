package survey

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"sort"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// ContentHash is the SHA-256, in hex, of the canonical JSON of {version, language, answers} as they were sent, after NFC: what "same
// content" means, and the sha256 of a receipt. A member that was not sent stays out. raw holds the members as JSON.
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

// Canonical rewrites a JSON text by RFC 8785 (JSON Canonicalization Scheme), its strings and keys brought to NFC first.
// Numbers are those of IEEE 754 double precision, as the RFC has it; a number beyond its range is an error.
func Canonical(b []byte) ([]byte, error) {
	if !utf8.Valid(b) {
		return nil, fmt.Errorf("not UTF-8")
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	var x any
	if err := dec.Decode(&x); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := canonical(&out, x); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func canonical(out *bytes.Buffer, x any) error {
	switch x := x.(type) {
	case nil:
		out.WriteString("null")
	case bool:
		out.WriteString(strconv.FormatBool(x))
	case json.Number:
		s, err := canonicalNumber(x)
		if err != nil {
			return err
		}
		out.WriteString(s)
	case string:
		canonicalString(out, NFC(x))
	case []any:
		out.WriteByte('[')
		for i, e := range x {
			if i > 0 {
				out.WriteByte(',')
			}
			if err := canonical(out, e); err != nil {
				return err
			}
		}
		out.WriteByte(']')
	case map[string]any:
		return canonicalObject(out, x)
	}
	return nil
}

func canonicalObject(out *bytes.Buffer, x map[string]any) error {
	type member struct {
		units []uint16
		key   string
		value any
	}
	members := make([]member, 0, len(x))
	for k, v := range x {
		k = NFC(k)
		members = append(members, member{utf16.Encode([]rune(k)), k, v})
	}
	sort.Slice(members, func(i, j int) bool {
		a, b := members[i].units, members[j].units
		for n := 0; n < len(a) && n < len(b); n++ {
			if a[n] != b[n] {
				return a[n] < b[n]
			}
		}
		return len(a) < len(b)
	})
	out.WriteByte('{')
	for i, m := range members {
		if i > 0 {
			if members[i-1].key == m.key {
				return fmt.Errorf("the key %q stands twice", m.key)
			}
			out.WriteByte(',')
		}
		canonicalString(out, m.key)
		out.WriteByte(':')
		if err := canonical(out, m.value); err != nil {
			return err
		}
	}
	out.WriteByte('}')
	return nil
}

func canonicalString(out *bytes.Buffer, s string) {
	out.WriteByte('"')
	for _, r := range s {
		switch r {
		case '"', '\\':
			out.WriteByte('\\')
			out.WriteRune(r)
		case '\b':
			out.WriteString(`\b`)
		case '\t':
			out.WriteString(`\t`)
		case '\n':
			out.WriteString(`\n`)
		case '\f':
			out.WriteString(`\f`)
		case '\r':
			out.WriteString(`\r`)
		default:
			if r < 0x20 {
				fmt.Fprintf(out, `\u%04x`, r)
			} else {
				out.WriteRune(r)
			}
		}
	}
	out.WriteByte('"')
}

// canonicalNumber writes a number as ECMAScript's Number::toString does.
func canonicalNumber(n json.Number) (string, error) {
	f, err := n.Float64()
	if err != nil || math.IsInf(f, 0) {
		return "", fmt.Errorf("the number %s is too large", n)
	}
	if f == 0 {
		return "0", nil
	}
	if a := math.Abs(f); a >= 1e-6 && a < 1e21 {
		return strconv.FormatFloat(f, 'f', -1, 64), nil
	}
	s := strconv.FormatFloat(f, 'e', -1, 64)
	mantissa, exponent, _ := strings.Cut(s, "e")
	sign := exponent[:1]
	digits := strings.TrimLeft(exponent[1:], "0")
	if sign == "+" {
		return mantissa + "e+" + digits, nil
	}
	return mantissa + "e-" + digits, nil
}

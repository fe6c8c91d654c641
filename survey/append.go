package survey

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// AppendJSON appends the answers as encoding/json writes them, in the order of their paths, to dst. Row hashes are over
// these bytes, so they never change.
func (a Answers) AppendJSON(dst []byte) []byte {
	if a == nil {
		return append(dst, "null"...)
	}
	dst = append(dst, '{')
	for i, path := range slices.Sorted(maps.Keys(a)) {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(appendText(dst, path), ':')
		dst = a[path].appendJSON(dst)
	}
	return append(dst, '}')
}

// MarshalJSON is AppendJSON for encoding/json, which judges the numbers.
func (a Answers) MarshalJSON() ([]byte, error) { return a.AppendJSON(nil), nil }

func (v Value) appendJSON(dst []byte) []byte {
	switch v.Kind {
	case VText:
		return appendText(dst, v.Text)
	case VNumber:
		return append(dst, v.Text...)
	case VRows:
		if v.Rows == nil {
			return append(dst, "null"...)
		}
		dst = append(dst, '[')
		for i, row := range v.Rows {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = row.AppendJSON(dst)
		}
		return append(dst, ']')
	}
	b, _ := v.MarshalJSON() // of strings and finite numbers, which never fail
	return append(dst, b...)
}

// appendText appends a string as encoding/json writes it; most need no escape.
func appendText(dst []byte, s string) []byte {
	if plainText(s) {
		return append(append(append(dst, '"'), s...), '"')
	}
	b, _ := json.Marshal(s) // never fails
	return append(dst, b...)
}

// plainText reports whether encoding/json writes a string as it is. It escapes control characters, quotes, what HTML
// might mistake, and two line ends of Unicode.
func plainText(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c < 0x20 || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' || c == 0x7f:
			return false
		}
	}
	return utf8.ValidString(s) && !strings.Contains(s, "\u2028") && !strings.Contains(s, "\u2029")
}

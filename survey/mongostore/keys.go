package mongostore

import (
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"
)

// idParts makes the characters that join the parts of an _id safe inside a part.
var idParts = strings.NewReplacer("%", "%25", "/", "%2F", "@", "%40")

// idOf joins parts to an _id. Different parts never give the same one.
func idOf(parts ...string) string {
	safe := make([]string, len(parts))
	for i, p := range parts {
		safe[i] = idParts.Replace(p)
	}
	return strings.Join(safe, "/")
}

// atRevision is the _id of a revision; the first one's is the bare id.
func atRevision(id string, revision int64) string {
	if revision == 1 {
		return id
	}
	return id + "@" + strconv.FormatInt(revision, 10)
}

// fieldNames escapes what a field name must not have: MongoDB reads "." as a path and "$" as an operator, NUL ends a
// name.
var fieldNames = strings.NewReplacer("%", "%25", ".", "%2E", "$", "%24", "\x00", "%00")

// fieldOf makes a field name of any text; nameOf turns it back. Item paths keep their slashes, so that an operator can
// write "$answers.group/name".
func fieldOf(name string) string {
	if name == "" {
		return "%"
	}
	return fieldNames.Replace(name)
}

func nameOf(field string) (string, error) {
	if field == "%" {
		return "", nil
	}
	return url.PathUnescape(field)
}

// keyRange gives the bounds [from, to) of all strings that begin with prefix. to is "" when there is no upper bound. A
// prefix that ends inside a character gives the range of what is whole; the caller still compares.
func keyRange(prefix string) (from, to string) {
	for !utf8.ValidString(prefix) {
		prefix = prefix[:len(prefix)-1]
	}
	runes := []rune(prefix)
	for i := len(runes) - 1; i >= 0; i-- {
		if next := runes[i] + 1; next <= utf8.MaxRune {
			if next == 0xD800 {
				next = 0xE000 // surrogates are no characters
			}
			return prefix, string(append(runes[:i:i], next))
		}
	}
	return prefix, ""
}

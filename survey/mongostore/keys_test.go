package mongostore

import (
	"strings"
	"testing"
)

func TestFieldNames(t *testing.T) {
	for name, want := range map[string]string{
		"nhom/cau_1": "nhom/cau_1", "Đánh giá": "Đánh giá", "a.b": "a%2Eb", "$set": "%24set", "a\x00b": "a%00b",
		"100%": "100%25", "%2E": "%252E", "": "%",
	} {
		field := fieldOf(name)
		if field != want {
			t.Errorf("fieldOf(%q) = %q, want %q", name, field, want)
		}
		if back, err := nameOf(field); err != nil || back != name {
			t.Errorf("nameOf(%q) = %q, %v, want %q", field, back, err, name)
		}
	}
}

// Different identities never share an _id, whatever their texts are.
func TestIDs(t *testing.T) {
	ids := map[string]string{}
	for _, s := range []string{"a", "a/b", "a@2", "a%2Fb", ""} {
		for _, id := range []string{"b", "b/c", "b@2", "b%2Fc", "@2"} {
			for _, batch := range []string{"", "c", "c@2"} {
				for _, revision := range []int64{1, 2} {
					key := atRevision(slotOf(s, id, batch), revision)
					what := strings.Join([]string{s, id, batch}, "|")
					if other, there := ids[key]; there {
						t.Errorf("%s and %s share the _id %s", what, other, key)
					}
					ids[key] = what
				}
			}
		}
	}
}

func TestKeyRange(t *testing.T) {
	for _, c := range []struct{ prefix, from, to string }{
		{"", "", ""},
		{"nghi-quyet/", "nghi-quyet/", "nghi-quyet0"},
		{"ế", "ế", "Ề"},
		{"a\U0010FFFF", "a\U0010FFFF", "b"},
		{"\U0010FFFF", "\U0010FFFF", ""},
		{"a\uD7FF", "a\uD7FF", "a\uE000"}, // the code points between are surrogates
		{"a\xe1\xba", "a", "b"},           // ends inside a character
	} {
		if from, to := keyRange(c.prefix); from != c.from || to != c.to {
			t.Errorf("keyRange(%q) = %q, %q, want %q, %q", c.prefix, from, to, c.from, c.to)
		}
	}
}

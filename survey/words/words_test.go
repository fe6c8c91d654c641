package words

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

var verb = regexp.MustCompile(`%(\[\d+\])?[-+# 0]*\d*(\.\d+)?[a-zA-Z]`)

// verbs lists the verbs of a format by the argument that each takes.
func verbs(text string) []string {
	next := 1
	out := map[string]bool{}
	for _, v := range verb.FindAllString(strings.ReplaceAll(text, "%%", ""), -1) {
		if i := strings.Index(v, "]"); i > 0 {
			out[v[1:i+1]+v[len(v)-1:]] = true
			continue
		}
		out["["+string(rune('0'+next))+"]"+v[len(v)-1:]] = true
		next++
	}
	var list []string
	for v := range out {
		list = append(list, v)
	}
	slices.Sort(list)
	return list
}

func TestLanguagesSayTheSame(t *testing.T) {
	vi, en := catalogue["vi"], catalogue["en"]
	if len(vi) == 0 {
		t.Fatal("the catalogue is empty")
	}
	for key, text := range vi {
		if strings.TrimSpace(text) == "" || strings.TrimSpace(en[key]) == "" {
			t.Errorf("%s: a text is empty or missing: vi %q, en %q", key, text, en[key])
		}
		if got, want := verbs(en[key]), verbs(text); !slices.Equal(got, want) {
			t.Errorf("%s: verbs differ: en %q, vi %q", key, got, want)
		}
	}
	for key := range en {
		if _, ok := vi[key]; !ok {
			t.Errorf("%s: only in English", key)
		}
	}
}

func TestT(t *testing.T) {
	for _, c := range []struct{ lang, key, want string }{
		{"vi", "respond.next", "Tiếp theo"},
		{"en", "respond.next", "Next"},
		{"en-GB", "respond.next", "Next"},
		{"blt", "respond.next", "Tiếp theo"},
		{"", "respond.next", "Tiếp theo"},
		{"eno", "respond.next", "Tiếp theo"},
		{"vi", "no.such.key", "no.such.key"},
	} {
		if got := T(c.lang, c.key); got != c.want {
			t.Errorf("T(%q, %q) = %q, want %q", c.lang, c.key, got, c.want)
		}
	}
	if got, want := T("vi", "respond.page_of", 2, 5), "Trang 2/5"; got != want {
		t.Errorf("T with arguments = %q, want %q", got, want)
	}
}

func TestLoadRefusesAKeyTwice(t *testing.T) {
	_, err := load(fstest.MapFS{
		"a.vi.json": {Data: []byte(`{"x":"1"}`)}, "b.vi.json": {Data: []byte(`{"x":"2"}`)},
	})
	if err == nil || !strings.Contains(err.Error(), `"x"`) {
		t.Errorf("load with a key twice = %v, want an error that names it", err)
	}
}

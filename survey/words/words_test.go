package words

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// places lists the names that a text fills in, those of all plural forms.
func places(t text) []string {
	found := map[string]bool{}
	for _, s := range wordings(t) {
		s = strings.NewReplacer("{{", "", "}}", "").Replace(s)
		for _, m := range regexp.MustCompile(`\{([^{}]*)\}`).FindAllStringSubmatch(s, -1) {
			found[m[1]] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// wordings are the text, or all of its plural forms.
func wordings(t text) []string {
	if t.forms == nil {
		return []string{t.plain}
	}
	return slices.Collect(maps.Values(t.forms))
}

func everything(t *testing.T) map[string]map[string]text {
	t.Helper()
	c, err := load(files)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]map[string]text{}
	for lang, s := range c.languages {
		all[lang], _ = s.texts()
	}
	return all
}

// TestLanguagesSayTheSame: Vietnamese and English have every key, and every language fills in the same values.
func TestLanguagesSayTheSame(t *testing.T) {
	texts := everything(t)
	for _, lang := range []string{"vi", "en"} {
		if len(texts[lang]) < 500 {
			t.Fatalf("%s has %d texts", lang, len(texts[lang]))
		}
	}
	for key := range texts["vi"] {
		if _, ok := texts["en"][key]; !ok {
			t.Errorf("%s: not in English", key)
		}
	}
	for lang, all := range texts {
		for key, said := range all {
			first, ok := texts["vi"][key]
			if !ok {
				t.Errorf("%s: only in %s", key, lang)
			}
			if got, want := places(said), places(first); !slices.Equal(got, want) {
				t.Errorf("%s: %s fills in %v, vi %v", key, lang, got, want)
			}
			if said.forms != nil && !slices.Contains(places(first), said.count) {
				t.Errorf("%s: %s counts %q, which the text does not name", key, lang, said.count)
			}
			for _, s := range wordings(said) {
				if strings.TrimSpace(s) == "" {
					t.Errorf("%s: a text of %s is blank", key, lang)
				}
			}
		}
	}
}

var escape = regexp.MustCompile(`(^|[^\\])(\\\\)*\\u`)

// TestFilesAreKeptInOrder: a translator finds one key on a line, in order of the keys, with letters as they are.
func TestFilesAreKeptInOrder(t *testing.T) {
	names, _ := files.ReadDir(".")
	for _, name := range names {
		b, err := files.ReadFile(name.Name())
		if err != nil {
			t.Fatal(err)
		}
		last := ""
		for i, line := range strings.Split(strings.TrimSpace(string(b)), "\n") {
			key, _, ok := strings.Cut(strings.TrimPrefix(line, `  "`), `": `)
			if line == "{" || line == "}" {
				continue
			}
			if !ok || key <= last || escape.MatchString(line) {
				t.Errorf("%s, line %d: one key a line, sorted, letters as they are: %.60s", name.Name(), i+1, line)
			}
			last = key
		}
	}
}

func TestT(t *testing.T) {
	for _, c := range []struct{ lang, key, want string }{
		{"vi", "respond.next", "Tiếp theo"},
		{"en", "respond.next", "Next"},
		{"en-GB", "respond.next", "Next"},
		{"en_GB", "respond.next", "Next"},
		{"EN-gb", "respond.next", "Next"},
		{"blt", "respond.next", "Tiếp theo"},
		{"", "respond.next", "Tiếp theo"},
		{"eno", "respond.next", "Tiếp theo"},
		{"vi", "no.such.key", "no.such.key"},
	} {
		if got := T(c.lang, c.key); got != c.want {
			t.Errorf("T(%q, %q) = %q, want %q", c.lang, c.key, got, c.want)
		}
	}
	if got, want := T("vi", "respond.page_of", "page", 2, "of", 5), "Trang 2/5"; got != want {
		t.Errorf("T with values = %q, want %q", got, want)
	}
}

func TestFill(t *testing.T) {
	for _, c := range []struct {
		text  string
		pairs []any
		want  string
	}{
		{"{n} of {n}", []any{"n", 3}, "3 of 3"},
		{"{a}{b}", []any{"b", "x{a}", "a", 1.5}, "1.5x{a}"}, // what is filled in is not read again
		{`{{"missing":"{why}"}}`, []any{"why", "refused"}, `{"missing":"refused"}`},
		{"${{{ref}}}", []any{"ref", "age"}, "${age}"},
		{"{gap} and a lone } or {", nil, "{gap} and a lone } or {"},
		{"{list}", []any{"list", []string{"a", "b"}}, "a, b"},
		{"Done. {hint}", []any{"hint", Message{}}, "Done."},
		{"{a} {b} “{b}”", []any{"a", "x", "b", ""}, "x “”"},
		{"Open since {day}.", []any{"day", nil}, "Open since {day}."},
		{"{told}.", []any{"told", Say("respond.next")}, "Tiếp theo."},
	} {
		if got := fill(c.text, "vi", c.pairs); got != c.want {
			t.Errorf("fill(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}

func TestBlank(t *testing.T) {
	for _, c := range []struct{ key, want string }{
		{"sheet.survey_missing", "The workbook has no sheet called survey."}, // {hint} leaves nothing
		{"argument.nodes", "A question is needed here, such as ${name}."},    // braces that are meant stay
		{"answer.rows", "This part needs exactly … rows, but has …."},
		{"no.such.key", "no.such.key"},
	} {
		if got := Blank(c.key).In("en"); got != c.want {
			t.Errorf("Blank(%q) = %q, want %q", c.key, got, c.want)
		}
	}
}

// counted is a value that counts how often it is put into words.
type counted struct{ times *int }

func (c counted) In(string) string {
	*c.times++
	return "x"
}

// TestFillSaysOnce: each value is put into words once, also a value of a value.
func TestFillSaysOnce(t *testing.T) {
	times := 0
	var said Speaker = counted{&times}
	for range 5 {
		inner := said
		said = speaker(func(lang string) string { return fill("so {x}", lang, []any{"x", inner}) })
	}
	if got := said.In("vi"); got != "so so so so so x" || times != 1 {
		t.Errorf("filled in %q, and said %d times", got, times)
	}
}

type speaker func(lang string) string

func (s speaker) In(lang string) string { return s(lang) }

func TestLoadRefuses(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"b.vi.json", `{"x":"2"}`, `"x" stands twice`},
		{"b.json", `{}`, "AREA.LANG.json"},
		{"b.12.json", `{}`, "12"},
		{"b.en.json", `{"y":{"one":"1","other":"2"}}`, "count"},
		{"b.en.json", `{"y":{"count":"n","some":"1","other":"2"}}`, "some"},
	} {
		_, err := load(fstest.MapFS{"a.vi.json": {Data: []byte(`{"x":"1"}`)}, c.name: {Data: []byte(c.text)}})
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), c.name) {
			t.Errorf("load with %s %s = %v, want an error that names file and %s", c.name, c.text, err, c.want)
		}
	}
}

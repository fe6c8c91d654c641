package words

import (
	"encoding/json"
	"testing"
	"testing/fstest"
)

// A language that brings its furniture alone: its pages speak it, the rest is Vietnamese. The plural forms are those
// that CLDR has: Russian says 1, 21 and 101 alike, 2 and 104 alike, and 5, 11 and 112 alike; Arabic has six forms.
func TestALanguageIsAFile(t *testing.T) {
	c, err := load(fstest.MapFS{
		"respond.vi.json": {Data: []byte(`{"next":"Tiếp","rows":"{n} dòng"}`)},
		"desk.vi.json":    {Data: []byte(`{"late":"quá hạn {n} ngày"}`)},
		"respond.ru.json": {Data: []byte(`{"next":"Далее","rows":{"count":"n","one":"{n} строка","few":"{n} строки","many":"{n} строк","other":"{n} строки"}}`)},
		"respond.ar.json": {Data: []byte(`{"rows":{"count":"n","zero":"z{n}","one":"o{n}","two":"t{n}","few":"f{n}","many":"m{n}","other":"x{n}"}}`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []struct {
		lang, key string
		n         any
		text      string
	}{
		{"ru", "next", 0, "Далее"},
		{"ru", "rows", 1, "1 строка"}, {"ru", "rows", 21, "21 строка"}, {"ru", "rows", int64(101), "101 строка"},
		{"ru", "rows", 2, "2 строки"}, {"ru", "rows", uint8(104), "104 строки"}, {"ru", "rows", 1.5, "1.5 строки"},
		{"ru", "rows", 5, "5 строк"}, {"ru", "rows", 11, "11 строк"}, {"ru", "rows", 112, "112 строк"},
		{"ru", "rows", 1_000_000_000_001, "1000000000001 строка"},
		{"ar", "rows", 0, "z0"}, {"ar", "rows", 1, "o1"}, {"ar", "rows", 2, "t2"}, {"ar", "rows", 3, "f3"},
		{"ar", "rows", 11, "m11"}, {"ar", "rows", 100, "x100"},
		{"ru", "late", 3, "quá hạn 3 ngày"},
		{"ar", "next", 3, "Tiếp"},
	} {
		if got := c.render(want.lang, want.key, []any{"n", want.n}); got != want.text {
			t.Errorf("%s %s with %v = %q, want %q", want.lang, want.key, want.n, got, want.text)
		}
	}
	for _, want := range []struct {
		tag   string
		areas []string
		lang  string
	}{
		{"ru-RU", []string{"respond"}, "ru"}, {"ru", []string{"respond", "desk"}, "vi"}, {"RU", nil, "ru"},
		{"rus", nil, "vi"},
	} {
		if got := c.match(want.tag, want.areas); got != want.lang {
			t.Errorf("match(%q, %v) = %q, want %q", want.tag, want.areas, got, want.lang)
		}
	}
}

// A number that is written out counts as the number that it is.
func TestPluralOfWrittenNumbers(t *testing.T) {
	for n, want := range map[string]string{"1": "1 thing to correct", "2": "2 things to correct",
		"1,001": "1,001 things to correct"} {
		if got := T("en", "common.problems", "n", n); got != want {
			t.Errorf("with %q: %q, want %q", n, got, want)
		}
	}
}

func TestMessage(t *testing.T) {
	inner := Say("respond.page_of", "page", 1, "of", Plain("3 < 4"))
	whole := Say("body.too_large", "most", inner).Plus(Message{}, Plain("…"))
	if got, want := whole.String(),
		"Nội dung gửi quá lớn (tối đa Trang 1/3 < 4). … / What was sent is too large (at most Page 1 of 3 < 4). …"; got != want {
		t.Errorf("String = %q, want %q", got, want)
	}
	if got, want := Join("; ", inner, inner).Then(func(s string) string { return s[:4] }).In("en"),
		"Page"; got != want {
		t.Errorf("Then = %q, want %q", got, want)
	}
	b, err := json.Marshal(inner)
	if want := `{"vi":"Trang 1/3 \u003c 4","en":"Page 1 of 3 \u003c 4"}`; err != nil || string(b) != want {
		t.Fatalf("on the wire: %s, %v, want %s", b, err, want)
	}
	var read Message
	if err := json.Unmarshal(b, &read); err != nil || read.String() != inner.String() ||
		read.In("en-GB") != "Page 1 of 3 < 4" || read.In("th") != "Trang 1/3 < 4" {
		t.Errorf("read again: %v, %v", read, err)
	}
	if err := json.Unmarshal([]byte(`{"vi":"","en":""}`), &read); err != nil || !read.IsZero() ||
		!(Message{}).IsZero() || whole.IsZero() {
		t.Error("a message that says nothing is not known as one")
	}
	if b, _ := json.Marshal(Message{}); string(b) != `{"vi":"","en":""}` {
		t.Errorf("nothing on the wire: %s", b)
	}
}

func BenchmarkSay(b *testing.B) {
	b.ReportAllocs()
	for n := range b.N {
		if m := Say("respond.page_of", "page", n, "of", 5); m.IsZero() {
			b.Fatal()
		}
	}
}

func BenchmarkIn(b *testing.B) {
	b.ReportAllocs()
	m := Say("respond.page_of", "page", 2, "of", 5)
	for b.Loop() {
		m.In("en")
	}
}

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := load(files); err != nil {
			b.Fatal(err)
		}
	}
}

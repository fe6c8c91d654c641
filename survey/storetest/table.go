package storetest

import (
	"testing"

	"github.com/khaosat/khaosat/survey"
)

var tableIdeas = []idea{
	{"insert-then-get", func(t *testing.T, h Harness) {
		links := h.Store.Links()
		v := survey.Link{Survey: slug, Code: "a1", Label: "Xã Bum Nưa"}
		must(t, links.Insert(bg, "a1", v))
		equal(t, "row", one[survey.Row[survey.Link]](t)(links.Get(bg, "a1")),
			survey.Row[survey.Link]{Key: "a1", Revision: 1, Value: v})
	}},
	{"insert-of-a-key-that-exists-is-conflict", func(t *testing.T, h Harness) {
		links := h.Store.Links()
		must(t, links.Insert(bg, "a1", survey.Link{Label: "đầu"}))
		wantKind(t, links.Insert(bg, "a1", survey.Link{Label: "sau"}), survey.Conflict)
		equal(t, "label", one[survey.Row[survey.Link]](t)(links.Get(bg, "a1")).Value.Label, "đầu")
	}},
	{"get-of-nothing-is-not-found", func(t *testing.T, h Harness) {
		_, err := h.Store.Links().Get(bg, "none")
		wantKind(t, err, survey.NotFound)
	}},
	{"insert-many-passes-over-what-exists", func(t *testing.T, h Harness) {
		links := h.Store.Links()
		must(t, links.Insert(bg, "b", survey.Link{Label: "đầu"}))
		n, err := links.InsertMany(bg, []survey.Row[survey.Link]{
			{Key: "a", Value: survey.Link{Label: "a"}}, {Key: "b", Value: survey.Link{Label: "sau"}},
			{Key: "c", Value: survey.Link{Label: "c"}}, {Key: "c", Value: survey.Link{Label: "c lần hai"}},
		})
		must(t, err)
		equal(t, "inserted", n, 2)
		equal(t, "labels", labels(t, links, ""), []string{"a=a", "b=đầu", "c=c"})
	}},
	{"insert-many-of-nothing", func(t *testing.T, h Harness) {
		n, err := h.Store.Links().InsertMany(bg, nil)
		must(t, err)
		equal(t, "inserted", n, 0)
	}},
	{"insert-many-of-hundreds", func(t *testing.T, h Harness) {
		var rows []survey.Row[survey.Token]
		for i := range 150 {
			rows = append(rows, survey.Row[survey.Token]{Key: slug + "/" + string(rune('一'+i)),
				Value: survey.Token{Survey: slug}})
		}
		equal(t, "inserted", one[int](t)(h.Store.Tokens().InsertMany(bg, rows)), 150)
		equal(t, "inserted again", one[int](t)(h.Store.Tokens().InsertMany(bg, rows)), 0)
	}},
	{"replace-raises-the-revision", func(t *testing.T, h Harness) {
		links := h.Store.Links()
		must(t, links.Insert(bg, "a", survey.Link{Label: "1"}))
		equal(t, "second", one[int64](t)(links.Replace(bg, "a", 1, survey.Link{Label: "2"})), int64(2))
		equal(t, "third", one[int64](t)(links.Replace(bg, "a", 2, survey.Link{Label: "3"})), int64(3))
		row := one[survey.Row[survey.Link]](t)(links.Get(bg, "a"))
		equal(t, "row", row, survey.Row[survey.Link]{Key: "a", Revision: 3, Value: survey.Link{Label: "3"}})
	}},
	{"replace-of-a-stale-revision-is-conflict", func(t *testing.T, h Harness) {
		links := h.Store.Links()
		must(t, links.Insert(bg, "a", survey.Link{Label: "1"}))
		one[int64](t)(links.Replace(bg, "a", 1, survey.Link{Label: "2"}))
		for _, stale := range []int64{0, 1, 3} {
			_, err := links.Replace(bg, "a", stale, survey.Link{Label: "lạc"})
			wantKind(t, err, survey.Conflict)
		}
		equal(t, "labels", labels(t, links, ""), []string{"a=2"})
	}},
	{"replace-of-nothing-is-not-found", func(t *testing.T, h Harness) {
		_, err := h.Store.Links().Replace(bg, "none", 1, survey.Link{})
		wantKind(t, err, survey.NotFound)
	}},
	{"delete-then-insert-begins-anew", func(t *testing.T, h Harness) {
		links := h.Store.Links()
		must(t, links.Insert(bg, "a", survey.Link{Label: "1"}))
		one[int64](t)(links.Replace(bg, "a", 1, survey.Link{Label: "2"}))
		must(t, links.Delete(bg, "a"))
		_, err := links.Get(bg, "a")
		wantKind(t, err, survey.NotFound)
		_, err = links.Replace(bg, "a", 2, survey.Link{})
		wantKind(t, err, survey.NotFound)
		equal(t, "labels after delete", len(labels(t, links, "")), 0)
		must(t, links.Insert(bg, "a", survey.Link{Label: "mới"}))
		equal(t, "row", one[survey.Row[survey.Link]](t)(links.Get(bg, "a")),
			survey.Row[survey.Link]{Key: "a", Revision: 1, Value: survey.Link{Label: "mới"}})
		equal(t, "second", one[int64](t)(links.Replace(bg, "a", 1, survey.Link{Label: "2"})), int64(2))
	}},
	{"delete-of-nothing-is-well", func(t *testing.T, h Harness) {
		must(t, h.Store.Links().Delete(bg, "none"))
	}},
	{"list-in-byte-order", func(t *testing.T, h Harness) {
		want := []string{"A", "Z", "a", "a/1", "a/10", "a/2", "aa", "á", "\uFFFD", "\U00010000"}
		for _, i := range []int{5, 3, 0, 8, 1, 9, 2, 7, 4, 6} {
			must(t, h.Store.Links().Insert(bg, want[i], survey.Link{}))
		}
		equal(t, "keys", tableKeys(t, h.Store.Links(), ""), want)
	}},
	{"list-prefix-has-no-wildcards", func(t *testing.T, h Harness) {
		for _, key := range []string{"a", "a%b", "a*b", "a.b", "a/1", "a/\U0010FFFF", "a?b", "a[b]", `a\b`, "a^", "a_b",
			"a|b", "ab", "b", "A/1"} {
			must(t, h.Store.Links().Insert(bg, key, survey.Link{}))
		}
		for prefix, want := range map[string][]string{
			"a%": {"a%b"}, "a*": {"a*b"}, "a.": {"a.b"}, "a?": {"a?b"}, "a[": {"a[b]"}, `a\`: {`a\b`}, "a^": {"a^"},
			"a_": {"a_b"}, "a|": {"a|b"}, "a/": {"a/1", "a/\U0010FFFF"}, "A": {"A/1"}, "^a": nil, ".": nil,
			"a/\U0010FFFF": {"a/\U0010FFFF"},
		} {
			equal(t, "prefix "+prefix, tableKeys(t, h.Store.Links(), prefix), want)
		}
	}},
	{"keys-with-dot-dollar-slash-and-quotes", func(t *testing.T, h Harness) {
		links := h.Store.Links()
		for _, key := range []string{"$where", "a.b.c", "xã/thôn", "$", ".", "'; DROP TABLE links; --", `"`, "{}", " ",
			"ꪼꪕ", "👩‍🌾"} {
			must(t, links.Insert(bg, key, survey.Link{Label: key}))
			equal(t, key, one[survey.Row[survey.Link]](t)(links.Get(bg, key)).Value.Label, key)
			one[int64](t)(links.Replace(bg, key, 1, survey.Link{Label: key + "'"}))
			equal(t, key+" listed", tableKeys(t, links, key), []string{key})
			must(t, links.Delete(bg, key))
		}
	}},
	{"tables-do-not-mix", func(t *testing.T, h Harness) {
		must(t, h.Store.Tokens().Insert(bg, "k", survey.Token{}))
		must(t, h.Store.Links().Insert(bg, "k", survey.Link{Label: "x"}))
		must(t, h.Store.Tokens().Delete(bg, "k"))
		equal(t, "link", one[survey.Row[survey.Link]](t)(h.Store.Links().Get(bg, "k")).Value.Label, "x")
	}},
	{"what-is-fetched-is-a-copy", func(t *testing.T, h Harness) {
		v := survey.UnitSet{ID: "u", Units: []survey.Unit{{Code: "1"}}}
		must(t, h.Store.UnitSets().Insert(bg, "u", v))
		v.Units[0].Code = "sửa sau khi ghi"
		first := one[survey.Row[survey.UnitSet]](t)(h.Store.UnitSets().Get(bg, "u"))
		equal(t, "after changing what was put in", first.Value.Units[0].Code, "1")
		first.Value.Units[0].Code = "sửa sau khi đọc"
		equal(t, "after changing what came out",
			one[survey.Row[survey.UnitSet]](t)(h.Store.UnitSets().Get(bg, "u")).Value.Units[0].Code, "1")
	}},
}

// labels lists links as "key=label".
func labels(t *testing.T, links survey.Collection[survey.Link], prefix string) []string {
	t.Helper()
	var out []string
	for _, r := range one[[]survey.Row[survey.Link]](t)(links.List(bg, prefix)) {
		out = append(out, r.Key+"="+r.Value.Label)
	}
	return out
}

func tableKeys[T any](t *testing.T, table survey.Collection[T], prefix string) []string {
	t.Helper()
	var out []string
	for _, r := range one[[]survey.Row[T]](t)(table.List(bg, prefix)) {
		out = append(out, r.Key)
	}
	return out
}

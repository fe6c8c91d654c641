// Package words is the catalogue of everything that khaosat says to a person. Its files are named AREA.LANG.json
// (respond.vi.json, respond.en.json) and hold keys with their texts; which languages there are is read off the files. A
// language may bring some areas only and is Vietnamese for the rest.
//
// A text names what is filled in: "The survey has no wave “{wave}”." A brace that is meant is written twice. Where a
// number decides the wording, an object stands in place of the text, with the name of that number and the plural forms
// that the language has in CLDR: {"count":"n","one":"{n} row","other":"{n} rows"}.
package words

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
)

//go:embed *.json
var files embed.FS

// Default is the language that has every text, and in which a text stands that another language lacks.
const Default = "vi"

var inUse atomic.Pointer[catalogue]

func init() {
	c, err := open(files)
	if err != nil {
		panic(err)
	}
	inUse.Store(c)
}

// Languages lists the languages of the catalogue, the default one first, the others in byte order.
func Languages() []string {
	c := inUse.Load()
	out := slices.Collect(maps.Keys(c.languages))
	slices.SortFunc(out, func(a, b string) int {
		switch Default {
		case a:
			return -1
		case b:
			return 1
		}
		return strings.Compare(a, b)
	})
	return out
}

// Add brings further languages into the catalogue, in files named as its own.
func Add(dir fs.FS) error {
	more, err := load(dir)
	if err != nil {
		return err
	}
	for {
		was := inUse.Load()
		all := maps.Clone(was.languages)
		for lang, s := range more.languages {
			if all[lang] != nil {
				return fmt.Errorf("the language %q is in the catalogue already", lang)
			}
			all[lang] = s
		}
		if inUse.CompareAndSwap(was, &catalogue{all}) {
			return nil
		}
	}
}

// Match returns the language of the catalogue that serves a BCP 47 tag: the tag itself, or the tag with its last parts
// taken away ("en-GB" is "en"), and Default where there is none. Given areas, only a language that brings all of them
// counts.
func Match(tag string, areas ...string) string { return inUse.Load().match(tag, areas) }

// Find is Match that says whether there is such a language.
func Find(tag string, areas ...string) (lang string, ok bool) { return inUse.Load().find(tag, areas) }

// Has reports whether a key has a text.
func Has(key string) bool {
	_, _, ok := inUse.Load().text(Default, key)
	return ok
}

// T returns the text of a key in the language that serves a tag, with names and values filled in: T("en", "page", "n",
// 2). A key that the language lacks is given in Default; a key without any text comes back as it is, so that the gap
// can be seen.
func T(tag, key string, pairs ...any) string {
	c := inUse.Load()
	return c.render(c.match(tag, nil), key, pairs)
}

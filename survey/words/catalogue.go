package words

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// catalogue is a folder of files. It does not change once it is open; the texts of a language are read when first asked
// for.
type catalogue struct {
	languages map[string]*spoken
}

// spoken is a language of the catalogue.
type spoken struct {
	tag   language.Tag
	areas map[string]bool
	texts func() (map[string]text, error)
}

// text is one entry: a text, or its plural forms with the name of the number that chooses among them.
type text struct {
	plain string
	count string
	forms map[plural.Form]string
}

func (t *text) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, &t.plain)
	}
	var named map[string]string
	if err := json.Unmarshal(b, &named); err != nil {
		return err
	}
	t.count = named["count"]
	delete(named, "count")
	if t.count == "" || named["other"] == "" {
		return fmt.Errorf(`plural forms need "count" and "other": %s`, b)
	}
	t.forms = make(map[plural.Form]string, len(named))
	for name, wording := range named {
		form, known := pluralForms[name]
		if !known {
			return fmt.Errorf("%q is no plural form", name)
		}
		t.forms[form] = wording
	}
	return nil
}

var pluralForms = map[string]plural.Form{"zero": plural.Zero, "one": plural.One, "two": plural.Two, "few": plural.Few,
	"many": plural.Many, "other": plural.Other}

// in is the wording that fits the values.
func (t *text) in(tag language.Tag, pairs []any) string {
	if t.forms == nil {
		return t.plain
	}
	if s, there := t.forms[formOf(tag, valueOf(pairs, t.count))]; there {
		return s
	}
	return t.forms[plural.Other]
}

// open sees which files there are; load reads them too.
func open(dir fs.FS) (*catalogue, error) {
	names, err := fs.Glob(dir, "*.json")
	if err != nil {
		return nil, err
	}
	c, of := &catalogue{map[string]*spoken{}}, map[string][]string{}
	for _, name := range names {
		area, lang, ok := strings.Cut(strings.TrimSuffix(name, ".json"), ".")
		tag, err := language.Parse(lang)
		if !ok || area == "" || err != nil {
			return nil, fmt.Errorf("%s: the name is not AREA.LANG.json (%w)", name, err)
		}
		if c.languages[lang] == nil {
			c.languages[lang] = &spoken{tag: tag, areas: map[string]bool{}}
		}
		c.languages[lang].areas[area] = true
		of[lang] = append(of[lang], name)
	}
	for lang, s := range c.languages {
		s.texts = sync.OnceValues(func() (map[string]text, error) { return readTexts(dir, of[lang]) })
	}
	return c, nil
}

func load(dir fs.FS) (*catalogue, error) {
	c, err := open(dir)
	if err != nil {
		return nil, err
	}
	for _, s := range c.languages {
		if _, err := s.texts(); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// readTexts reads the files of a language; none has a key that another has.
func readTexts(dir fs.FS, names []string) (map[string]text, error) {
	all := map[string]text{}
	for _, name := range names {
		b, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, err
		}
		var texts map[string]text
		if err := json.Unmarshal(b, &texts); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for key, t := range texts {
			if _, twice := all[key]; twice {
				return nil, fmt.Errorf("%s: the key %q stands twice", name, key)
			}
			all[key] = t
		}
	}
	return all, nil
}

// text looks a key up. The files are part of the program, so that a broken one is a programmer's slip.
func (c *catalogue) text(lang, key string) (text, language.Tag, bool) {
	s := c.languages[lang]
	if s == nil {
		return text{}, language.Tag{}, false
	}
	texts, err := s.texts()
	if err != nil {
		panic(err)
	}
	t, ok := texts[key]
	return t, s.tag, ok
}

func (c *catalogue) match(tag string, areas []string) string {
	if lang, ok := c.find(tag, areas); ok {
		return lang
	}
	return Default
}

func (c *catalogue) find(tag string, areas []string) (lang string, ok bool) {
	if c.brings(tag, areas) {
		return tag, true
	}
	tag = strings.ReplaceAll(tag, "_", "-")
	for ; tag != ""; tag = tag[:max(strings.LastIndexByte(tag, '-'), 0)] {
		for lang := range c.languages {
			if strings.EqualFold(lang, tag) && c.brings(lang, areas) {
				return lang, true
			}
		}
	}
	return "", false
}

func (c *catalogue) brings(lang string, areas []string) bool {
	s := c.languages[lang]
	return s != nil && !slices.ContainsFunc(areas, func(area string) bool { return !s.areas[area] })
}

// wording gives a text of a language of the catalogue that fits the values, which are not yet filled in; there is false
// where the key has none, which comes back itself.
func (c *catalogue) wording(lang, key string, pairs []any) (s string, there bool) {
	t, tag, ok := c.text(lang, key)
	if !ok {
		if t, tag, ok = c.text(Default, key); !ok {
			return key, false
		}
	}
	return t.in(tag, pairs), true
}

// render gives a text of a language of the catalogue, with the values filled in.
func (c *catalogue) render(lang, key string, pairs []any) string {
	s, there := c.wording(lang, key, pairs)
	if !there {
		return key
	}
	return fill(s, lang, pairs)
}

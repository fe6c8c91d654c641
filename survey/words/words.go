// Package words is the catalogue of everything that khaosat says on screen and in workbooks, in Vietnamese and English. One
// file per world and language (respond.vi.json, respond.en.json): keys to texts, which may hold verbs of package fmt.
package words

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"
)

//go:embed *.json
var files embed.FS

// Languages lists the languages of the catalogue, the default one first.
func Languages() []string { return []string{"vi", "en"} }

var catalogue = mustLoad(files)

// Match returns the catalogue's language for a tag such as "en-GB": vi for everything that is not English.
func Match(lang string) string {
	if lang == "en" || strings.HasPrefix(lang, "en-") || strings.HasPrefix(lang, "en_") {
		return "en"
	}
	return "vi"
}

// T returns the text of a key in the language, with args in its verbs. A language that the catalogue does not have is
// Vietnamese; a key that it does not have comes back as it is, so that the gap can be seen.
func T(lang, key string, args ...any) string {
	text, ok := catalogue[Match(lang)][key]
	if !ok {
		return key
	}
	if len(args) == 0 {
		return text
	}
	return fmt.Sprintf(text, args...)
}

// mustLoad merges the files by language. The files are part of the program, so that a broken one is a programmer's slip.
func mustLoad(dir fs.FS) map[string]map[string]string {
	out, err := load(dir)
	if err != nil {
		panic(err)
	}
	return out
}

func load(dir fs.FS) (map[string]map[string]string, error) {
	out := map[string]map[string]string{}
	for _, lang := range Languages() {
		out[lang] = map[string]string{}
		names, err := fs.Glob(dir, "*."+lang+".json")
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			if err := merge(dir, name, out[lang]); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	return out, nil
}

func merge(dir fs.FS, name string, into map[string]string) error {
	b, err := fs.ReadFile(dir, name)
	if err != nil {
		return err
	}
	var texts map[string]string
	if err := json.Unmarshal(b, &texts); err != nil {
		return err
	}
	for key, text := range texts {
		if _, twice := into[key]; twice {
			return fmt.Errorf("the key %q stands twice", key)
		}
		into[key] = text
	}
	return nil
}

package xlsform

import (
	"regexp"
	"strings"
	"sync"

	"github.com/khaosat/khaosat/survey/kinds"
)

// typeInfo is what a word in the type column means.
type typeInfo struct {
	kinds.Type
	kind  *kinds.Kind
	quiet bool // never shown, so no label is asked for
}

// typeTable are the types of all kinds.
type typeTable struct {
	kinds    *kinds.Set
	plain    map[string]typeInfo // by the exact spelling; the case of letters counts, as in pyxform
	lists    map[string]typeInfo // those before the name of a list
	selectOf *regexp.Regexp      // such a word, its list, and a further choice “other”
	known    map[string]bool     // words that a mistyped type may have meant
}

// builtIn are the types of the built-in kinds.
var builtIn = sync.OnceValue(func() *typeTable { return newTypeTable(kinds.BuiltIn) })

func typesOf(t *kinds.Set) *typeTable {
	if t == nil || t == kinds.BuiltIn {
		return builtIn()
	}
	return newTypeTable(t)
}

func newTypeTable(t *kinds.Set) *typeTable {
	out := &typeTable{kinds: t, plain: map[string]typeInfo{}, lists: map[string]typeInfo{},
		known: set("begin_group", "end_group", "begin_repeat", "end_repeat")}
	var words []string
	for _, k := range t.All() {
		for _, x := range k.Types {
			info := typeInfo{x, k, !k.Shown()}
			for _, w := range x.Words {
				if x.List {
					out.lists[w], words = info, append(words, regexp.QuoteMeta(w))
				} else {
					out.plain[w], out.known[w] = info, true
				}
			}
		}
		if w := listWord(k, false); w != "" {
			out.known[w] = true
		}
	}
	out.selectOf = regexp.MustCompile("^(" + strings.Join(words, "|") +
		`) (\S+)(?: (or specify other|or_other|or other))?$`)
	return out
}

// plainWord is the word that Write uses for a kind without a list; "" when it has none.
func plainWord(k *kinds.Kind) string {
	for _, x := range k.Types {
		if !x.List {
			return x.Words[0]
		}
	}
	return ""
}

// listWord is the word that Write uses before the name of a list, or of a file that holds one: a kind may have one word
// for both.
func listWord(k *kinds.Kind, file bool) string {
	word := ""
	for _, x := range k.Types {
		switch {
		case !x.List || x.External:
		case x.File == file:
			return x.Words[0]
		case word == "":
			word = x.Words[0]
		}
	}
	return word
}

// Groups of words that open and close containers.
var (
	beginType = regexp.MustCompile(`^begin[\s_](group|lgroup|repeat|loop|looped group)(?: (?:over )?(\S+))?$`)
	endType   = regexp.MustCompile(`^end[\s_](group|lgroup|repeat|loop|looped group)$`)
	osmType   = regexp.MustCompile(`^osm(?: (\S+))?$`)
)

// controls brings the words of a container to its kind: group, repeat or loop.
var controls = map[string]string{"group": "group", "lgroup": "repeat", "repeat": "repeat", "loop": "loop",
	"looped group": "repeat"}

// selection is a parsed select type.
type selection struct {
	typeInfo
	list    string
	orOther bool
}

func (t *typeTable) selection(cell string) (selection, bool) {
	m := t.selectOf.FindStringSubmatch(cell)
	if m == nil {
		return selection{}, false
	}
	return selection{typeInfo: t.lists[m[1]], list: m[2], orOther: m[3] != ""}, true
}

// foreignTypes are known to other servers but not to XLSForm; the value is the likely replacement.
var foreignTypes = map[string]string{
	"caseid": "hidden", "comments": "hidden", "text audit": "audit", "audio audit": "background-audio",
	"calculate_here": "calculate",
	"numeric":        "decimal", "number": "decimal", "tel": "text", "hidden string": "hidden", "hidden int": "hidden",
	"hidden geopoint": "hidden",
	"checkbox":        "select_multiple LIST", "radio": "select_one LIST", "dropdown": "select_one LIST",
	"select": "select_one LIST", "select_one": "select_one LIST",
	"select_multiple": "select_multiple LIST", "rank": "rank LIST", "boolean": "select_one LIST", "float": "decimal",
	"textarea": "text", "signature": "image",
	"kobomatrix": "begin_group", "begin_kobomatrix": "begin_group", "begin_score": "begin_group",
	"begin_rank": "rank LIST",
}

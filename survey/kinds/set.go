package kinds

import (
	"slices"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/words"
)

// BuiltIn are the kinds of khaosat.
var BuiltIn = NewSet(group, repeat, note,
	single, multiple, rank, integer, decimal, scale, text, date, timeOfDay, dateTime, geopoint, geotrace, geoshape,
	image, audio, video, file, barcode, acknowledge,
	calculate, hidden, metadata)

// Set is the kinds that there are, by name. It is immutable and safe for concurrent use. A nil set is BuiltIn.
type Set struct {
	all    []*Kind
	byName map[survey.ItemKind]*Kind
}

// NewSet makes a set; of two kinds with one name the later one holds.
func NewSet(all ...*Kind) *Set {
	t := &Set{byName: make(map[survey.ItemKind]*Kind, len(all))}
	for _, k := range all {
		if t.byName[k.Name] == nil {
			t.all = append(t.all, k)
		} else {
			t.all[slices.IndexFunc(t.all, func(o *Kind) bool { return o.Name == k.Name })] = k
		}
		t.byName[k.Name] = k
	}
	return t
}

// With is a table with further kinds; the table itself stays as it is.
func (t *Set) With(more ...*Kind) *Set { return NewSet(append(t.All(), more...)...) }

// All lists the kinds in the order in which they were given.
func (t *Set) All() []*Kind {
	if t == nil {
		t = BuiltIn
	}
	return slices.Clone(t.all)
}

// Of is the entry of a kind. One that the table does not have holds nothing and is called by its name; Known tells.
func (t *Set) Of(name survey.ItemKind) *Kind {
	if t == nil {
		t = BuiltIn
	}
	if k := t.byName[name]; k != nil {
		return k
	}
	return &Kind{Name: name, Words: words.Plain(string(name))}
}

// Known reports whether the table has the kind.
func (t *Set) Known(name survey.ItemKind) bool {
	if t == nil {
		t = BuiltIn
	}
	return t.byName[name] != nil
}

// Question is the item as its kind sees it, without choices.
func (t *Set) Question(it *survey.Item) Question { return Question{Item: it, Kind: t.Of(it.Kind)} }

package survey

import "regexp"

// ItemKind is the name of a kind of items. What the kind is stands in package kinds: nobody but it asks which kind an
// item has, except for the containers, which make the tree. CONTRIBUTING.md says how a further kind is added.
type ItemKind string

const (
	Group       ItemKind = "group"
	Repeat      ItemKind = "repeat"
	Note        ItemKind = "note"
	Single      ItemKind = "single"   // one choice (SR); on a scale when its list has roles
	Multiple    ItemKind = "multiple" // several choices (MR)
	Rank        ItemKind = "rank"
	Integer     ItemKind = "integer"
	Decimal     ItemKind = "decimal"
	Range       ItemKind = "range" // a number between start and end by step: score 0–10
	TextItem    ItemKind = "text"
	Date        ItemKind = "date"
	Time        ItemKind = "time"
	DateTime    ItemKind = "datetime"
	Geopoint    ItemKind = "geopoint"
	Geotrace    ItemKind = "geotrace"
	Geoshape    ItemKind = "geoshape"
	Image       ItemKind = "image"
	Audio       ItemKind = "audio"
	Video       ItemKind = "video"
	File        ItemKind = "file"
	Barcode     ItemKind = "barcode"
	Acknowledge ItemKind = "acknowledge"
	Calculate   ItemKind = "calculate"
	Hidden      ItemKind = "hidden"
	Metadata    ItemKind = "metadata" // start, end, today, deviceid, …: which one is in Item.Meta
)

// Container reports whether items of this kind hold others.
func (k ItemKind) Container() bool { return k == Group || k == Repeat }

// Item is a question, a note, a calculation, or a group or repeat that holds others. Expressions are kept as the author
// wrote them; Compile parses them.
type Item struct {
	Name string   `json:"name"`
	Key  string   `json:"key,omitempty"` // stable across versions and waves; "" = the path
	Kind ItemKind `json:"kind"`
	Type string   `json:"type,omitempty"` // the author's spelling of the type where it says more than Kind ("select_one list or_other")
	Meta string   `json:"meta,omitempty"` // for Metadata: start, end, today, deviceid, username, audit, …
	List string   `json:"list,omitempty"` // choice list of Single, Multiple, Rank; "${name}": the answers to that item of a repeat

	Label    Text            `json:"label,omitempty"`
	Hint     Text            `json:"hint,omitempty"`
	Guidance Text            `json:"guidance,omitempty"`
	Media    map[string]Text `json:"media,omitempty"`

	Required          string `json:"required,omitempty"` // expression; "yes" = always
	RequiredMessage   Text   `json:"required_message,omitempty"`
	Relevant          string `json:"relevant,omitempty"`
	Constraint        string `json:"constraint,omitempty"`
	ConstraintMessage Text   `json:"constraint_message,omitempty"`
	Calculation       string `json:"calculation,omitempty"`
	Default           string `json:"default,omitempty"`
	Trigger           string `json:"trigger,omitempty"`
	ChoiceFilter      string `json:"choice_filter,omitempty"`
	ReadOnly          string `json:"read_only,omitempty"`
	RepeatCount       string `json:"repeat_count,omitempty"`

	Appearance string            `json:"appearance,omitempty"`
	Parameters map[string]string `json:"parameters,omitempty"` // start, end, step, rows, randomize, seed, max-pixels, value, label …
	OtherName  string            `json:"other_name,omitempty"` // or_other: name of the free-text item that belongs to this one
	Bind       map[string]string `json:"bind,omitempty"`       // further bind::/body:: columns, kept for the round trip

	ReportPhrase  Text   `json:"report_phrase,omitempty"`
	Indicator     string `json:"indicator,omitempty"` // flow | stock | ratio
	UnitOfMeasure string `json:"unit_of_measure,omitempty"`

	Children []*Item          `json:"children,omitempty"`
	Source   Place            `json:"source,omitzero"` // sheet and first cell of the row it came from
	Cells    map[string]Place `json:"-"`               // column → cell, known only just after an import
}

// ChoicesFrom is the name of the item whose answers are the choices: its rows in a repeat are what there is to choose
// from. "" for items with a choice list.
func (it *Item) ChoicesFrom() string {
	if m := Piped.FindStringSubmatch(it.List); m != nil {
		return m[1]
	}
	return ""
}

// Piped finds ${name} in texts of the author.
var Piped = regexp.MustCompile(`\$\{\s*([^}]*?)\s*\}`)

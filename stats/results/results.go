// Package results holds the finished figures of a survey: for every item its bases, counts, proportions, approval and
// mean, and the same by unit. Pages, workbook, JSON and commands print one Results; nothing computes a figure a second
// time. Proportions are 0 to 1; an undefined figure is NaN and is null in JSON.
package results

import (
	"math"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/versions"
)

// Scope says which answers figures are of.
type Scope struct {
	// Wave is a wave's code, survey.AllWaves, survey.NoWave for answers that belong to no wave, or "" for the current
	// wave. Of a survey whose answers know no waves figures are of all its answers.
	Wave string
	// Identified asks for the snapshot's id too. It is made of the key of every answer, which a page has no use for.
	Identified bool
}

// Wave is a round of fieldwork that figures can be of.
type Wave struct {
	Code    string // "" = answers that belong to no wave
	Label   survey.Text
	Counted int64
}

// Results are the figures of one survey at one moment.
type Results struct {
	Survey *survey.Survey
	// whose answers the figures are of: a code, survey.AllWaves, or survey.NoWave; "" in a survey without waves
	Wave     string
	Waves    []Wave                 // all there are, those that the survey lists first; nil in a survey without waves
	Form     *form.Form             // the current version, whose items are shown
	Lineage  *versions.Lineage      // which answers to which versions are counted together
	Snapshot string                 // survey.SnapshotID of the responses that count; "" where it was not asked for
	Tag      string                 // changes when any of these figures may have; it means nothing in another process
	Made     time.Time              // when the store was last asked, by its clock
	Counted  int64                  // responses that count
	States   map[survey.State]int64 // all responses by state
	// every tabulated item, in the order of Lineage.Series: previous versions that are kept apart follow the item
	Items []*Item
	Units []Unit // rows of ByUnit, in the register's order; nil when the survey has no units
	// counted responses without a unit, or with one that the register does not have on the day of their wave
	Unplaced int64
	// unit codes that mean two places while no day says which; answers that name one are unplaced
	Unclear []string
	Levels  []Level // levels of units from the top down, those whose units are not in Units included
}

// Has reports whether the figures are of a wave's answers; "" = answers that belong to none.
func (r *Results) Has(wave string) bool {
	switch r.Wave {
	case "", survey.AllWaves:
		return true
	case survey.NoWave:
		return wave == ""
	}
	return wave == r.Wave
}

// Unit is one row of the tables by unit.
type Unit struct {
	Code, Name, Level string
	Parent            string // code of the unit above, which need not be among the rows
	Depth             int    // 0 at the top of the rows
	Responses         int64  // counted responses of the unit and all below it
	Planned           int64  // answers planned by the frame; 0 = no plan
}

// Level is a level of units.
type Level struct {
	Name   string
	Units  int
	Hidden bool // its units are not shown: there are more than fit in tables by unit
}

// Base says who a figure is about: asked ⊇ answered ⊇ valid.
type Base struct {
	Asked    int64 `json:"asked"`    // the routing reached the item
	Answered int64 `json:"answered"` // anything given, missing roles and stated absences included
	Valid    int64 `json:"valid"`    // a choice without a missing role, a number, a text
}

// Row is one choice of an item.
type Row struct {
	Code       string
	Label      survey.Text
	Role       survey.Role
	Count      int64
	Proportion float64 // of Base; NaN for choices with a missing role and when the base is 0
	Base       int64   // the item's valid base; of a choice that only some versions offered, theirs
	Offered    bool    // Base is not the item's: not every version offered the choice
	Previous   string  // the newest version that has the choice, when Field's list does not have it; "" else
}

// Share is a proportion of the valid base with its interval.
type Share struct {
	Count, Base            int64
	Estimate, Lower, Upper float64 // NaN when the base is 0
	Method                 string  // "wilson"
}

// Numbers summarise a numeric item or the scores of a scale over the valid base. NaN where undefined.
type Numbers struct {
	N                                 int64
	Total, Mean, SD, Min, Max, Median float64 // SD with divisor n-1
}

// Item is one question's figures. Items inside a repeat count rows of the repeat.
type Item struct {
	Field  *form.Field
	Series *versions.Series // whose answers are counted
	Repeat string           // path of the repeat around it; "" = none
	Base   Base
	// choices in the list's order, then those of previous versions; nil for items without choices
	Rows    []Row
	Ranks   []Rank                // how each choice was ranked, parallel to Rows; nil for items that rank nothing
	Top     *Share                // top-box, the strongest positive role; nil when the list is no scale
	Top2    *Share                // top-2-box, both positive roles
	Scores  *Numbers              // scores of the chosen choices; nil when the list has none
	Numbers *Numbers              // numeric items
	Stated  map[survey.Role]int64 // stated absences {"missing":…} by kind
	ByUnit  []UnitRow             // parallel to Results.Units; nil when there are no units
}

// Rank says how a choice of a ranking was ranked.
type Rank struct {
	N      int64    // who ranked it
	Mean   float64  // mean rank over them, 1 is best; NaN of nobody
	Places []int64  // how many put it first, second …
	Top    []*Share // of the valid base, who has it first, among the best two …
}

// Previous tells whether the answers are of other versions than the shown one and not counted with an item of it.
func (it *Item) Previous() bool { return it.Series != nil && it.Series.Previous }

// Name tells items apart: the path, with the version behind it where another item has that path.
func (it *Item) Name() string {
	if it.Series != nil {
		return it.Series.Name
	}
	return it.Field.Path
}

// UnitRow is an item's figures in one unit.
type UnitRow struct {
	Base    Base
	Counts  []int64 // parallel to Item.Rows
	Bases   []int64 // parallel to Item.Rows: what proportions are of
	Top     *Share
	Top2    *Share
	Numbers *Numbers
}

// Undefined are Numbers of nothing: N is 0 and every figure NaN.
func Undefined() Numbers {
	nan := math.NaN()
	return Numbers{Total: nan, Mean: nan, SD: nan, Min: nan, Max: nan, Median: nan}
}

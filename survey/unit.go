package survey

import "time"

// Day is a date without a time, "2025-07-01"; "" = open.
type Day string

// DayOf is the day of t in its location.
func DayOf(t time.Time) Day { return Day(t.Format(time.DateOnly)) }

// Valid reports whether d is a date of the calendar, or open.
func (d Day) Valid() bool {
	_, err := time.Parse(time.DateOnly, string(d))
	return d == "" || err == nil
}

// Unit is a place or office in a tree. A code without a date means nothing: communes were merged and their codes given
// to other places, so a unit is a code within a validity period.
type Unit struct {
	Code   string `json:"code"`
	Name   string `json:"name"`
	Level  string `json:"level"`            // province, district, commune, or an office's own word
	Parent string `json:"parent,omitempty"` // code of the unit above; "" = top
	From   Day    `json:"from,omitempty"`   // first day; "" = since ever
	To     Day    `json:"to,omitempty"`     // last day; "" = still valid

	More map[string]string `json:"more,omitempty"` // further columns of the file it came from, by their headers
}

// ValidOn reports whether the unit exists on the day; every unit does on the open day "".
func (u Unit) ValidOn(d Day) bool {
	return d == "" || (u.From == "" || u.From <= d) && (u.To == "" || d <= u.To)
}

// UnitSet is a register of units that was imported together, one document: seen whole or not at all.
type UnitSet struct {
	ID    string `json:"id"` // "lai-chau-2025-03"
	Title string `json:"title,omitempty"`
	Units []Unit `json:"units"` // parents before children, in the file's order
}

// Class is an audience class: leaders, members, people.
type Class struct {
	Code  string `json:"code"`
	Label Text   `json:"label"`
}

// FrameRow says how many there are of a class in a unit, how many answers are planned, and by when.
type FrameRow struct {
	Unit       string `json:"unit"`
	Class      string `json:"class,omitempty"`
	Population int    `json:"population"` // how many there are; 0 = not known
	Planned    int    `json:"planned"`    // answers planned
	Due        Day    `json:"due,omitempty"`
}

// SamplingFrame is the plan of one wave of a survey: its sampling frame and its quotas.
type SamplingFrame struct {
	Survey string     `json:"survey"`
	Wave   string     `json:"wave,omitempty"`
	Rows   []FrameRow `json:"rows"`
	Quotas []Quota    `json:"quotas,omitempty"`
}

// Quota is how many responses of a class in a unit, with all units below it, count at most.
type Quota struct {
	Unit  string `json:"unit,omitempty"`  // "" = of all units
	Class string `json:"class,omitempty"` // "" = of all classes
	Most  int    `json:"quota"`
}

func (u Unit) Overlaps(o Unit) bool {
	return (u.To == "" || o.From == "" || o.From <= u.To) && (o.To == "" || u.From == "" || u.From <= o.To)
}

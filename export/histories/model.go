package histories

import (
	"maps"
	"math"
	"math/big"
	"slices"

	"github.com/khaosat/khaosat/survey"
)

// model is what is true of the survey by what was done to it.
type model struct {
	mode     survey.Mode
	editions []*edition
	current  int // of editions, by which new answers come
	answers  map[string]*answer
	batches  []*batch
	waves    []survey.Wave
	wave     string
	unitItem string
	closed   bool
	units    []survey.Unit
	unitDay  survey.Day
	planned  map[string]map[string]int // by wave and unit
	links    []*preset
	tokens   []*preset // that nobody used yet; nil where none is needed
	access   survey.Access

	joined map[pair]bool // by what was asked of together
	all    []*series     // of the current version
	allOf  [2]int        // how many editions there were then, and which was current
}

// pair is an item under two editions.
type pair struct {
	item       string
	was, shown int
}

// preset is a link or a token.
type preset struct {
	code              string
	unit, class, wave string
	off               bool
}

var classes = []survey.Class{{Code: "dv", Label: survey.Text{"": "Đảng viên"}},
	{Code: "dan", Label: survey.Text{"": "Người dân"}}}

// answer is one response that is stored.
type answer struct {
	id       string
	edition  int
	said     reply
	sent     reply // what the phone sent, before anybody put it right
	revision int
	state    survey.State
	late     bool // came after closing

	// what it belongs to
	unit, class, wave, link string
	channel                 survey.Channel
	receipt                 string // "" for one that came by import
	batch                   *batch
}

func (a *answer) counts() bool { return a.state == survey.Submitted }

// batch is an import that stands.
type batch struct {
	id   string
	rows []*answer
}

func newModel(mode survey.Mode) *model {
	return &model{mode: mode, answers: map[string]*answer{}, planned: map[string]map[string]int{},
		joined: map[pair]bool{}}
}

// counted are the answers of a wave that count, by id: survey.AllWaves for all, survey.NoWave for those without.
func (m *model) counted(scope string) []*answer {
	var out []*answer
	for _, id := range slices.Sorted(maps.Keys(m.answers)) {
		if a := m.answers[id]; a.counts() && m.in(a, scope) {
			out = append(out, a)
		}
	}
	return out
}

func (m *model) in(a *answer, scope string) bool {
	switch scope {
	case survey.AllWaves, "":
		return true
	case survey.NoWave:
		return a.wave == ""
	}
	return a.wave == scope
}

// scopes are what figures can be asked for.
func (m *model) scopes() []string {
	if len(m.waves) == 0 {
		return []string{""}
	}
	out := []string{survey.AllWaves}
	for _, w := range m.waves {
		out = append(out, w.Code)
	}
	for _, a := range m.answers {
		if a.wave == "" && a.counts() {
			return append(out, survey.NoWave)
		}
	}
	return out
}

// waveOf is the wave that answers of a scope name.
func waveOf(scope string) string {
	if scope == survey.NoWave {
		return ""
	}
	return scope
}

// dayOf is the day on which the unit codes of a wave are read.
func (m *model) dayOf(wave string) survey.Day {
	for _, w := range m.waves {
		if w.Code == wave && w.Day != "" {
			return w.Day
		}
	}
	return m.unitDay
}

// unitOf is the code of the place of an answer: what was preset, else what was answered to the unit item.
func (m *model) unitOf(a *answer) string {
	if a.unit != "" || m.unitItem == "" {
		return a.unit
	}
	return a.said.said["noi"].text
}

// unitsOn are the units of a day by code.
func (m *model) unitsOn(day survey.Day) map[string]survey.Unit {
	out := map[string]survey.Unit{}
	for _, u := range m.units {
		if day == "" || (u.From == "" || u.From <= day) && (u.To == "" || day <= u.To) {
			out[u.Code] = u
		}
	}
	return out
}

// placed are the codes of the place of an answer and of all above it, as they were on the day of its wave.
func (m *model) placed(a *answer) []string {
	units := m.unitsOn(m.dayOf(a.wave))
	var path []string
	for code := m.unitOf(a); code != ""; code = units[code].Parent {
		if _, there := units[code]; !there {
			return nil
		}
		path = append(path, code)
	}
	return path
}

// days are those on which codes are read, the earliest first.
func (m *model) days() []survey.Day {
	out := []survey.Day{m.unitDay}
	for _, w := range m.waves {
		out = append(out, m.dayOf(w.Code))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// means is what a code stands for on a day: its name and those of all above it.
func (m *model) means(code string, day survey.Day) string {
	units, text := m.unitsOn(day), ""
	for u, there := units[code]; there; u, there = units[u.Parent] {
		text += u.Code + " " + u.Name + " " + u.Level + ", "
	}
	return text
}

// key is what a code of a day is called where the places of all days stand side by side: the code, if it never meant
// anything else before.
func (m *model) key(code string, day survey.Day) string {
	means, first := m.means(code, day), ""
	for _, d := range m.days() {
		there := m.means(code, d)
		if first == "" {
			first = there
		}
		switch {
		case there != means:
		case means == first:
			return code
		default:
			return code + "@" + string(d)
		}
	}
	return code
}

// spot is the place of an answer and of all above it as a scope calls them, nil for none.
func (m *model) spot(scope string, a *answer) []string {
	path := m.placed(a)
	if scope == survey.AllWaves {
		for i := range path {
			path[i] = m.key(path[i], m.dayOf(a.wave))
		}
	}
	return path
}

// unitsIn are the units of a scope by what it calls them; a parent stays a code of its day.
func (m *model) unitsIn(scope string) map[string]survey.Unit {
	if scope != survey.AllWaves {
		return m.unitsOn(m.dayOf(waveOf(scope)))
	}
	out := map[string]survey.Unit{}
	for _, day := range m.days() {
		for code, u := range m.unitsOn(day) {
			out[m.key(code, day)] = u
		}
	}
	return out
}

// unitCodes are all codes that were ever given out.
func (m *model) unitCodes() []string {
	seen := map[string]bool{}
	for _, u := range m.units {
		seen[u.Code] = true
	}
	return slices.Sorted(maps.Keys(seen))
}

// figures are the counts of one item over some answers.
type figures struct {
	asked, answered, valid int64
	refused                int64 // stated so
	codes                  map[string]int64
	offered                map[string]int64 // valid answers of those whom a choice was offered
	numbers, scores        []float64
	places                 map[string][]int64
}

// count counts the answers of a series among some, one by one.
func (m *model) count(g *series, answers []*answer) *figures {
	f := &figures{codes: map[string]int64{}, offered: map[string]int64{}, places: map[string][]int64{}}
	for _, a := range answers {
		if !slices.Contains(g.editions, a.edition) {
			continue
		}
		e := m.editions[a.edition]
		question := e.as(g.item)
		here := []row{a.said.said}
		if e.looks[question].place == inRepeat {
			here = a.said.rows
		}
		for _, r := range here {
			if a.said.relevant(e, question, r) {
				f.take(g, r[question], codes(e.looks[question].list))
			}
		}
	}
	slices.Sort(f.numbers)
	slices.Sort(f.scores)
	return f
}

// take counts one answer of somebody who was asked and offered some choices.
func (f *figures) take(g *series, s saying, offered []string) {
	f.asked++
	if s.cell() == "" {
		return
	}
	f.answered++
	if s.refused {
		f.refused++
	}
	valid := s.text != ""
	for i, code := range s.codes {
		f.codes[code]++
		valid = valid || !g.choice(code).Role.Missing()
		if f.places[code] == nil {
			f.places[code] = make([]int64, len(g.choices))
		}
		f.places[code][i]++
	}
	if !valid {
		return
	}
	f.valid++
	for _, c := range g.choices {
		if c.previous != "" || slices.Contains(offered, c.Code) {
			f.offered[c.Code]++
		}
	}
	switch {
	case g.number():
		f.numbers = append(f.numbers, value(s.text))
	case g.look.kind == survey.Single && g.choice(s.codes[0]).Score != "":
		f.scores = append(f.scores, value(g.choice(s.codes[0]).Score))
	}
}

// value is a number as it is written.
func value(text string) float64 {
	x, _ := new(big.Rat).SetString(text)
	if x == nil {
		return math.NaN()
	}
	f, _ := x.Float64()
	return f
}

// summary gives sum, mean, standard deviation, least, middle and largest of numbers in order, by rational arithmetic.
func summary(numbers []float64) (sum, mean, sd, least, median, most float64) {
	nan := math.NaN()
	if len(numbers) == 0 {
		return nan, nan, nan, nan, nan, nan
	}
	n := int64(len(numbers))
	total, squares := new(big.Rat), new(big.Rat)
	for _, x := range numbers {
		total.Add(total, new(big.Rat).SetFloat64(x))
	}
	exactMean := new(big.Rat).Quo(total, big.NewRat(n, 1))
	for _, x := range numbers {
		d := new(big.Rat).SetFloat64(x)
		d.Sub(d, exactMean)
		squares.Add(squares, d.Mul(d, d))
	}
	sd = nan
	if n > 1 {
		v, _ := squares.Quo(squares, big.NewRat(n-1, 1)).Float64()
		sd = math.Sqrt(v)
	}
	sum, _ = total.Float64()
	mean, _ = exactMean.Float64()
	return sum, mean, sd, numbers[0], (numbers[(n-1)/2] + numbers[n/2]) / 2, numbers[n-1]
}

// belowUnit are the answers whose place is a unit or lies below it.
func (m *model) belowUnit(scope, unit string, answers []*answer) []*answer {
	return slices.DeleteFunc(slices.Clone(answers),
		func(a *answer) bool { return !slices.Contains(m.spot(scope, a), unit) })
}

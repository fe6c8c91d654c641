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
	editions []edition
	current  int // of editions, by which new answers come
	answers  map[string]*answer
	batches  []*batch
	waves    []survey.Wave
	wave     string
	unitItem string
	units    []survey.Unit
	unitDay  survey.Day
	planned  map[string]map[string]int // by wave and unit
}

// answer is one response that is stored.
type answer struct {
	id       string
	edition  int
	wave     string // that it belongs to
	said     reply
	rejected bool
	receipt  string // "" for one that came by import
	batch    *batch
}

// batch is an import that stands.
type batch struct {
	id   string
	rows []*answer
}

func newModel(mode survey.Mode) *model {
	return &model{mode: mode, answers: map[string]*answer{}, planned: map[string]map[string]int{}}
}

// counted are the answers of a wave that count, by id: survey.AllWaves for all, survey.NoWave for those without.
func (m *model) counted(scope string) []*answer {
	var out []*answer
	for _, id := range slices.Sorted(maps.Keys(m.answers)) {
		if a := m.answers[id]; !a.rejected && m.in(a, scope) {
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
		if a.wave == "" && !a.rejected {
			return append(out, survey.NoWave)
		}
	}
	return out
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
	if a.said.unit != "" || m.unitItem == "" {
		return a.said.unit
	}
	return a.said.noi
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
	codes                  map[string]int64
	offered                map[string]int64 // valid answers of those whom a choice was offered
	numbers                []float64
	places                 map[string][]int64
}

// one is one answer to one item: reached or not, and what was said.
type one struct {
	asked   bool
	codes   []string // of choices
	text    string   // of numbers and texts
	refused bool
	offers  []string // choices of the list that was seen
}

// of lists what was said to an item, for repeats row by row.
func (a *answer) of(m *model, item string) []one {
	r, e := &a.said, m.editions[a.edition]
	single := func(code string) []string {
		if code == "" || code == "refused" {
			return nil
		}
		return []string{code}
	}
	offers := codes(e.choices(item))
	switch item {
	case "noi":
		return []one{{asked: true, text: r.noi}}
	case "q1":
		return []one{{asked: true, codes: single(r.q1), refused: r.q1 == "refused", offers: offers}}
	case "kenh":
		return []one{{asked: true, codes: r.kenh, offers: offers}}
	case "vi_sao":
		return []one{{asked: r.q1 == "chua", text: r.viSao}}
	case "so":
		return []one{{asked: true, text: r.so}}
	case "hang":
		return []one{{asked: true, codes: r.hang, offers: offers}}
	case "them":
		return []one{{asked: e.more && r.asksMore(), codes: single(r.them), offers: offers}}
	}
	var rows []one
	for _, p := range r.persons {
		if item == "nguoi/tuoi" {
			rows = append(rows, one{asked: true, text: p.age})
		} else {
			rows = append(rows, one{asked: value(p.age) > 17, codes: single(p.opinion), offers: offers})
		}
	}
	return rows
}

// count counts the answers of a series among some, one by one.
func (m *model) count(g *series, answers []*answer) *figures {
	f := &figures{codes: map[string]int64{}, offered: map[string]int64{}, places: map[string][]int64{}}
	for _, a := range answers {
		if !slices.Contains(g.editions, a.edition) {
			continue
		}
		for _, o := range a.of(m, g.item) {
			if !o.asked {
				continue
			}
			f.asked++
			if len(o.codes) == 0 && o.text == "" && !o.refused {
				continue
			}
			f.answered++
			valid := o.text != ""
			for i, code := range o.codes {
				f.codes[code]++
				valid = valid || !g.choice(code).Role.Missing()
				if f.places[code] == nil {
					f.places[code] = make([]int64, len(ranked))
				}
				if i < len(ranked) {
					f.places[code][i]++
				}
			}
			if !valid {
				continue
			}
			f.valid++
			for _, c := range g.choices {
				if c.previous != "" || slices.Contains(o.offers, c.Code) {
					f.offered[c.Code]++
				}
			}
			if o.text != "" && g.number() {
				f.numbers = append(f.numbers, value(o.text))
			}
		}
	}
	slices.Sort(f.numbers)
	return f
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
func (m *model) belowUnit(unit string, answers []*answer) []*answer {
	return slices.DeleteFunc(slices.Clone(answers), func(a *answer) bool { return !slices.Contains(m.placed(a), unit) })
}

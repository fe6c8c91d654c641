package answergen

import (
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
)

// candidates lists values that may fit a slot, in the order in which they should be tried: at random, but the number of rows
// of a repeat small first. Constraints are not looked at.
func (s *sheet) candidates(slot *form.Slot) []survey.Value {
	g, f := s.g, slot.Field
	p := g.known.pools[f]
	var out []survey.Value
	switch kind := f.Item.Kind; kind {
	case survey.Single:
		for _, c := range s.codes(slot) {
			out = append(out, survey.OfText(c))
		}
		return out // codes shuffles them
	case survey.Multiple:
		return s.selections(slot)
	case survey.Rank:
		codes := s.codes(slot)
		return []survey.Value{survey.OfCodes(codes...), survey.OfCodes(codes[:min(len(codes), 1)]...)}
	case survey.Integer, survey.Decimal:
		out = numbers(p, kind == survey.Integer, g.rand.IntN(100))
		for _, t := range g.examples(f) {
			if n, err := strconv.ParseFloat(t, 64); err == nil && ofFloat(n).Text == t {
				out = append(out, survey.OfNumber(t))
			}
		}
	case survey.Range:
		out = steps(f, p, g.rand.IntN)
	case survey.Date, survey.DateTime:
		out = s.dates(p, kind == survey.DateTime)
	case survey.Time:
		for _, t := range append([]string{"07:30", "12:00", "14:30:00", "00:00", "23:59"}, p.texts...) {
			out = append(out, survey.OfText(t))
		}
	case survey.Geopoint, survey.Geotrace, survey.Geoshape:
		return []survey.Value{points(kind, g.rand.Float64)}
	case survey.Image, survey.Audio, survey.Video, survey.File:
		return []survey.Value{sampleFile(kind)}
	case survey.Acknowledge:
		return []survey.Value{survey.OfText("OK")}
	default:
		out = g.texts(f, p)
	}
	shuffle(g.rand, out)
	if g.known.counting[f] {
		few := func(v survey.Value) bool { n, err := strconv.Atoi(v.Text); return err == nil && n >= 1 && n <= 3 }
		slices.SortStableFunc(out, func(a, b survey.Value) int { return rank(few(a)) - rank(few(b)) })
	}
	return out
}

func rank(first bool) int {
	if first {
		return 0
	}
	return 1
}

// codes lists the choices that are offered, those that conditions name first; of long lists a part.
func (s *sheet) codes(slot *form.Slot) []string {
	const many = 40
	var named, others []string
	for _, c := range s.x.Choices(slot) {
		if strings.ContainsAny(c.Code, " \t") && slot.Field.Item.Kind != survey.Single {
			continue // several codes are joined by blanks
		}
		if slices.Contains(s.g.known.pools[slot.Field].texts, c.Code) {
			named = append(named, c.Code)
		} else {
			others = append(others, c.Code)
		}
	}
	shuffle(s.g.rand, named)
	shuffle(s.g.rand, others)
	if len(named)+len(others) <= many {
		all := append(named, others...)
		shuffle(s.g.rand, all)
		return all
	}
	return slices.Concat(named[:min(len(named), many)], others[:min(len(others), many)])
}

// selections are answers to a multiple choice: each code alone, random sets, all, and as many as some condition counts.
func (s *sheet) selections(slot *form.Slot) []survey.Value {
	codes := s.codes(slot)
	var out []survey.Value
	for _, c := range codes {
		out = append(out, survey.OfCodes(c))
	}
	for range 6 {
		if len(codes) > 1 {
			shuffle(s.g.rand, codes)
			out = append(out, survey.OfCodes(slices.Clone(codes[:2+s.g.rand.IntN(min(len(codes)-1, 4))])...))
		}
	}
	named := slices.DeleteFunc(slices.Clone(codes), func(c string) bool { return !slices.Contains(s.g.known.pools[slot.Field].texts, c) })
	sizes := []int{len(codes)}
	for _, n := range s.g.known.pools[slot.Field].numbers {
		sizes = append(sizes, int(n)-1, int(n), int(n)+1)
	}
	shuffle(s.g.rand, out)
	for _, n := range sizes {
		if n > 1 && n <= len(codes) {
			out = append(out, survey.OfCodes(slices.Clone(codes[:n])...))
		}
	}
	if len(named) > 1 {
		out = append(out, survey.OfCodes(named...))
	}
	return out
}

// numbers are those near the constants of conditions, and some that questionnaires often ask for.
func numbers(p *pool, whole bool, any int) []survey.Value {
	list := []float64{0, 1, 2, 3, 5, 10, 18, 25, 40, 65, 100, 1000, float64(any)}
	for _, n := range p.numbers {
		list = append(list, n, n-1, n+1)
		if !whole {
			list = append(list, n-0.5, n+0.5)
		}
	}
	var out []survey.Value
	for _, n := range list {
		if whole {
			n = math.Round(n)
		}
		if v := ofFloat(n); math.Abs(n) < 1e15 && !slices.ContainsFunc(out, func(o survey.Value) bool { return o.Text == v.Text }) {
			out = append(out, v)
		}
	}
	return out
}

func ofFloat(n float64) survey.Value {
	if n == 0 {
		n = 0 // not -0
	}
	return survey.OfNumber(strconv.FormatFloat(n, 'f', -1, 64))
}

// steps are values of a range: its ends, those near constants, and some between.
func steps(f *form.Field, p *pool, intn func(int) int) []survey.Value {
	start, end, step := f.Bounds()
	if start.Cmp(end) > 0 {
		start, end = end, start
	}
	last := int64(1000)
	if q := new(big.Rat).Quo(new(big.Rat).Sub(end, start), step); q.Num().IsInt64() && q.Denom().IsInt64() {
		last = q.Num().Int64() / q.Denom().Int64()
	}
	at := []int64{0, last}
	for range 4 {
		at = append(at, int64(intn(int(min(last, 1_000_000))+1)))
	}
	for _, n := range p.numbers {
		r := new(big.Rat)
		if r.SetFloat64(n) == nil {
			continue
		}
		k, _ := new(big.Rat).Quo(r.Sub(r, start), step).Float64()
		at = append(at, int64(k), int64(k)-1, int64(k)+1)
	}
	var out []survey.Value
	for _, k := range at {
		if k < 0 || k > last {
			continue
		}
		v := new(big.Rat).Add(start, new(big.Rat).Mul(step, big.NewRat(k, 1)))
		text := strings.TrimSuffix(strings.TrimRight(v.FloatString(9), "0"), ".")
		if v.IsInt() {
			text = v.Num().String()
		}
		out = append(out, survey.OfNumber(text))
	}
	return out
}

// dates are days around today and around the constants of conditions, which may be days, or ages in days, months or years.
func (s *sheet) dates(p *pool, withClock bool) []survey.Value {
	zone := s.g.clock.Zone
	if zone == nil {
		zone = time.UTC
	}
	now := s.g.clock.Now().In(zone)
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, zone)
	days := []time.Time{today, today.AddDate(0, 0, -1), today.AddDate(0, 0, 1), today.AddDate(0, -1, 0), today.AddDate(-1, 0, 0), today.AddDate(-10, 3, 5),
		today.AddDate(-20, 0, -9), today.AddDate(-35, 2, 0), today.AddDate(-66, 0, 0), today.AddDate(1, 0, 0), time.Date(2000, 1, 1, 0, 0, 0, 0, zone)}
	near := func(day time.Time) { days = append(days, day, day.AddDate(0, 0, -1), day.AddDate(0, 0, 1)) }
	for _, t := range p.texts {
		if day, err := time.ParseInLocation(time.DateOnly, t[:min(len(t), 10)], zone); err == nil {
			near(day)
		}
	}
	for _, n := range p.numbers {
		if n != math.Trunc(n) || math.Abs(n) > 40_000 {
			continue
		}
		near(today.AddDate(0, 0, int(n)))
		near(today.AddDate(0, 0, -int(n)))
		if math.Abs(n) <= 1500 {
			near(today.AddDate(0, -int(n), 0))
		}
		if math.Abs(n) <= 150 {
			near(today.AddDate(-int(n), 0, 0))
		}
		if n >= 1800 && n <= 2200 {
			days = append(days, time.Date(int(n), 6, 15, 0, 0, 0, 0, zone))
		}
	}
	var out []survey.Value
	for _, d := range days {
		text := d.Format(time.DateOnly)
		if withClock {
			text = d.Format("2006-01-02T15:04:05.000-07:00")
		}
		if d.Year() > 0 && d.Year() < 10_000 {
			out = append(out, survey.OfText(text))
		}
	}
	if withClock {
		out = append(out, survey.OfText(now.Format("2006-01-02T15:04:05.000-07:00")))
	}
	return out
}

// points are places in Lai Châu.
func points(kind survey.ItemKind, random func() float64) survey.Value {
	v := survey.Value{Kind: survey.VPoints, Line: kind != survey.Geopoint}
	n := map[survey.ItemKind]int{survey.Geopoint: 1, survey.Geotrace: 3, survey.Geoshape: 4}[kind]
	round := func(x float64) float64 { return math.Round(x*1e5) / 1e5 }
	for range n {
		v.Points = append(v.Points, []float64{round(22 + random()), round(102.5 + random()), 900, 5})
	}
	if kind == survey.Geoshape {
		v.Points[n-1] = v.Points[0]
	}
	return v
}

// texts are those that conditions name, of the lengths that they count, examples of their patterns, and some of everything.
func (g *Generator) texts(f *form.Field, p *pool) []survey.Value {
	list := []string{"Lò Văn Ơn", "Quàng Thị Tâm", "a", "12", "0912345678", "lo.van.on@laichau.gov.vn", "Xã Mường Than, huyện Than Uyên", "ABC"}
	list = append(list, p.texts...)
	for _, n := range p.numbers {
		for _, m := range []float64{n - 1, n, n + 1} {
			list = append(list, strconv.FormatFloat(m, 'f', -1, 64))
			if m >= 1 && m <= 300 && m == math.Trunc(m) {
				list = append(list, strings.Repeat("1234567890", int(m)/10+1)[:int(m)], strings.Repeat("abcdefghij", int(m)/10+1)[:int(m)])
			}
		}
	}
	list = append(list, g.examples(f)...)
	var out []survey.Value
	for _, t := range list {
		if strings.TrimSpace(t) != "" {
			out = append(out, survey.OfText(t))
		}
	}
	return out
}

// examples are texts for the patterns that a field is held to.
func (g *Generator) examples(f *form.Field) []string {
	var out []string
	for _, e := range g.known.patterns[f] {
		for range 6 {
			if text, ok := e.Example(g.rand.IntN); ok {
				out = append(out, text)
			}
		}
	}
	return out
}

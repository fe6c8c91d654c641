package kinds

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/khaosat/khaosat/survey"
)

func acceptPoints(q *Question, v survey.Value) (survey.Value, *survey.Flaw) {
	if v.Kind == survey.VText {
		v = readPoints(q, []string{v.Text})
	}
	want := q.Kind.Points
	if v.Kind != survey.VPoints || want.one() && len(v.Points) != 1 {
		return v, survey.NewFlaw("answer.geo")
	}
	v.Line = !want.one()
	for _, p := range v.Points {
		if len(p) < 2 || p[0] < -90 || p[0] > 90 || p[1] < -180 || p[1] > 180 {
			return v, survey.NewFlaw("answer.geo:latitude_must")
		}
	}
	if len(v.Points) < want.Least {
		return v, survey.NewFlaw("answer.geo:line_needs")
	}
	return v, nil
}

func (p Points) one() bool { return p.Most == 1 }

// readPoints reads ODK's text form: "lat lon alt acc; lat lon alt acc; …". What cannot be read stays text and is
// refused.
func readPoints(_ *Question, texts []string) survey.Value {
	out := survey.Value{Kind: survey.VPoints}
	for _, part := range strings.Split(strings.TrimSuffix(strings.TrimSpace(texts[0]), ";"), ";") {
		if len(strings.Fields(part)) > 1 && decimalComma.MatchString(part) {
			return survey.OfText(texts[0]) // "21,5 103,2": not four numbers
		}
		var p []float64
		if withDecimalCommas(strings.Fields(part)) {
			return survey.OfText(texts[0])
		}
		for _, n := range strings.FieldsFunc(part, func(r rune) bool { return unicode.IsSpace(r) || r == ',' }) {
			x, err := strconv.ParseFloat(n, 64)
			if err != nil || !looseDecimal.MatchString(n) {
				return survey.OfText(texts[0])
			}
			p = append(p, x)
		}
		if len(p) > 4 {
			return survey.OfText(texts[0])
		}
		out.Points = append(out.Points, p)
	}
	return out
}

// decimalComma finds a comma inside a number; where blanks part the numbers it does not part them as well.
var decimalComma = regexp.MustCompile(`\d,\d`)

func nodePoints(v survey.Value) string {
	var parts []string
	for _, p := range v.Points {
		var nums []string
		for i := 0; i < 4; i++ {
			x := 0.0
			if i < len(p) && p[i] != 0 { // there is no -0
				x = p[i]
			}
			nums = append(nums, strconv.FormatFloat(x, 'f', -1, 64))
		}
		parts = append(parts, strings.Join(nums, " "))
	}
	return strings.Join(parts, "; ")
}

var commaCoordinate = regexp.MustCompile(`^[+-]?[0-9]{1,3}(,[0-9]+)?$`)

// withDecimalCommas reports whether the blanks between the numbers of a point leave it to its commas to stand before
// fractions.
func withDecimalCommas(numbers []string) bool {
	commas := false
	for _, n := range numbers {
		if !commaCoordinate.MatchString(n) {
			return false
		}
		commas = commas || strings.Contains(n, ",")
	}
	return commas && len(numbers) > 1
}

// Typed reads coordinates as people type them: with decimal commas where blanks stand between the numbers (21,38
// 103,02; in "21.38, 103.02" the comma stands between them), and the line around an area without its first point at the
// end again. What else it may be is left as it is, for the checks to judge.
func (p Points) Typed(text string) string {
	points := strings.Split(strings.TrimSuffix(survey.Clean(text), ";"), ";")
	for i, point := range points {
		numbers := strings.Fields(point)
		if withDecimalCommas(numbers) {
			numbers = strings.Fields(strings.ReplaceAll(point, ",", "."))
		}
		points[i] = strings.Join(numbers, " ")
	}
	if last := len(points) - 1; p.Closed && last >= 2 && points[last] != points[0] {
		points = append(points, points[0])
	}
	return strings.Join(points, "; ")
}

// defaultPoints says how a default of coordinates is written.
var defaultPoints = survey.Say("default.wanted.geopoint")

// examplePoints are places in Lai Châu; an open line has one point more than it must.
func examplePoints(q *Question, h Hints) []survey.Value {
	want := q.Kind.Points
	n := want.Least
	if !want.one() && !want.Closed {
		n++
	}
	v := survey.Value{Kind: survey.VPoints, Line: !want.one()}
	round := func(x float64) float64 { return math.Round(x*1e5) / 1e5 }
	for range n {
		v.Points = append(v.Points, []float64{round(22 + h.Rand.Float64()), round(102.5 + h.Rand.Float64()), 900, 5})
	}
	if want.Closed {
		v.Points[n-1] = v.Points[0]
	}
	return []survey.Value{v}
}

func wrongPoints(*Question) []Mistake {
	return []Mistake{{"a latitude beyond the pole", "answer.geo",
		survey.Value{Kind: survey.VPoints, Points: [][]float64{{91, 103}}}}}
}

package kinds

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/khaosat/khaosat/survey"
)

// maxText is how many characters one text answer may have.
const maxText = 100_000

func acceptText(_ *Question, v survey.Value) (survey.Value, *survey.Flaw) {
	if v.Kind == survey.VNumber {
		v = survey.OfText(v.Text)
	}
	if v.Kind != survey.VText {
		return v, survey.NewFlaw("answer.type:item_takes")
	}
	if len(v.Text) > maxText && utf8.RuneCountInString(v.Text) > maxText {
		return v, survey.NewFlaw("answer.too_long", "most", maxText)
	}
	if !utf8.ValidString(v.Text) || strings.ContainsRune(v.Text, 0) {
		return v, survey.NewFlaw("answer.utf8")
	}
	return v, nil
}

// acceptComputed takes what a phone computed; the server computes again whatever it can.
func acceptComputed(q *Question, v survey.Value) (survey.Value, *survey.Flaw) {
	switch v.Kind {
	case survey.VCodes, survey.VPoints, survey.VFile, survey.VRows:
		return v, survey.NewFlaw("answer.type:computed_value")
	}
	return acceptText(q, v)
}

func readText(_ *Question, texts []string) survey.Value { return survey.OfText(texts[0]) }

func nodeText(v survey.Value) string { return v.Text }

// exampleTexts are those that conditions name, of the lengths that they count, examples of their patterns, and some of
// everything.
func exampleTexts(_ *Question, h Hints) []survey.Value {
	list := []string{"Lò Văn Ơn", "Quàng Thị Tâm", "a", "12", "0912345678", "lo.van.on@laichau.gov.vn",
		"Xã Mường Than, huyện Than Uyên", "ABC"}
	list = append(list, h.Texts...)
	for _, n := range h.Numbers {
		for _, m := range []float64{n - 1, n, n + 1} {
			list = append(list, strconv.FormatFloat(m, 'f', -1, 64))
			if m >= 1 && m <= 300 && m == math.Trunc(m) {
				list = append(list, strings.Repeat("1234567890", int(m)/10+1)[:int(m)],
					strings.Repeat("abcdefghij", int(m)/10+1)[:int(m)])
			}
		}
	}
	list = append(list, h.Patterns()...)
	var out []survey.Value
	for _, t := range list {
		if strings.TrimSpace(t) != "" {
			out = append(out, survey.OfText(t))
		}
	}
	return out
}

func wrongTexts(*Question) []Mistake {
	return []Mistake{{"a list for a text", "answer.type", survey.OfCodes("a", "b")}}
}

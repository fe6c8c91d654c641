package kinds

import (
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/khaosat/khaosat/survey"
)

// maxGiven bounds how many answers of a repeat are chosen at once.
const maxGiven = 1000

func acceptSingle(q *Question, v survey.Value) (survey.Value, *survey.Flaw) {
	switch v.Kind {
	case survey.VNumber: // a code that looks like a number
		v = survey.OfText(v.Text)
	case survey.VCodes:
		if len(v.Codes) != 1 {
			return v, survey.NewFlaw("answer.too_many")
		}
		return v, survey.NewFlaw("answer.type:item_takes_one")
	case survey.VText:
	default:
		return v, survey.NewFlaw("answer.type:item_takes_code")
	}
	if !q.Given && q.Codes[v.Text] == nil {
		return v, unknownCode(q, v.Text)
	}
	return v, nil
}

func acceptMultiple(q *Question, v survey.Value) (survey.Value, *survey.Flaw) {
	v, bad := acceptCodes(q, v)
	if bad != nil {
		return v, bad
	}
	for _, c := range v.Codes {
		if o := q.Codes[c]; o != nil && o.Exclusive && len(v.Codes) > 1 {
			return v, survey.NewFlaw("answer.exclusive", "code", c)
		}
	}
	return v, nil
}

func acceptCodes(q *Question, v survey.Value) (survey.Value, *survey.Flaw) {
	if v.Kind != survey.VCodes {
		return v, survey.NewFlaw("answer.type:item_takes_list")
	}
	if q.List == nil && len(v.Codes) > maxGiven {
		return v, survey.NewFlaw("answer.too_many:choices_given", "given", len(v.Codes), "most", maxGiven)
	}
	if q.List != nil && len(v.Codes) > len(q.List.Choices) {
		return v, survey.NewFlaw("answer.too_many:choices_given_but_list", "given", len(v.Codes),
			"n", len(q.List.Choices))
	}
	for i, c := range v.Codes {
		if !q.Given && q.Codes[c] == nil {
			return v, unknownCode(q, c)
		}
		if slices.Contains(v.Codes[:i], c) {
			return v, survey.NewFlaw("answer.duplicate", "code", c)
		}
	}
	return v, nil
}

func unknownCode(q *Question, code string) *survey.Flaw {
	var some []string
	for i, c := range q.List.Choices {
		if i == 8 {
			some = append(some, "…")
			break
		}
		some = append(some, c.Code)
	}
	return survey.NewFlaw("answer.choice", "code", code, "choices", strings.Join(some, ", "))
}

func readCodes(_ *Question, texts []string) survey.Value {
	v := survey.Value{Kind: survey.VCodes}
	for _, t := range texts {
		v.Codes = append(v.Codes, strings.Fields(survey.NFC(t))...)
	}
	return v
}

func nodeCodes(v survey.Value) string { return strings.Join(v.Codes, " ") }

// exampleSelections are answers to a multiple choice: each code alone, random sets, all, and as many as some condition
// counts.
func exampleSelections(_ *Question, h Hints) []survey.Value {
	codes := h.Codes()
	var out []survey.Value
	for _, c := range codes {
		out = append(out, survey.OfCodes(c))
	}
	for range 6 {
		if len(codes) > 1 {
			shuffle(h.Rand, codes)
			out = append(out, survey.OfCodes(slices.Clone(codes[:2+h.Rand.IntN(min(len(codes)-1, 4))])...))
		}
	}
	named := slices.DeleteFunc(slices.Clone(codes), func(c string) bool { return !slices.Contains(h.Texts, c) })
	sizes := []int{len(codes)}
	for _, n := range h.Numbers {
		sizes = append(sizes, int(n)-1, int(n), int(n)+1)
	}
	shuffle(h.Rand, out)
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

func shuffle[T any](r *rand.Rand, list []T) {
	r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
}

func wrongLists(*Question) []Mistake {
	return []Mistake{{"a text for a list of codes", "answer.type", survey.OfText("a")}}
}

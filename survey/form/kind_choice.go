package form

import (
	"slices"
	"strings"

	"github.com/khaosat/khaosat/survey"
)

func acceptSingle(f *Field, v survey.Value) (survey.Value, *survey.Flaw) {
	switch v.Kind {
	case survey.VNumber: // a code that looks like a number
		v = survey.OfText(v.Text)
	case survey.VCodes:
		if len(v.Codes) != 1 {
			return v, survey.NewFlaw("answer.too_many", "Câu này chỉ được chọn một phương án.", "Only one choice is allowed here.")
		}
		return v, survey.NewFlaw("answer.type", "Câu này cần một mã, không phải một danh sách.", "This item takes one code, not a list.")
	case survey.VText:
	default:
		return v, survey.NewFlaw("answer.type", "Câu này cần một mã lựa chọn.", "This item takes the code of a choice.")
	}
	if f.Source == nil && f.Codes[v.Text] == nil {
		return v, unknownCode(f, v.Text)
	}
	return v, nil
}

func acceptMultiple(f *Field, v survey.Value) (survey.Value, *survey.Flaw) {
	v, bad := acceptCodes(f, v)
	if bad != nil {
		return v, bad
	}
	for _, c := range v.Codes {
		if o := f.Codes[c]; o != nil && o.Exclusive && len(v.Codes) > 1 {
			return v, survey.NewFlaw("answer.exclusive", "“%s” không thể chọn cùng phương án khác.", "“%s” cannot be chosen together with others.", c)
		}
	}
	return v, nil
}

func acceptRank(f *Field, v survey.Value) (survey.Value, *survey.Flaw) { return acceptCodes(f, v) }

func acceptCodes(f *Field, v survey.Value) (survey.Value, *survey.Flaw) {
	if v.Kind != survey.VCodes {
		return v, survey.NewFlaw("answer.type", "Câu này cần một danh sách mã lựa chọn.", "This item takes a list of codes.")
	}
	if f.List == nil && len(v.Codes) > maxGiven {
		return v, survey.NewFlaw("answer.too_many", "Chọn %d phương án; nhiều nhất là %d.", "%d choices were given; at most %d can be.", len(v.Codes), maxGiven)
	}
	if f.List != nil && len(v.Codes) > len(f.List.Choices) {
		return v, survey.NewFlaw("answer.too_many", "Chọn %d phương án, nhưng danh sách chỉ có %d.", "%d choices were given, but the list has only %d.", len(v.Codes), len(f.List.Choices))
	}
	for i, c := range v.Codes {
		if f.Source == nil && f.Codes[c] == nil {
			return v, unknownCode(f, c)
		}
		if slices.Contains(v.Codes[:i], c) {
			return v, survey.NewFlaw("answer.duplicate", "Phương án “%s” được chọn hai lần.", "The choice “%s” was given twice.", c)
		}
	}
	return v, nil
}

func unknownCode(f *Field, code string) *survey.Flaw {
	var some []string
	for i, c := range f.List.Choices {
		if i == 8 {
			some = append(some, "…")
			break
		}
		some = append(some, c.Code)
	}
	return survey.NewFlaw("answer.choice", "“%s” không có trong danh sách lựa chọn (%s).", "“%s” is not one of the choices (%s).", code, strings.Join(some, ", "))
}

func readCodes(_ *Field, texts []string) survey.Value {
	v := survey.Value{Kind: survey.VCodes}
	for _, t := range texts {
		v.Codes = append(v.Codes, strings.Fields(survey.NFC(t))...)
	}
	return v
}

func nodeCodes(v survey.Value) string { return strings.Join(v.Codes, " ") }

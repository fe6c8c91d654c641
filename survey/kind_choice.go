package survey

import (
	"slices"
	"strings"
)

func acceptSingle(f *Field, v Value) (Value, *flaw) {
	switch v.Kind {
	case VNumber: // a code that looks like a number
		v = OfText(v.Text)
	case VCodes:
		if len(v.Codes) != 1 {
			return v, wrong("answer.too_many", "Câu này chỉ được chọn một phương án.", "Only one choice is allowed here.")
		}
		return v, wrong("answer.type", "Câu này cần một mã, không phải một danh sách.", "This item takes one code, not a list.")
	case VText:
	default:
		return v, wrong("answer.type", "Câu này cần một mã lựa chọn.", "This item takes the code of a choice.")
	}
	if f.Source == nil && f.codes[v.Text] == nil {
		return v, unknownCode(f, v.Text)
	}
	return v, nil
}

func acceptMultiple(f *Field, v Value) (Value, *flaw) {
	v, bad := acceptCodes(f, v)
	if bad != nil {
		return v, bad
	}
	for _, c := range v.Codes {
		if o := f.codes[c]; o != nil && o.Exclusive && len(v.Codes) > 1 {
			return v, wrong("answer.exclusive", "“%s” không thể chọn cùng phương án khác.", "“%s” cannot be chosen together with others.", c)
		}
	}
	return v, nil
}

func acceptRank(f *Field, v Value) (Value, *flaw) { return acceptCodes(f, v) }

func acceptCodes(f *Field, v Value) (Value, *flaw) {
	if v.Kind != VCodes {
		return v, wrong("answer.type", "Câu này cần một danh sách mã lựa chọn.", "This item takes a list of codes.")
	}
	if f.List == nil && len(v.Codes) > maxGiven {
		return v, wrong("answer.too_many", "Chọn %d phương án; nhiều nhất là %d.", "%d choices were given; at most %d can be.", len(v.Codes), maxGiven)
	}
	if f.List != nil && len(v.Codes) > len(f.List.Choices) {
		return v, wrong("answer.too_many", "Chọn %d phương án, nhưng danh sách chỉ có %d.", "%d choices were given, but the list has only %d.", len(v.Codes), len(f.List.Choices))
	}
	for i, c := range v.Codes {
		if f.Source == nil && f.codes[c] == nil {
			return v, unknownCode(f, c)
		}
		if slices.Contains(v.Codes[:i], c) {
			return v, wrong("answer.duplicate", "Phương án “%s” được chọn hai lần.", "The choice “%s” was given twice.", c)
		}
	}
	return v, nil
}

func unknownCode(f *Field, code string) *flaw {
	var some []string
	for i, c := range f.List.Choices {
		if i == 8 {
			some = append(some, "…")
			break
		}
		some = append(some, c.Code)
	}
	return wrong("answer.choice", "“%s” không có trong danh sách lựa chọn (%s).", "“%s” is not one of the choices (%s).", code, strings.Join(some, ", "))
}

func readCodes(_ *Field, texts []string) Value {
	v := Value{Kind: VCodes}
	for _, t := range texts {
		v.Codes = append(v.Codes, strings.Fields(NFC(t))...)
	}
	return v
}

func nodeCodes(v Value) string { return strings.Join(v.Codes, " ") }

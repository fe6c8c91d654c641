package storetest

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
)

var answerIdeas = []idea{
	{"every-kind-of-value", func(t *testing.T, h Harness) {
		unchanged(t, h, survey.Answers{
			"van.ban": survey.OfText("chữ"), "so": survey.OfNumber("12"), "chon/nhieu": survey.OfCodes("b", "a", "10"),
			"diem":  {Kind: survey.VPoints, Points: [][]float64{{22.396, 103.458, 0.1, 4.75}}},
			"duong": {Kind: survey.VPoints, Line: true, Points: [][]float64{{22.396428, 103.458213}, {-0.1, 1e-7}}},
			"tep": {Kind: survey.VFile,
				File: survey.FileRef{SHA256: strings.Repeat("ab", 32), Name: "ảnh 1.jpg", Type: "image/jpeg"}},
			"nguoi": survey.OfRows([]survey.Answers{{"nguoi/ten": survey.OfText("Ơn"),
				"nguoi/con": survey.OfRows([]survey.Answers{{"nguoi/con/tuoi": survey.OfNumber("7")}})}, {}}),
			"khong_ro": survey.OfStated(survey.DontKnow),
		})
	}},
	{"vietnamese-byte-for-byte", func(t *testing.T, h Harness) {
		unchanged(t, h, survey.Answers{"q": survey.OfText(vietnamese), "q2": survey.OfCodes(vietnamese, "ꪼꪕ"),
			"ꪼꪕ/👩‍🌾": survey.OfText("đúng")})
	}},
	{"names-and-codes-with-dot-dollar-slash", func(t *testing.T, h Harness) {
		unchanged(t, h, survey.Answers{
			"a.b": survey.OfText("$set"), "$where": survey.OfCodes("a.b", "$c", "d/e", ".", "$"),
			"a/b.c/$d": survey.OfText(".."),
			"$":        survey.OfText("{}"), ".": survey.OfText("[]"), "": survey.OfText("tên rỗng"),
			"__proto__": survey.OfText("1"),
		})
	}},
	{"integers-beyond-2-to-the-53-and-long-decimals", func(t *testing.T, h Harness) {
		unchanged(t, h, survey.Answers{
			"a": survey.OfNumber("9007199254740993"), "b": survey.OfNumber("-9223372036854775809"),
			"c": survey.OfNumber("18446744073709551617"),
			"d": survey.OfNumber("0.1"), "e": survey.OfNumber("0.10000000000000000000000000000001"),
			"f": survey.OfNumber("123456789012345678901234567890.5"),
			"g": survey.OfNumber("0"), "h": survey.OfNumber("1e400"),
			"r": survey.OfRows([]survey.Answers{{"r/n": survey.OfNumber("9007199254740993")}}),
		})
	}},
	{"text-that-looks-like-a-number-stays-text", func(t *testing.T, h Harness) {
		unchanged(t, h, survey.Answers{"a": survey.OfText("007"), "b": survey.OfText("1e5"), "c": survey.OfText("null"),
			"d": survey.OfText("2025-07-01"),
			"e": survey.OfText("true"), "f": survey.OfCodes("1", "01", "1.0"),
			"g": survey.OfText("ObjectId('507f1f77bcf86cd799439011')")})
	}},
	{"absent-empty-and-refused-are-apart", func(t *testing.T, h Harness) {
		unchanged(t, h, survey.Answers{"absent": {}, "blank": survey.OfText(""), "spaces": survey.OfText("  "),
			"none":      {Kind: survey.VCodes, Codes: []string{}},
			"dont_know": survey.OfStated(survey.DontKnow), "refused": survey.OfStated(survey.Refused)})
		_, there := get(t, h.Store, slug, "a").Answers["never"]
		equal(t, "an item that was not answered is there", there, false)
	}},
	{"every-field-of-a-response", func(t *testing.T, h Harness) {
		r := &survey.Response{}
		fill(t, reflect.ValueOf(r).Elem())
		r.Survey, r.Revision, r.Batch, r.Received = slug, 1, "", received
		r.Answers = survey.Answers{"q": survey.OfText("có")}
		store(t, h.Store, r)
		same(t, get(t, h.Store, slug, r.ID), r)
	}},
	{"no-answers-at-all", func(t *testing.T, h Harness) { unchanged(t, h, survey.Answers{}) }},
	{"one-megabyte-of-text", func(t *testing.T, h Harness) {
		unchanged(t, h, survey.Answers{"q": survey.OfText(strings.Repeat("ế👩‍🌾", 70_000))})
	}},
	{"a-thousand-items", func(t *testing.T, h Harness) {
		answers := survey.Answers{}
		for i := range 1000 {
			answers["nhom/cau_"+string(rune('一'+i))] = survey.OfCodes("1", "2")
		}
		unchanged(t, h, answers)
	}},
}

// unchanged fails unless the answers come back as they are in every way in which a response comes back.
func unchanged(t *testing.T, h Harness, answers survey.Answers) {
	t.Helper()
	first := named(slug, "a")
	first.Answers = answers
	store(t, h.Store, first)
	same(t, get(t, h.Store, slug, "a"), first)
	existing, err := h.Store.Responses().Insert(bg, first)
	must(t, err)
	same(t, existing[0], first)
	second := next(first, survey.Submitted, "vẫn thế")
	must(t, h.Store.Responses().Revise(bg, second))
	for _, s := range []survey.Store{h.Store, h.second()} {
		same(t, gather(t, s.Responses().Scan(bg, slug))[0], second)
		same(t, one[[]*survey.Response](t)(s.Responses().Few(bg, slug, []string{"a"}))[0], second)
		same(t, one[[]*survey.Response](t)(s.Responses().Revisions(bg, slug, "a"))[0], first)
	}
}

// fill gives every text, number and list of a struct a value of its own, so that a field that an engine forgets is
// noticed.
func fill(t *testing.T, v reflect.Value) {
	t.Helper()
	for i := range v.NumField() {
		name, f := v.Type().Field(i).Name, v.Field(i)
		switch {
		case f.Kind() == reflect.String:
			f.SetString("giá trị của " + name)
		case f.CanInt():
			f.SetInt(int64(i + 1))
		case f.Kind() == reflect.Bool:
			f.SetBool(true)
		case f.Type() == reflect.TypeFor[[]string]():
			f.Set(reflect.ValueOf([]string{name, "hai"}))
		case f.Type() == reflect.TypeFor[[]survey.Unread]():
			f.Set(reflect.ValueOf([]survey.Unread{{Item: name, Text: `"answers":null`}, {Item: "a.b/$c"}}))
		case f.Type() == reflect.TypeFor[time.Time](), f.Type() == reflect.TypeFor[survey.Answers]():
			// judged by subtests of their own
		default:
			t.Fatalf("fill knows no value for the field %s", name)
		}
	}
}

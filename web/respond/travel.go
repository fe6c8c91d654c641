package respond

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"strconv"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/kinds"
	"github.com/khaosat/khaosat/survey/xlsform"
)

// What a filled form is taken to hold, for telling whether it can travel.
const (
	usualText = 40 // characters of a text
	usualRows = 3  // rows of a repeat
)

// JudgeTravel warns of a form whose answers, as people usually fill it in, are more than cookies hold: on phones
// without scripts Back and reload then ask whether the form is to be sent again. k are the kinds by which the form was
// read.
func JudgeTravel(r *xlsform.Result, k *kinds.Set) {
	if !r.Publishable {
		return
	}
	fm, problems := form.CompileWith(k, r.Questionnaire)
	if len(problems) > 0 {
		return
	}
	if size := travelSize(fm); size > mostCarried {
		r.Problems = append(r.Problems, xlsform.Problem{Severity: xlsform.SeverityWarning, Code: "form.carried",
			Words: survey.Say("form.carried", "size", size, "most", mostCarried)})
	}
}

// travelSize is how many characters of cookies a filled form takes.
func travelSize(fm *form.Form) int {
	st := &state{ID: "00000000-0000-4000-8000-000000000000", Version: fm.Q.Version, Started: 1 << 30, Shown: 1 << 30}
	st.init()
	st.usual(fm.Top(), "")
	b, err := json.Marshal(carried{State: st, Page: 1})
	if err != nil {
		return 0 // texts always encode
	}
	const sealed = 28 // what sealing adds
	return base64.RawURLEncoding.EncodedLen(len(squeeze(b)) + sealed)
}

// usual types into every field what people usually do.
func (st *state) usual(fields []*form.Field, prefix string) {
	for _, f := range fields {
		path := f.Path
		if prefix != "" {
			path = prefix + f.Item.Name
		}
		switch {
		case f.Item.Kind == survey.Repeat:
			st.Rows[path] = usualRows
			for i := range usualRows {
				st.usual(f.Children(), path+"["+strconv.Itoa(i+1)+"]/")
			}
		case f.Kind.Container() && prefix != "":
			st.usual(f.Children(), path+"/")
		case f.Kind.Container():
			st.usual(f.Children(), "")
		case f.Kind.Asked():
			st.Texts[path] = usualAnswer(f, path)
		}
	}
}

// usualAnswer is what a field usually holds: a choice, every other one of several, some words, a number.
func usualAnswer(f *form.Field, path string) []string {
	drawn := sha256.Sum256([]byte(path)) // does not get smaller by compressing it, as what people write does not either
	switch {
	case f.Kind.Choosing() && f.List != nil && f.Kind.Several():
		var out []string
		for i := int(drawn[0] % 2); i < len(f.List.Choices); i += 2 {
			out = append(out, f.List.Choices[i].Code)
		}
		return out
	case f.Kind.Choosing() && f.List != nil && len(f.List.Choices) > 0:
		return []string{f.List.Choices[int(drawn[0])%len(f.List.Choices)].Code}
	case f.Kind.Numeric():
		return []string{strconv.Itoa(int(drawn[0]))}
	case f.Kind.Attached():
		return []string{`{"name":"IMG_20260714_101530.jpg","sha256":"` + hex.EncodeToString(drawn[:]) + `"}`}
	case f.Kind.Value == survey.VText && f.Kind.Moment == kinds.NoMoment:
		return []string{base64.RawStdEncoding.EncodeToString(drawn[:])[:usualText]}
	}
	return []string{hex.EncodeToString(drawn[:8])}
}

package form

import (
	"encoding/json"
	"testing"
	"unicode/utf8"

	"github.com/khaosat/khaosat/survey"
)

// FuzzJudge feeds posted answers, as bytes off the network, through decoding, canonical JSON, normalizing and judging.
// Whatever comes in: no panic, every problem has words, and what is accepted is accepted again unchanged.
func FuzzJudge(f *testing.F) {
	for _, seed := range []string{
		`{"tuoi":40,"danh_gia":"tot","kenh":["loa","tivi"]}`,
		`{"tuoi":"40","ho/nguoi":[{"ten":"A","con":2},{"ho/nguoi/ten":"B"}]}`,
		`{"tuoi":{"missing":"refused"},"diem":7.5,"ngay":"2025-02-28","tien":"1.234,5"}`,
		`{"tuoi":1e400,"huyen":"h1","xa":"x1"}`,
		`{"nguoi":[[1,2],[3,4]],"tuoi":[1,2],"kenh":[],"danh_gia":null}`,
		`{"x":{"sha256":"ab","name":"a.png","type":"image/png"},"":"","tuoi":"\u0000"}`,
	} {
		f.Add([]byte(seed))
	}
	form := fuzzForm(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := survey.Canonical(b); err == nil && !utf8.Valid(b) {
			t.Error("Canonical took bytes that are no UTF-8")
		}
		var posted survey.Answers
		if json.Unmarshal(b, &posted) != nil {
			return
		}
		checked, problems := form.Judge(posted, testClock, true)
		for _, p := range problems {
			if p.Code == "" || p.Words.In("vi") == "" || p.Words.In("en") == "" {
				t.Errorf("a problem without words: %+v", p)
			}
		}
		if len(problems) > 0 {
			return
		}
		if again, problems := form.Judge(checked.Answers, testClock, true); len(problems) > 0 {
			t.Errorf("what was accepted is refused: %v", problems)
		} else if x, y := text(t, checked.Answers), text(t, again.Answers); x != y {
			t.Errorf("judging twice changes the answers:\n%s\n%s", x, y)
		}
	})
}

func text(t *testing.T, a survey.Answers) string {
	t.Helper()
	b, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func fuzzForm(f *testing.F) *Form {
	f.Helper()
	form, problems := Compile(testQuestionnaire())
	if len(problems) > 0 {
		f.Fatal(problems)
	}
	return form
}

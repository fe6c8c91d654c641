package exporttest_test

import (
	"bytes"
	"encoding/json"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/export/data"
	"github.com/khaosat/khaosat/export/exporttest"
	"github.com/khaosat/khaosat/export/internal/savread"
	"github.com/khaosat/khaosat/export/verify"
	"github.com/khaosat/khaosat/export/workbook"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/answergen"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/kinds"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/table"
	"github.com/khaosat/khaosat/survey/versions"
	"github.com/khaosat/khaosat/survey/words"
	"github.com/khaosat/khaosat/survey/xlsform"
	"github.com/khaosat/khaosat/survey/xlsform/xlsformtest"
	"github.com/khaosat/khaosat/web/webtest"
)

// gauge is a kind that khaosat does not have: how full something is, in steps of 5 percent.
func gauge() *kinds.Kind {
	k := *kinds.BuiltIn.Of(survey.Integer)
	whole := k.Accept
	k.Name, k.Words, k.Phone, k.Look = "gauge", words.Both("đồng hồ đo", "gauge"), "integer", "gauge"
	k.Types = []kinds.Type{{Words: []string{"gauge"}, Constraint: ". <= 100"}}
	k.Wider = []survey.ItemKind{survey.Integer}
	k.Accept = func(q *kinds.Question, v survey.Value) (survey.Value, *survey.Flaw) {
		v, bad := whole(q, v)
		if n, ok := new(big.Int).SetString(v.Text, 10); bad == nil && (!ok || n.Mod(n, big.NewInt(5)).Sign() != 0) {
			said := words.Both("Xin ghi bội số của 5.", "Please give a multiple of 5.")
			return v, &survey.Flaw{Code: "answer.step", Words: said}
		}
		return v, bad
	}
	k.Examples = func(_ *kinds.Question, h kinds.Hints) []survey.Value {
		return []survey.Value{survey.OfNumber("0"), survey.OfNumber("35"), survey.OfNumber("85")}
	}
	k.Mistakes = func(*kinds.Question) []kinds.Mistake {
		return []kinds.Mistake{{Name: "between two marks", Code: "answer.step", Value: survey.OfNumber("37")}}
	}
	return &k
}

// mood is another one: one of a list of moods.
func mood() *kinds.Kind {
	k := *kinds.BuiltIn.Of(survey.Single)
	k.Name, k.Words, k.Phone = "mood", words.Both("tâm trạng", "mood"), "single"
	k.Types = []kinds.Type{{Words: []string{"pick_mood"}, List: true}}
	return &k
}

const made = `
| survey | | | | | |
| | type | name | label::Tiếng Việt (vi) | calculation | relevant |
| | gauge | day | Kho đầy mấy phần trăm? | | |
| | calculate | con | | 100 - ${day} | |
| | pick_mood m | vui | Tâm trạng thế nào? | | ${day} > 50 |
| choices | | | | |
| | list_name | name | label::Tiếng Việt (vi) | role |
| | m | rat tot | Rất vui | positive_strong |
| | m | kem | Không vui | negative |
| settings | | |
| | form_id | form_title |
| | kho | Kho |
`

// A kind that no room has heard of goes the whole way by its entry alone: each step here is a place that used to switch
// on kinds.
func TestMadeUpKind(t *testing.T) {
	t.Parallel()
	table := kinds.BuiltIn.With(gauge(), mood())
	q := readMade(t, table)
	w := webtest.ForDeskWith(t, table)
	slug := w.Publish(q, service.PublishOptions{})
	answerMade(t, w, slug)
	judgeMade(t, w, slug)
	generateMade(t, table, q)
	r, err := w.Results(t.Context(), slug, results.Scope{Identified: true})
	if err != nil {
		t.Fatal(err)
	}
	countMade(t, r)
	printMade(t, w, r, slug)
	exportMade(t, w, r.Lineage, slug)
	changeMade(t, w, q)
	w.As("quantri").Get("/desk/" + slug +
		"/data/response?id=00000000-0000-4000-8000-000000000003").Want(200).Says("Không vui")
	w.As("quantri").Get("/desk/"+slug+"/questionnaire").Want(200).Says("đồng hồ đo", "tâm trạng")
}

// readMade reads the XLSForm, which the built-in kinds refuse, and writes it back.
func readMade(t *testing.T, table *kinds.Set) *survey.Questionnaire {
	t.Helper()
	b := xlsformtest.Workbook(t, made)
	r, err := xlsform.Read(bytes.NewReader(b), int64(len(b)), "kho.xlsx")
	if err != nil || r.OK || r.Problems[0].Code != "type.unknown" {
		t.Fatalf("the built-in kinds read it: %v %+v", err, r)
	}
	r, err = xlsform.ReadWith(bytes.NewReader(b), int64(len(b)), "kho.xlsx", xlsform.Options{Kinds: table})
	if err != nil || !r.Publishable {
		t.Fatalf("%v %+v", err, r.Problems)
	}
	q := r.Questionnaire
	day, vui := q.Items[0], q.Items[2]
	if day.Kind != "gauge" || day.Constraint != ". <= 100" || vui.Kind != "mood" || vui.List != "m" {
		t.Fatalf("read as %+v and %+v", day, vui)
	}
	var back bytes.Buffer
	if err := xlsform.WriteWith(&back, table, q); err != nil {
		t.Fatal(err)
	}
	sheet := exporttest.Open(t, back.Bytes()).All("survey")
	for _, word := range []string{"gauge", "pick_mood m"} {
		if !strings.Contains(sheet, word) {
			t.Errorf("written back without %q:\n%s", word, sheet)
		}
	}
	return q
}

// answerMade answers on the page, which shows the look of the entry and says its refusal.
func answerMade(t *testing.T, w *webtest.World, slug string) {
	t.Helper()
	page := w.Open("/s/" + slug + "?lang=vi")
	for _, look := range []string{`id="q.day" data-path="day" data-look="gauge"`, `name="vui" value="rat tot"`} {
		if !strings.Contains(w.Get("/s/"+slug+"?lang=vi").Body, look) {
			t.Errorf("the page lacks %s", look)
		}
	}
	page.Fill("day", "37").Press("next").Sees("Xin ghi bội số của 5.")
	page.Fill("day", "85").Press("next")
	page.Fill("vui", "rat tot").Fill("day", "87").Press("next")
	if kept := page.Values()["vui"]; len(kept) != 1 || kept[0] != "rat tot" { // a code with a blank is one code
		t.Errorf("the page keeps the mood %q", kept)
	}
	page.Fill("day", "85").Press("next").Sees("85", "Rất vui").Press("send")
	got := w.Only(slug).Answers
	if got["day"].Kind != survey.VNumber || got["day"].Text != "85" || got["con"].Text != "15" ||
		got["vui"].Text != "rat tot" {
		t.Errorf("stored: %v", got)
	}
}

// judgeMade sends answers by program, and reads as what a phone judges them.
func judgeMade(t *testing.T, w *webtest.World, slug string) {
	t.Helper()
	w.Answer(slug, 2, `{"day":"35"}`)
	w.Answer(slug, 3, `{"day":60,"vui":"kem"}`)
	for answer, code := range map[string]string{`{"day":37}`: "answer.step", `{"day":"nhiều"}`: "answer.number",
		`{"day":105}`: "answer.constraint", `{"day":35,"vui":"rat tot"}`: "answer.not_asked"} {
		reply := w.Send(slug, `{"id":"00000000-0000-4000-8000-000000000009","answers":`+answer+`}`).Want(422)
		if !strings.Contains(reply.Body, code) {
			t.Errorf("%s is refused so: %s", answer, reply.Body)
		}
	}
	var q struct {
		Items []struct{ Path, Kind, As string }
	}
	if err := json.Unmarshal([]byte(w.Get("/api/v1/surveys/"+slug+"/questionnaire").Want(200).Body), &q); err != nil {
		t.Fatal(err)
	}
	if q.Items[0].Kind != "gauge" || q.Items[0].As != "integer" || q.Items[1].As != "text" || q.Items[2].As != "single" {
		t.Errorf("a phone judges %+v", q.Items)
	}
}

// generateMade makes up answers and mistakes.
func generateMade(t *testing.T, table *kinds.Set, q *survey.Questionnaire) {
	t.Helper()
	compiled, problems := form.CompileWith(table, q)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	clock := form.Clock{Now: func() time.Time { return time.Date(2026, 7, 1, 8, 0, 0, 0, time.UTC) }, Zone: time.UTC}
	g := answergen.New(compiled, rand.New(rand.NewPCG(1, 2)), clock)
	moods, wrong := 0, map[string]bool{}
	for range 20 {
		a, ok := g.Valid()
		if !ok {
			t.Fatal(g.Problems())
		}
		if !a["vui"].Empty() {
			moods++
		}
		for _, m := range g.Invalid() {
			_, problems := compiled.Judge(m.Answers, clock, true)
			if !slices.ContainsFunc(problems, func(p survey.Problem) bool { return p.Code == m.Code }) {
				t.Errorf("%s is not refused by %s: %v", m.Name, m.Code, problems)
			}
			wrong[m.Name] = true
		}
	}
	if moods == 0 || !wrong["between two marks"] || !wrong["an unknown code"] {
		t.Errorf("%d moods, mistakes %v", moods, wrong)
	}
}

// countMade looks at the figures of 85 with a good mood, 35 without a mood, and 60 with a bad one.
func countMade(t *testing.T, r *results.Results) {
	t.Helper()
	if len(r.Items) != 2 || r.Items[0].Numbers == nil || r.Items[0].Numbers.Total != 180 ||
		r.Items[0].Numbers.Mean != 60 {
		t.Fatalf("the gauge is counted as %+v", r.Items[0])
	}
	vui := r.Items[1]
	if len(vui.Rows) != 2 || vui.Rows[0].Count != 1 || vui.Base.Asked != 2 || vui.Top == nil ||
		vui.Top.Estimate != 0.5 {
		t.Errorf("the mood is counted as %+v", vui)
	}
}

// printMade writes the report, and counts it again by the second route.
func printMade(t *testing.T, w *webtest.World, r *results.Results, slug string) {
	t.Helper()
	b := exporttest.Write(t, r, workbook.WorkbookOptions{Lang: "vi",
		Data:      w.Service.Responses(t.Context(), webtest.Admin, slug),
		Documents: exporttest.Documents(t, w.Service, slug), Seal: w.Service.Identity()})
	o := exporttest.Open(t, b)
	if s := o.All("Tần suất"); !strings.Contains(s, "day · đồng hồ đo") || !strings.Contains(s, "vui · tâm trạng") {
		t.Errorf("frequencies:\n%s", s)
	}
	if s := o.All("Bảng mã"); !strings.Contains(s, "gauge") || !strings.Contains(s, "mood") {
		t.Errorf("codebook:\n%s", s)
	}
	v, err := verify.Verify(t.Context(), b, verify.VerifyOptions{Store: w.Service})
	if err != nil || len(v.Differences) > 0 || v.Checked != v.Cells {
		t.Errorf("counted again: %v %+v", err, v)
	}
}

// exportMade writes data for other programs, and reads a table again.
func exportMade(t *testing.T, w *webtest.World, l *versions.Lineage, slug string) {
	t.Helper()
	encoded := func(format string) []byte {
		var b bytes.Buffer
		if _, err := data.Write(&b, format, l, w.Service.Responses(t.Context(), webtest.Admin, slug),
			"vi"); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	f := savread.Read(t, encoded("sav"))
	for _, v := range f.Variables {
		if v.Name == "day" && v.Measure != 3 || v.Name == "vui" && (v.Measure != 2 || len(v.Labels) != 2) {
			t.Errorf("SPSS has %s as %+v", v.Name, v) // 3 is scale, 2 ordinal
		}
	}
	rows := exporttest.Cells(t, encoded("csv"))
	var days []string
	for i := range rows[1:] {
		days = append(days, exporttest.Column(rows, "day", i+1))
	}
	if slices.Sort(days); !slices.Equal(days, []string{"35", "60", "85"}) {
		t.Errorf("CSV has %v", days)
	}
	tab, problems := table.Read(strings.NewReader("day,vui\n55,Rất vui\n"))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	file := tab.File("them.csv", "00")
	if _, err := w.Service.ImportResponses(t.Context(), webtest.Admin, slug, file,
		service.ImportOptions{}); err != nil {
		t.Errorf("a table of labels and numbers does not come in: %v", err)
	}
	if n := len(w.Responses(slug)); n != 4 {
		t.Errorf("%d responses", n)
	}
}

// changeMade makes the gauge a whole number: what its entry calls wider keeps the answers together.
func changeMade(t *testing.T, w *webtest.World, q *survey.Questionnaire) {
	t.Helper()
	next := *q
	was := *q.Items[0]
	was.Kind = survey.Integer
	next.Version, next.Items = "2", append([]*survey.Item{&was}, q.Items[1:]...)
	changes, err := w.Service.Changes(t.Context(), webtest.Admin, q.FormID, &next, nil)
	if err != nil || len(changes) != 1 || changes[0].Kind != versions.Retyped || changes[0].Effect != survey.Pool ||
		!strings.Contains(changes[0].Words.In("vi"), "từ đồng hồ đo sang số nguyên") {
		t.Errorf("%v %+v", err, changes)
	}
}

package respond_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/khaosat/khaosat/export/data"
	"github.com/khaosat/khaosat/stats/live"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/answergen"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/table"
	"github.com/khaosat/khaosat/survey/versions"
	"github.com/khaosat/khaosat/survey/xlsform"
	"github.com/khaosat/khaosat/web/respond"
	"github.com/khaosat/khaosat/web/webtest"
)

// TestCorpusRuns takes every form of the corpus that can be published through its whole life: import, publish, render
// in every language, answer over the API and page by page, refuse what is wrong, tabulate, export and import again. The
// corpus is that of package xlsform, and what more there is in the folder that KHAOSAT_XLSFORMS names.
func TestCorpusRuns(t *testing.T) {
	t.Parallel()
	ran := map[[sha256.Size]byte]bool{}
	t.Run("shipped", func(t *testing.T) { corpusRuns(t, "../../survey/xlsform/testdata", ran) })
	if given := os.Getenv("KHAOSAT_XLSFORMS"); given != "" {
		t.Run("given", func(t *testing.T) { corpusRuns(t, given, ran) })
	}
}

// patienceOfCorpus is how many valid answers a form gets at most; fewer when all its items were asked.
const patienceOfCorpus = 6

// corpusRuns takes the forms of a folder that did not run yet. Those that cannot be published must be few among all of
// the folder.
func corpusRuns(t *testing.T, folder string, ran map[[sha256.Size]byte]bool) {
	files, err := filepath.Glob(filepath.Join(folder, "*", "*.xls[xm]"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no forms in %s: %v", folder, err)
	}
	slices.Sort(files)
	accepted, reached, total := 0, 0, 0
	var held, unreached []string
	for _, file := range files {
		name := filepath.Base(filepath.Dir(file)) + "/" + filepath.Base(file)
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		res, err := xlsform.Read(bytes.NewReader(b), int64(len(b)), filepath.Base(file))
		if err != nil {
			t.Fatal(err)
		}
		if !res.OK {
			continue
		}
		accepted++
		if !res.Publishable {
			held = append(held, name+": "+corpusCauses(res))
		}
		sum := sha256.Sum256(b)
		if ran[sum] || !res.Publishable {
			continue
		}
		ran[sum] = true
		t.Run(name, func(t *testing.T) {
			c := newCorpusForm(t, res.Questionnaire)
			c.lives()
			n, of, missing := c.gen.Covered()
			reached, total = reached+n, total+of
			if len(missing) > 0 {
				unreached = append(unreached,
					fmt.Sprintf("%s: %d of %d items asked, not %s", name, n, of,
						strings.Join(missing[:min(len(missing), 6)], " ")))
			}
		})
	}
	t.Logf("%d forms are valid; %d of them cannot be published:\n%s", accepted, len(held), strings.Join(held, "\n"))
	t.Logf("%d of %d items were asked at least once; not all of these forms':\n%s", reached, total,
		strings.Join(unreached, "\n"))
	if len(held)*100 > accepted*8 {
		t.Errorf("%d of %d valid forms cannot be published; at most 8%% may be", len(held), accepted)
	}
	if reached*100 < total*97 {
		t.Errorf("only %d of %d items were asked", reached, total)
	}
}

func corpusCauses(res *xlsform.Result) string {
	var causes []string
	for _, p := range res.Problems {
		if p.Blocks {
			causes = append(causes, fmt.Sprintf("%s!%s %s", p.Sheet, p.Cell, p.Code))
		}
	}
	return strings.Join(causes, ", ")
}

// corpusForm is one form on its way.
type corpusForm struct {
	t     *testing.T
	w     *webtest.World
	q     *survey.Questionnaire
	form  *form.Form
	slug  string
	clock form.Clock
	gen   *answergen.Generator

	sheets []*form.Checked // what the accepted answers come to, by the rules
}

func newCorpusForm(t *testing.T, q *survey.Questionnaire) *corpusForm {
	t.Helper()
	w := webtest.Quick(t)
	slug := service.SlugOf(q.FormID)
	if slug == "" {
		slug = "phieu"
	}
	if _, err := w.Service.SaveDraft(t.Context(), webtest.Admin, slug, q); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Service.PublishDraft(t.Context(), webtest.Admin, slug,
		service.PublishOptions{Mode: survey.Named}); err != nil {
		t.Fatal(err)
	}
	fm, err := w.Service.Form(t.Context(), slug, "")
	if err != nil {
		t.Fatal(err)
	}
	sv, err := w.Service.Survey(t.Context(), slug)
	if err != nil {
		t.Fatal(err)
	}
	board := live.NewBoard(w.Service)
	w.Figures = func(slug string, scope results.Scope) (*results.Results, error) {
		return board.Results(t.Context(), slug, scope)
	}
	c := &corpusForm{t: t, w: w, q: q, form: fm, slug: slug, clock: form.Clock{Now: w.Now, Zone: sv.Zone()}}
	c.gen = answergen.New(fm, rand.New(rand.NewPCG(20261120, 1)), c.clock)
	return c
}

// lives takes the form through everything.
func (c *corpusForm) lives() {
	c.renders()
	c.answers()
	c.refuses()
	c.walks()
	c.tabulates()
	c.writesItself()
	c.movesItsAnswers()
}

// languages are the questionnaire's, the empty one when it names none.
func (c *corpusForm) languages() []string {
	out := []string{}
	for _, l := range c.q.Languages {
		out = append(out, l.ID)
	}
	if len(out) == 0 {
		out = []string{""}
	}
	return out
}

// renders loads the first page in every language: each item that is asked there has a question that a reader sees.
func (c *corpusForm) renders() {
	for _, lang := range c.languages() {
		first := c.first(lang)
		b := c.w.Open("/s/" + c.slug + inLanguage(lang)).Is(200)
		for _, s := range first.Slots {
			if !s.Asked || !s.Field.Kind.Asked() {
				continue
			}
			at := webtest.ByID(b.Doc, "q."+s.Path)
			switch {
			case at == nil:
				c.t.Errorf("language %q: the first page has no element for %s", lang, s.Path)
			case webtest.Hidden(at):
				c.t.Errorf("language %q: %s is asked and hidden", lang, s.Path)
			case webtest.Question(at) == "":
				c.t.Errorf("language %q: %s has an empty question", lang, s.Path)
			}
		}
	}
}

// first is what the server makes of a first visit.
func (c *corpusForm) first(lang string) respond.FirstPage {
	sv, err := c.w.Service.Survey(c.t.Context(), c.slug)
	if err != nil {
		c.t.Fatal(err)
	}
	return respond.FirstPageOf(c.w.Service, c.w.Now, sv, c.form, lang)
}

// inLanguage is the query of a visit in a language.
func inLanguage(lang string) string {
	if lang == "" {
		return ""
	}
	return "?" + url.Values{"lang": {lang}}.Encode()
}

// keepFile puts a file where an attachment is kept, whether the form asks for one or not.
func keepFile(t testing.TB, w *webtest.World, sum string, content []byte) {
	t.Helper()
	if _, err := w.Store.Blobs().Put(t.Context(), sum, service.MaxFile, bytes.NewReader(content)); err != nil {
		t.Fatal(err)
	}
}

// answers sends generated answers until every item was asked.
func (c *corpusForm) answers() {
	for sum, content := range answergen.Files(nil) {
		keepFile(c.t, c.w, sum, content)
	}
	for i := range patienceOfCorpus {
		a, ok := c.gen.Valid()
		if !ok {
			c.t.Errorf("no valid answers were found: %v", c.gen.Problems())
			return
		}
		c.w.Pass(time.Second)
		lang := c.languages()[i%len(c.languages())]
		r := c.send(a, lang)
		if r.Status != 201 {
			c.t.Errorf("valid answers got %d: %s\n%s", r.Status, r.Body, corpusJSON(c.t, a))
			return
		}
		c.note(a)
		if reached, total, _ := c.gen.Covered(); reached == total && i >= 2 {
			return
		}
	}
}

func (c *corpusForm) send(a survey.Answers, lang string) webtest.Reply {
	c.t.Helper()
	return c.w.Send(c.slug, string(corpusJSON(c.t,
		map[string]any{"id": uuid.NewString(), "version": c.form.Q.Version, "language": lang, "answers": a})))
}

func corpusJSON(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// note keeps what accepted answers come to.
func (c *corpusForm) note(a survey.Answers) {
	checked, problems := c.form.Judge(a, c.clock, true)
	if len(problems) > 0 {
		c.t.Errorf("accepted answers have problems: %v", problems)
	}
	again, problems := c.form.Judge(checked.Answers, c.clock, true) // as an import of what was exported does
	if len(problems) > 0 {
		c.t.Errorf("what was accepted is refused when it comes again: %v", problems)
	}
	for _, path := range differing(checked.Answers, again.Answers) {
		c.t.Errorf("%s was accepted as %+v and became %+v when it came again", path, checked.Answers[path],
			again.Answers[path])
	}
	c.sheets = append(c.sheets, checked)
}

// refuses sends answers with one thing wrong; nothing of them may be stored.
func (c *corpusForm) refuses() {
	before := len(c.w.Responses(c.slug))
	for _, m := range c.gen.Invalid() {
		c.w.Pass(time.Second)
		r := c.send(m.Answers, c.languages()[0])
		if r.Status != 422 {
			c.t.Errorf("%s at %s: status %d, want 422\n%s", m.Name, m.Item, r.Status, r.Body)
			continue
		}
		p := r.Problem()
		if !slices.ContainsFunc(p.Problems,
			func(v webtest.ProblemItem) bool { return v.Item == m.Item && v.Code == m.Code && v.Message != "" }) {
			c.t.Errorf("%s at %s: problems %q, want %s", m.Name, m.Item, p.Codes(), m.Code)
		}
	}
	if after := len(c.w.Responses(c.slug)); after != before {
		c.t.Errorf("%d responses are stored, want %d: a refused one was kept", after, before)
	}
}

// writesItself exports the questionnaire as a workbook and reads it again.
func (c *corpusForm) writesItself() {
	var b bytes.Buffer
	if err := xlsform.Write(&b, c.q); err != nil {
		c.t.Error(err)
		return
	}
	again, err := xlsform.Read(bytes.NewReader(b.Bytes()), int64(b.Len()), "export.xlsx")
	if err != nil || !again.OK {
		c.t.Errorf("the exported form is not valid: %v %+v", err, again)
		return
	}
	if got, want := unsourced(c.t, again.Questionnaire), unsourced(c.t, c.q); !bytes.Equal(got, want) {
		c.t.Errorf("the exported form reads as\n%s\nwant\n%s", got, want)
	}
}

// unsourced is a questionnaire without the cells that it was read from.
func unsourced(t *testing.T, q *survey.Questionnaire) []byte {
	var v any
	if err := json.Unmarshal(corpusJSON(t, q), &v); err != nil {
		t.Fatal(err)
	}
	var drop func(v any)
	drop = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			delete(v, "source")
			for _, x := range v {
				drop(x)
			}
		case []any:
			for _, x := range v {
				drop(x)
			}
		}
	}
	drop(v)
	return corpusJSON(t, v)
}

// movesItsAnswers exports the responses as CSV and imports them into another survey of the same questionnaire.
func (c *corpusForm) movesItsAnswers() {
	stored := c.w.Responses(c.slug)
	var b bytes.Buffer
	in := func(yield func(*survey.Response, error) bool) {
		for _, r := range stored {
			if !yield(r, nil) {
				return
			}
		}
	}
	if _, err := data.Write(&b, "csv", versions.LineageOf(c.form), in, "vi"); err != nil {
		c.t.Error(err)
		return
	}
	other := webtest.Quick(c.t)
	if _, err := other.Service.SaveDraft(c.t.Context(), webtest.Admin, c.slug, c.q); err != nil {
		c.t.Fatal(err)
	}
	if _, err := other.Service.PublishDraft(c.t.Context(), webtest.Admin, c.slug,
		service.PublishOptions{}); err != nil {
		c.t.Fatal(err)
	}
	for sum, content := range answergen.Files(nil) {
		keepFile(c.t, other, sum, content)
	}
	tab, problems := table.Read(bytes.NewReader(b.Bytes()))
	if len(problems) > 0 {
		c.t.Errorf("the exported CSV cannot be read: %v", problems)
		return
	}
	sum := sha256.Sum256(b.Bytes())
	if _, err := other.Service.ImportResponses(c.t.Context(), webtest.Admin, c.slug,
		tab.File("phieu.csv", hex.EncodeToString(sum[:])), service.ImportOptions{}); err != nil {
		c.t.Errorf("the exported CSV is refused: %v\n%s", err, b.String()[:min(b.Len(), 3000)])
		return
	}
	moved := map[string]survey.Answers{}
	for _, r := range other.Responses(c.slug) {
		moved[r.ID] = r.Answers
	}
	for _, r := range stored {
		for _, path := range differing(moved[r.ID], r.Answers) {
			c.t.Errorf("%s moved as CSV became %+v, was %+v", path, moved[r.ID][path], r.Answers[path])
		}
	}
}

// differing lists the paths at which two sets of answers differ.
func differing(a, b survey.Answers) []string {
	var out []string
	both := maps.Clone(a)
	maps.Copy(both, b)
	for _, path := range slices.Sorted(maps.Keys(both)) {
		if fmt.Sprint(a[path]) != fmt.Sprint(b[path]) {
			out = append(out, path)
		}
	}
	return out
}

package xlsform_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/xlsform"
)

// fact is what stands in a workbook's cells, counted without any converter (facts.json).
type fact struct {
	Questions   *int     `json:"questions"`
	ChoicesRows int      `json:"choices_rows"`
	Languages   []string `json:"languages"`
}

// verdict is pyxform's (expected.json); "crash" is none.
type verdict struct {
	Verdict string `json:"pyxform_4.5.0"`
	Error   string `json:"error"`
}

func load(t *testing.T, folder, name string, into any) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatal(err)
	}
}

// TestCorpus reads every form of testdata, or of the folder that KHAOSAT_XLSFORMS names, and compares with pyxform's
// verdicts, with the facts counted from the cells and with the structure that pyxform understood.
func TestCorpus(t *testing.T) {
	folder := os.Getenv("KHAOSAT_XLSFORMS")
	if folder == "" {
		folder = "testdata"
	}
	var facts map[string]fact
	var verdicts map[string]verdict
	load(t, folder, "facts.json", &facts)
	load(t, folder, "expected.json", &verdicts)
	var structures map[string]structure
	if _, err := os.Stat(filepath.Join(folder, "structure.json")); err == nil {
		load(t, folder, "structure.json", &structures)
	}
	if len(verdicts) == 0 {
		t.Fatalf("no forms in %s", folder)
	}
	var accepted, held []string
	for _, name := range sortedNames(verdicts) {
		v := verdicts[name]
		data, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		t.Run(name, func(t *testing.T) {
			res, err := xlsform.Read(bytes.NewReader(data), int64(len(data)), filepath.Base(name))
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(name, ".xls") {
				if res.OK || res.Problems[0].Code != "file.xls" {
					t.Errorf("an .xls file: ok %v, problems %v; want the one that says save as .xlsx", res.OK,
						res.Problems)
				}
				return
			}
			if v.Verdict == "crash" {
				return
			}
			if got, want := res.OK, v.Verdict == "accept"; got != want {
				t.Errorf("ok = %v, pyxform says %s %s\n%s", got, v.Verdict, v.Error, listed(res))
			}
			compareFacts(t, res, facts[name])
			if res.OK && v.Verdict == "accept" {
				if s, ok := structures[name]; ok {
					compareStructure(t, res.Questionnaire, s)
				}
				checkRoundTrip(t, res.Questionnaire, xlsform.Options{})
				accepted = append(accepted, name)
				if !res.Publishable {
					held = append(held, name+"\n"+causes(res))
				}
			}
		})
	}
	t.Logf("%d accepted, %d of them not publishable:\n%s", len(accepted), len(held), strings.Join(held, "\n"))
	if len(held)*100 > len(accepted)*8 {
		t.Errorf("%d of %d accepted forms are not publishable; at most 8%% may be", len(held), len(accepted))
	}
}

func compareFacts(t *testing.T, res *xlsform.Result, f fact) {
	t.Helper()
	if f.Questions == nil {
		return
	}
	if res.Items != *f.Questions {
		t.Errorf("items = %d, want %d", res.Items, *f.Questions)
	}
	if res.Choices != f.ChoicesRows {
		t.Errorf("choices = %d, want %d", res.Choices, f.ChoicesRows)
	}
	got, want := append([]string{}, res.Languages...), append([]string{}, f.Languages...)
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("languages = %q, want %q", got, want)
	}
}

func listed(res *xlsform.Result) string {
	var b strings.Builder
	for _, p := range res.Problems {
		if p.Severity == xlsform.SeverityError {
			b.WriteString("  " + p.Sheet + "!" + p.Cell + " " + p.Code + ": " + p.Words.In("en") + "\n")
		}
	}
	return b.String()
}

func causes(res *xlsform.Result) string {
	var b strings.Builder
	for _, p := range res.Problems {
		if p.Blocks {
			b.WriteString("    " + p.Sheet + "!" + p.Cell + " " + p.Code + ": " + p.Words.In("en") + "\n")
		}
	}
	return b.String()
}

func sortedNames[V any](m map[string]V) []string {
	var names []string
	for n := range m {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}

// comparable is a questionnaire without the places that it was read from.
func comparable(t *testing.T, q *survey.Questionnaire) string {
	t.Helper()
	data, err := json.Marshal(q)
	if err != nil {
		t.Fatal(err)
	}
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	dropSources(v)
	out, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func dropSources(v any) {
	switch v := v.(type) {
	case map[string]any:
		delete(v, "source")
		for _, x := range v {
			dropSources(x)
		}
	case []any:
		for _, x := range v {
			dropSources(x)
		}
	}
}

// checkRoundTrip writes a questionnaire and reads it again.
func checkRoundTrip(t *testing.T, q *survey.Questionnaire, o xlsform.Options) {
	t.Helper()
	var b bytes.Buffer
	if err := xlsform.Write(&b, q); err != nil {
		t.Fatal(err)
	}
	again, err := xlsform.ReadWith(bytes.NewReader(b.Bytes()), int64(b.Len()), "export.xlsx", o)
	if err != nil {
		t.Fatal(err)
	}
	if !again.OK {
		t.Fatalf("the export is no valid XLSForm:\n%s", listed(again))
	}
	if got, want := comparable(t, again.Questionnaire), comparable(t, q); got != want {
		t.Errorf("import(export(q)) differs from q:\n%s", firstDifference(got, want))
	}
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range g {
		if i >= len(w) || g[i] != w[i] {
			from, to := max(0, i-6), i+6
			return "got\n" + strings.Join(g[from:min(len(g), to)], "\n") + "\nwant\n" +
				strings.Join(w[min(len(w), from):min(len(w), to)], "\n")
		}
	}
	return "want more"
}

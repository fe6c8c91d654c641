// Package spss lets GNU PSPP judge the .sav files of khaosat.
package spss

import (
	"fmt"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/export/data"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/versions"
)

// pspp writes the answers as a .sav file, runs the commands on it and gives what PSPP prints, as comma-separated lines.
// A word of PSPP about the file fails the test.
func pspp(t *testing.T, q *survey.Questionnaire, rows []survey.Answers, commands string) string {
	t.Helper()
	made, problems := form.Compile(q)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	dir := t.TempDir()
	out, err := os.Create(filepath.Join(dir, "a.sav"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := data.Write(out, "sav", versions.LineageOf(made), responses(rows), "en"); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	syntax := filepath.Join(dir, "a.sps")
	if err := os.WriteFile(syntax, []byte("GET FILE='a.sav'.\n"+commands+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	run := exec.Command("pspp", "-O", "format=csv", "a.sps")
	run.Dir, run.Env = dir, append(os.Environ(), "LC_ALL=C.UTF-8")
	printed, err := run.CombinedOutput()
	if err != nil || strings.Contains(string(printed), "warning:") || strings.Contains(string(printed), "error:") {
		t.Fatalf("pspp: %v\n%s", err, printed)
	}
	return string(printed)
}

func responses(rows []survey.Answers) iter.Seq2[*survey.Response, error] {
	return func(yield func(*survey.Response, error) bool) {
		for i, a := range rows {
			r := &survey.Response{ID: fmt.Sprintf("00000000-0000-4000-8000-%012d", i), Revision: 1, Version: "1",
				Answers: a}
			if !yield(r, nil) {
				return
			}
		}
	}
}

func says(t *testing.T, printed string, lines ...string) {
	t.Helper()
	for _, line := range lines {
		if !strings.Contains(printed, line+"\n") {
			t.Errorf("PSPP does not print %q:\n%s", line, printed)
		}
	}
}

func choice(code string, role survey.Role) survey.Choice {
	return survey.Choice{Code: code, Label: survey.Text{"": "c" + code}, Role: role}
}

func questionnaire(list []survey.Choice, items ...*survey.Item) *survey.Questionnaire {
	for _, item := range items {
		item.Label = survey.Text{"": "label of " + item.Name}
	}
	return &survey.Questionnaire{FormID: "s", Lists: []survey.ChoiceList{{Name: "l", Choices: list}}, Items: items}
}

func single(codes ...string) []survey.Answers {
	var out []survey.Answers
	for _, c := range codes {
		out = append(out, survey.Answers{"q": survey.OfText(c)})
	}
	return out
}

// Four missing codes are one more than a variable may list: a range and a value beside it hold them, and where answers
// lie between them they get other numbers. Of six people one said 1 and one said 2: 50 % each.
func TestAnyNumberOfMissingCodes(t *testing.T) {
	for name, codes := range map[string][]string{"a range and a value": {"7", "8", "9", "98"},
		"a range":              {"7", "8", "9", "10", "11"},
		"answers between them": {"0", "3", "5", "98"}, "the value first": {"-99", "7", "8", "9"}} {
		t.Run(name, func(t *testing.T) {
			list := []survey.Choice{choice("1", survey.PositiveStrong), choice("2", survey.Negative),
				choice("4", survey.Neutral)}
			for _, c := range codes {
				list = append(list, choice(c, survey.DontKnow))
			}
			printed := pspp(t, questionnaire(list, &survey.Item{Name: "q", Kind: survey.Single, List: "l"}),
				single(append([]string{"1", "2"}, codes...)...), "FREQUENCIES q.")
			says(t, printed, "N,Valid,2", fmt.Sprintf(",Missing,%d", len(codes)), "Mean,,1.50")
		})
	}
}

// The percentages of a multiple choice have one base: of eight people four only said "don't know", three of the others
// named a.
func TestMultipleChoiceHasOneBase(t *testing.T) {
	list := []survey.Choice{choice("a", survey.NoRole), choice("b", survey.NoRole), choice("dk", survey.DontKnow)}
	var rows []survey.Answers
	for _, codes := range []string{"a", "a b", "b", "a", "dk", "dk", "dk", "dk"} {
		rows = append(rows, survey.Answers{"q": survey.OfCodes(strings.Fields(codes)...)})
	}
	printed := pspp(t, questionnaire(list, &survey.Item{Name: "q", Kind: survey.Multiple, List: "l"}), rows,
		"DESCRIPTIVES q_a q_b q_dk.\nMRSETS /DISPLAY NAME=ALL.")
	says(t, printed, "label of q: ca,4,.75,.50,Not chosen,Chosen", "label of q: cb,4,.50,.58,Not chosen,Chosen",
		"label of q: cdk,8,.50,.53,Not chosen,Chosen")
	says(t, printed, `$q,label of q,Dichotomies,1,"q_a`, `q_b"`)
}

// Items that are called as short names might be keep their answers.
func TestShortNamesClashWithNothing(t *testing.T) {
	q := questionnaire(nil, &survey.Item{Name: "v12", Kind: survey.Integer},
		&survey.Item{Name: "V11", Kind: survey.Integer}, &survey.Item{Name: "v106", Kind: survey.TextItem})
	rows := []survey.Answers{{"v12": survey.OfNumber("2"), "V11": survey.OfNumber("40"),
		"v106": survey.OfText(strings.Repeat("x", 900))}}
	printed := pspp(t, q, rows, "DESCRIPTIVES v11 v12.\nLIST v106.")
	says(t, printed, "label of V11,1,40.00,.  ,40,40", "label of v12,1,2.00,.  ,2,2", strings.Repeat("x", 900))
}

// Very long strings after a thousand and more variables have segments whose short names are no longer than eight bytes.
func TestWideFilesOpen(t *testing.T) {
	long := strings.Repeat("0123456789", 3000) + "."
	var items []*survey.Item
	answers := survey.Answers{}
	for i := range 10_500 {
		item := &survey.Item{Name: fmt.Sprintf("q%d", i), Kind: survey.Integer}
		answers[item.Name] = survey.OfNumber(fmt.Sprint(i))
		if i%1500 == 1499 {
			item.Kind, answers[item.Name] = survey.TextItem, survey.OfText(long)
		}
		items = append(items, item)
	}
	printed := pspp(t, questionnaire(nil, items...), []survey.Answers{answers},
		"COMPUTE n = LENGTH(RTRIM(q10499)).\nLIST q0 q10498 n.\nLIST q1499.")
	says(t, printed, "0,10498,30001.00", long)
}

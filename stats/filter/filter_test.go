package filter_test

import (
	"strings"
	"testing"

	"github.com/khaosat/khaosat/stats"
	"github.com/khaosat/khaosat/stats/filter"
	"github.com/khaosat/khaosat/survey"
)

const people = "sex,age,chung/xa,m\nnu,20,A,1\nnam,30,B,\nnu,40,B,1\n,50,A,0\n"

func frame(t *testing.T) *stats.Frame {
	t.Helper()
	f, err := stats.ReadCSV(strings.NewReader(people), stats.CSVOptions{Numbers: []string{"age"}})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// Names are bare, in braces, or the paths of an export's header; what is missing is the empty text.
func TestRows(t *testing.T) {
	f := frame(t)
	for condition, want := range map[string]int{
		"sex = 'nu'": 2, "${sex} = 'nu' and age >= 30": 1, "sex = ''": 1, "age > 20 or sex = 'nu'": 4,
		"chung/xa = 'B'":                   2,
		"chung/xa = 'B' and ${sex} = 'nu'": 1, "not(m = 1)": 2, "selected(sex, 'nam')": 1, "sex = 'khac'": 0,
	} {
		got, err := filter.Rows(f, condition, "--filter", f.Column)
		if err != nil {
			t.Errorf("%s: %v", condition, err)
			continue
		}
		if got.Count() != want {
			t.Errorf("%s: %d rows, want %d", condition, got.Count(), want)
		}
	}
	if got, err := filter.Rows(f, "", "--filter", f.Column); got != nil || err != nil {
		t.Errorf("no condition: %v, %v; want all", got, err)
	}
}

// Any name can stand in braces, and braces in a text are text.
func TestRowsTakesAnyNameInBraces(t *testing.T) {
	f, err := stats.ReadCSV(strings.NewReader("\"Nghề, việc\",b>c,a}b,giá/kg (đ)\n1,x,u,\n2,y,v,7\n2,x,${b>c},8\n"),
		stats.CSVOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for condition, want := range map[string]int{"${Nghề, việc} = 2": 2, "${b>c} = 'x' and ${Nghề, việc} = 1": 1,
		"${a}b} = '${b>c}'": 1, "${giá/kg (đ)} > 7": 1} {
		got, err := filter.Rows(f, condition, "--filter", f.Column)
		if err != nil || got.Count() != want {
			t.Errorf("%s: %v rows, %v, want %d", condition, got, err, want)
		}
	}
}

// What names no column is refused in words, never a quiet 0 rows.
func TestRowsRefuses(t *testing.T) {
	f := frame(t)
	for condition, want := range map[string]string{
		"sex = nu": "'nu'", "a/b = 'x'": `“a/b”`, ". = 'nu'": `“.”`, "position(..) = 1": `“..”`, "sex =": "--filter",
		"chung/x = 'B'": `“chung/x”`,
	} {
		if _, err := filter.Rows(f, condition, "--filter", f.Column); survey.KindOf(err) != survey.Invalid ||
			!strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want it refused and %s named", condition, err, want)
		}
	}
}

package stats

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/stats/problem"
)

// TestReadCSV reads what spreadsheets write: a byte order mark, quotes, line breaks inside quotes, carriage returns,
// codes in number order.
func TestReadCSV(t *testing.T) {
	text := "\xEF\xBB\xBFid,\"tỉnh, huyện\",w,q\r\n" +
		"1,\"Điện \"\"Biên\"\"\",1.5,10\r\n" +
		"2,\"a\nb\",2,9\r\n\r\n" +
		"3,,0,\r\n"
	f, err := ReadCSV(strings.NewReader(text), CSVOptions{Numbers: []string{"w"}})
	if err != nil {
		t.Fatal(err)
	}
	if f.Rows() != 3 {
		t.Fatalf("%d rows, want 3", f.Rows())
	}
	place := f.Column("tỉnh, huyện")
	for i, want := range []string{"Điện \"Biên\"", "a\nb", ""} {
		if got := place.Text(i); got != want {
			t.Errorf("row %d: place %q, want %q", i+1, got, want)
		}
	}
	if got := f.Column("q").Variable.Codes; len(got) != 2 || got[0].Value != "9" || got[1].Value != "10" {
		t.Errorf("codes %v, want 9 before 10", got)
	}
	if q := f.Column("q"); q.Missing(2) != NotAnswered || q.Text(0) != "10" {
		t.Errorf("q is %q and %v, want 10 and not answered", q.Text(0), q.Missing(2))
	}
	if w := f.Column("w").Number(0); w != 1.5 {
		t.Errorf("weight %v, want 1.5", w)
	}
}

// TestReadCSVRefuses names row and column of what is wrong, in both languages.
func TestReadCSVRefuses(t *testing.T) {
	closed := map[string]Variable{"q": {Codes: []Code{{Value: "a"}, {Value: "b"}}}}
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"UTF-16":              {"\xFF\xFEq\x00\n\x00", []string{"UTF-16"}},
		"old Mac lines":       {"q,d\ra,x\r", []string{"CR"}},
		"semicolons":          {"q;d\na;x\n", []string{"semicolons"}},
		"same name":           {"q,d,q\na,x,b\n", []string{"columns 1 and 3", `“q”`}},
		"header not UTF-8":    {"q,\xFF\na,b\n", []string{"column 2", "UTF-8"}},
		"ragged row":          {"q,w\na,1\nb\n", []string{"row 2", "1 cell,", "2 columns"}},
		"code not listed":     {"q,w\na,1\nc,1\n", []string{"row 2", "column q", `“c”`}},
		"weight no number":    {"q,w\na,1\na,x1\n", []string{"row 2", "column w", `“x1”`}},
		"weight not finite":   {"q,w\na,NaN\n", []string{"row 1", "column w"}},
		"open quote":          {"q,w\na,1\n\"b,1\n", []string{"row 2", "column 1"}},
		"quote in the middle": {"q,w\na\"b,\"1\"\n", []string{"row 1", "column 1"}},
		"no name, taken":      {"column_2,\na,a\n", []string{`“column_2”`, "twice"}},
		"nothing":             {"", []string{"header"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ReadCSV(strings.NewReader(c.text), CSVOptions{Describe: closed, Numbers: []string{"w"}})
			var p *problem.Problem
			if !errors.As(err, &p) || p.In("vi") == "" {
				t.Fatalf("error %v, want a problem in both languages", err)
			}
			for _, part := range c.want {
				if !strings.Contains(p.In("en"), part) {
					t.Errorf("error %q, want it to say %q", p.In("en"), part)
				}
			}
		})
	}
}

// TestArrangeKeepsFigures tabulates before and after the rows are sorted.
func TestArrangeKeepsFigures(t *testing.T) {
	f := approvalFrame(t)
	for i := range 300 {
		appendText(t, f, []string{"C", "A", "B"}[i%3], []string{"good", "fair", "poor", "dk", ""}[i%5], "", "1")
	}
	spec := TableSpec{Items: []string{"q"}, Banner: [][]string{{"unit"}}}
	before, err := Tabulate(f, spec)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Arrange("unit"); err != nil {
		t.Fatal(err)
	}
	after, err := Tabulate(f, spec)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range before.Tables[0].Cells {
		got := after.Tables[0].Cells[i]
		if got.Count != c.Count || math.Abs(float64(got.SE-c.SE)) > 1e-15 {
			t.Errorf("%s: %+v after arranging, want %+v", c.Row, got, c)
		}
	}
}

func FuzzReadCSV(f *testing.F) {
	f.Add("a,b\n1,2\n")
	f.Add("a\n\n\"x\ny\"\n")
	f.Add("\"a\"\"b\",c\r\n,\"\"\n")
	f.Fuzz(func(t *testing.T, text string) {
		frame, err := ReadCSV(strings.NewReader(text), CSVOptions{Numbers: []string{"w"}})
		if err != nil {
			return
		}
		for _, c := range frame.Columns() {
			for i := range frame.Len() {
				c.Missing(i)
			}
		}
		if _, err := Tabulate(frame, TableSpec{}); err != nil {
			t.Errorf("a frame that was read cannot be tabulated: %v", err)
		}
	})
}

// A column without a name, such as the row numbers that a program writes first, is called by its place.
func TestReadCSVNamesWhatHasNoName(t *testing.T) {
	f, err := ReadCSV(strings.NewReader(",q\n0,a\n1,b\n"), CSVOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if c := f.Column("column_1"); c == nil || len(c.Variable.Codes) != 2 || f.Column("q") == nil {
		t.Errorf("columns %v", f.Columns())
	}
}

// TestTabulateNothing: a file without rows and a filter that nobody meets are said in words, in tables that are lists.
func TestTabulateNothing(t *testing.T) {
	empty, err := ReadCSV(strings.NewReader("q,d\n"), CSVOptions{})
	if err != nil {
		t.Fatal(err)
	}
	f := csvFrameOf(t, "q,d\na,1\nb,2\n")
	d, err := NewDesign(f, DesignSpec{})
	if err != nil {
		t.Fatal(err)
	}
	for notice, c := range map[string]struct {
		frame  *Frame
		design *Design
	}{"no row of data": {empty, nil}, "No row meets the filter": {f, d.Within(NewSelection(f.Len()))}} {
		tables, err := Tabulate(c.frame, TableSpec{Items: []string{"q"}, Design: c.design, Lang: "en"})
		if err != nil {
			t.Fatal(err)
		}
		if len(tables.Notices) != 1 || !strings.Contains(tables.Notices[0], notice) {
			t.Errorf("notices %q, want %q", tables.Notices, notice)
		}
		if tables.Tables[0].Cells == nil {
			t.Errorf("%s: no list of cells", notice)
		}
		for _, cell := range tables.Tables[0].Cells {
			if cell.Estimate.Defined() || len(cell.Flags) == 0 {
				t.Errorf("%s: cell %+v, want no estimate and a reason", notice, cell)
			}
		}
	}
}

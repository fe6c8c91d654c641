package stats

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// approvalFrame is a frame of a rating scale with a "don't know" code, a multiple choice, a number and a unit.
func approvalFrame(t testing.TB) *Frame {
	t.Helper()
	f, err := NewFrame([]Variable{
		{Name: "unit", Kind: Single, Open: true},
		{Name: "q", Kind: Single, Codes: []Code{
			{Value: "good", Role: RolePositiveStrong, Score: 4, HasScore: true},
			{Value: "fair", Role: RolePositive, Score: 3, HasScore: true},
			{Value: "poor", Role: RoleNegative, Score: 1, HasScore: true},
			{Value: "dk", Role: RoleDontKnow},
		}},
		{Name: "m", Kind: Multi, Codes: []Code{{Value: "a"}, {Value: "b"}, {Value: "c"}}},
		{Name: "x", Kind: Number},
	})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func appendText(t testing.TB, f *Frame, values ...string) RowID {
	t.Helper()
	r := f.NewRow()
	for j, v := range values {
		if v == "-" {
			continue // not asked
		}
		if k, ok := ParseMissing(v); ok {
			r.SetMissing(j, k)
		} else if err := r.SetText(j, v); err != nil {
			t.Fatal(err)
		}
	}
	return f.Append(r)
}

// TestBases keeps asked, answered and valid apart: a "don't know" code and a stated refusal are answers outside the
// valid base.
func TestBases(t *testing.T) {
	f := approvalFrame(t)
	for _, q := range []string{"good", "good", "fair", "poor", "dk", "refused", "", "-"} {
		appendText(t, f, "A", q, "a b", "1")
	}
	s, err := Summarize(f, nil, "q")
	if err != nil {
		t.Fatal(err)
	}
	got := s[0].Base
	if got.Asked != 7 || got.Answered != 6 || got.Valid != 4 || got.Weighted != 4 || got.Effective != 4 {
		t.Errorf("bases %+v, want asked 7, answered 6, valid 4", got)
	}
	if p := s[0].Rows[0].Proportion; p != 0.5 {
		t.Errorf("share of good %v, want 2 of 4 valid", p)
	}
	if p := s[0].Rows[3]; p.Count != 1 || p.Proportion.Defined() {
		t.Errorf("don't know %+v, want counted without a proportion", p)
	}
	// Wilson for 2 of 4 by hand: (0.5 + z²/8 ∓ z sqrt(1/16 + z²/64)) / (1 + z²/4), z = 1.959964.
	if top := s[0].TopBox; top.Count != 2 || math.Abs(float64(top.Lower)-0.1500390) > 1e-6 ||
		math.Abs(float64(top.Upper)-0.8499610) > 1e-6 {
		t.Errorf("top box %+v, want 2 with Wilson 0.150 to 0.850", top)
	}
	if s[0].Mean != 3 || math.Abs(float64(s[0].SD)-math.Sqrt(2)) > 1e-12 {
		t.Errorf("mean %v, sd %v of scores 4 4 3 1, want 3 and sqrt 2", s[0].Mean, s[0].SD)
	}
	if s[0].Missing["refused"] != 1 || s[0].Missing["dont_know"] != 1 || s[0].Missing["not_asked"] != 1 ||
		s[0].Missing["not_answered"] != 1 {
		t.Errorf("missing kinds %v, want one of each given", s[0].Missing)
	}
}

// TestBasesOfMultipleChoice: whoever chose nothing but "don't know" answered and is outside the valid base; chosen
// beside something else it is counted and takes nobody out. A break of 20 columns takes the way row by row.
func TestBasesOfMultipleChoice(t *testing.T) {
	f, err := NewFrame([]Variable{{Name: "m", Kind: Multi,
		Codes: []Code{{Value: "a"}, {Value: "b"}, {Value: "dk", Role: "dont_know"}, {Value: "no", Role: "refused"}}},
		{Name: "g", Open: true}})
	if err != nil {
		t.Fatal(err)
	}
	for i, m := range []string{"a", "a b", "b dk", "dk", "dk no", "no", ""} {
		appendText(t, f, m, fmt.Sprint("g", i))
	}
	for i := range 20 {
		appendText(t, f, "-", fmt.Sprint("g", i))
	}
	for _, banner := range [][][]string{nil, {{"g"}}} {
		tables, err := Tabulate(f, TableSpec{Items: []string{"m"}, Banner: banner})
		if err != nil {
			t.Fatal(err)
		}
		table := tables.Tables[0]
		for _, b := range table.Bases {
			if b.Column == nil && (b.Asked != 7 || b.Answered != 6 || b.Valid != 3 || b.Weighted != 3 ||
				b.Effective != 3) {
				t.Errorf("bases %+v, want asked 7, answered 6, valid 3", b)
			}
		}
		counts := map[string]int64{}
		for _, c := range table.Cells {
			if c.Column != nil {
				continue
			}
			counts[c.Row] = c.Count
			if want := c.Row == "a" || c.Row == "b"; c.Estimate.Defined() != want {
				t.Errorf("%s: estimate %v", c.Row, c.Estimate)
			}
			if c.Row == "a" && math.Abs(float64(c.Estimate)-2.0/3) > 1e-12 {
				t.Errorf("share of a %v, want 2 of 3", c.Estimate)
			}
		}
		if counts["a"] != 2 || counts["b"] != 2 || counts["dk"] != 3 || counts["no"] != 2 {
			t.Errorf("counts %v, want a 2, b 2, dk 3, no 2", counts)
		}
	}
}

// TestByUnit adds up a number, a rating and a multiple choice by unit.
func TestByUnit(t *testing.T) {
	f := approvalFrame(t)
	appendText(t, f, "A", "good", "a b", "10")
	appendText(t, f, "A", "poor", "b", "20")
	appendText(t, f, "B", "good", "", "5.5")
	gone := appendText(t, f, "B", "poor", "c", "1000")
	f.Withdraw(gone)
	tables, err := Tabulate(f, TableSpec{Items: []string{"q", "m", "x"}, Banner: [][]string{{"unit"}}})
	if err != nil {
		t.Fatal(err)
	}
	q, m, x := &tables.Tables[0], &tables.Tables[1], &tables.Tables[2]
	for _, c := range []struct {
		table       *Table
		row, column string
		count       int64
		estimate    float64
	}{
		{q, "good", "", 2, 2.0 / 3}, {q, "good", "A", 1, 0.5}, {q, "good", "B", 1, 1}, {q, "poor", "B", 0, 0},
		{q, "top2_box", "A", 1, 0.5}, {q, "mean", "A", 2, 2.5},
		{m, "b", "", 2, 1}, {m, "a", "A", 1, 0.5},
		{x, "total", "", 3, 35.5}, {x, "mean", "A", 2, 15}, {x, "total", "B", 1, 5.5},
	} {
		got := c.table.Find(c.row, c.column)
		if got == nil || got.Count != c.count || math.Abs(float64(got.Estimate)-c.estimate) > 1e-12 {
			t.Errorf("%s %s in %q: %+v, want %d and %v", c.table.Item, c.row, c.column, got, c.count, c.estimate)
		}
	}
	if c := m.Find("a", "B"); c.Estimate.Defined() || len(c.Flags) == 0 || c.Flags[0] != ReasonEmpty {
		t.Errorf("a in B is %+v, want no estimate flagged empty: nobody there answered", c)
	}
	if b := q.Base("B"); b.Valid != 1 || tables.Rows != 3 {
		t.Errorf("a withdrawn row counts: base %+v of %d rows", b, tables.Rows)
	}
}

// TestWideCodes keeps codes and missing kinds when a list outgrows a byte, and rows when they are arranged.
func TestWideCodes(t *testing.T) {
	f, err := NewFrame([]Variable{{Name: "unit", Kind: Single, Open: true}, {Name: "x", Kind: Number}})
	if err != nil {
		t.Fatal(err)
	}
	r := f.NewRow()
	var ids []RowID
	for i := range 600 {
		r.Reset()
		if i%7 != 0 {
			if err := r.SetCode(0, string(rune('A'+i%400))); err != nil {
				t.Fatal(err)
			}
		} else {
			r.SetMissing(0, Refused)
		}
		if err := r.SetNumber(1, float64(i)); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, f.Append(r))
	}
	if err := f.Arrange("unit"); err != nil {
		t.Fatal(err)
	}
	f.Withdraw(ids[5])
	unit, x := f.Column("unit"), f.Column("x")
	last := -1
	for i := range f.Len() {
		n := int(x.Number(i))
		code, why := unit.Code(i)
		switch {
		case n%7 == 0 && (code != -1 || why != Refused):
			t.Fatalf("row %d: code %d, %v; want refused", n, code, why)
		case n%7 != 0 && unit.Variable.Codes[code].Value != string(rune('A'+n%400)):
			t.Fatalf("row %d: code %q, want %q", n, unit.Variable.Codes[code].Value, string(rune('A'+n%400)))
		case f.Withdrawn(i) != (n == 5):
			t.Fatalf("row %d: withdrawn %v", n, f.Withdrawn(i))
		}
		if code >= 0 && code < last {
			t.Fatalf("row %d is not arranged", n)
		}
		if code >= 0 {
			last = code
		}
	}
}

// TestFirstResponse tabulates a survey of one response: a figure without a standard error, not an error.
func TestFirstResponse(t *testing.T) {
	f := approvalFrame(t)
	appendText(t, f, "A", "good", "a", "3")
	tables, err := Tabulate(f, TableSpec{})
	if err != nil {
		t.Fatal(err)
	}
	c := tables.Tables[1].Find("good", "")
	if c == nil || c.Estimate != 1 || c.SE.Defined() || c.Lower.Defined() || c.Flags[0] != ReasonOne {
		t.Errorf("good is %+v, want 100 %% without standard error and interval, flagged", c)
	}
}

// TestNoResponse tabulates a survey without any.
func TestNoResponse(t *testing.T) {
	tables, err := Tabulate(approvalFrame(t), TableSpec{Banner: [][]string{{"unit"}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range tables.Tables {
		for _, c := range table.Cells {
			if c.Estimate.Defined() || (c.Flags[0] != ReasonEmpty && c.Row != "dk") {
				t.Errorf("%s %s: %+v, want no estimate", table.Item, c.Row, c)
			}
		}
	}
}

// TestColumnOfNames: a column where every row has a value of its own is left out of "all items" and named in a notice.
func TestColumnOfNames(t *testing.T) {
	f, err := NewFrame([]Variable{{Name: "id", Open: true}, {Name: "q", Codes: []Code{{Value: "a"}}}})
	if err != nil {
		t.Fatal(err)
	}
	for i := range manyCodes + 1 {
		appendText(t, f, fmt.Sprint(i), "a")
	}
	tables, err := Tabulate(f, TableSpec{Lang: "en"})
	if err != nil {
		t.Fatal(err)
	}
	if len(tables.Tables) != 1 || len(tables.Notices) != 1 || !strings.Contains(tables.Notices[0], "id") {
		t.Errorf("%d tables, notices %q; want that of q, and id named", len(tables.Tables), tables.Notices)
	}
	if asked, err := Tabulate(f, TableSpec{Items: []string{"id"}}); err != nil ||
		len(asked.Tables[0].Cells) != manyCodes+1 {
		t.Errorf("asked for by name: %v", err)
	}
}

package stats

import (
	"fmt"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/stats/plain"
)

// Codes called as nets are keep their own counts, letters and labels: of 100 in A and 100 in B, 30 and 50 chose the
// code top_box, which is the top box of neither column alone.
func TestCodesMayBeCalledAsNets(t *testing.T) {
	var rows strings.Builder
	rows.WriteString("q,g\n")
	for _, c := range []struct {
		code, group string
		n           int
	}{{"best", "A", 40}, {"best", "B", 10}, {"top_box", "A", 30}, {"top_box", "B", 50}, {"mean", "A", 30},
		{"mean", "B", 40}} {
		rows.WriteString(strings.Repeat(c.code+","+c.group+"\n", c.n))
	}
	codes := []Code{{Value: "best", Role: "positive_strong", Score: 3, HasScore: true},
		{Value: "top_box", Role: "positive", Score: 2, HasScore: true},
		{Value: "mean", Role: "negative", Score: 1, HasScore: true}}
	f, err := ReadCSV(strings.NewReader(rows.String()), CSVOptions{Describe: map[string]Variable{"q": {Codes: codes}}})
	if err != nil {
		t.Fatal(err)
	}
	tables, err := Tabulate(f, TableSpec{Items: []string{"q"}, Banner: [][]string{{"g"}}, Letters: plain.NoAdjustment})
	if err != nil {
		t.Fatal(err)
	}
	table := tables.Tables[0]
	for _, c := range []struct {
		cell    *TableCell
		count   int64
		letters string
	}{
		{table.Find("top_box", "A"), 30, ""}, {table.Find("top_box", "B"), 50, "a"},
		{table.FindNet("top_box", "A"), 40, "b"}, {table.FindNet("top_box", "B"), 10, ""},
		{table.Find("mean", "A"), 30, ""}, {table.FindNet("mean", ""), 200, ""},
	} {
		if c.cell.Count != c.count || c.cell.Letters != c.letters {
			t.Errorf("%+v, want %d and the letters %q", c.cell, c.count, c.letters)
		}
	}
	if mean := float64(table.FindNet("mean", "A").Estimate); mean != 2.1 {
		t.Errorf("mean of the scores %v, want (40*3+30*2+30)/100", mean)
	}
}

// Nested columns have keys of their own whatever their codes hold.
func TestNestedColumnsAreToldApart(t *testing.T) {
	f, err := ReadCSV(strings.NewReader("q,a,b\n1,x,y × z\n2,x × y,z\n1,x,z\n2,x,y × z\n1,x × y,z\n"), CSVOptions{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := NewBreak(f, "a", "b")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]string{}
	for _, c := range b.Columns {
		codes := fmt.Sprintf("%q", c.Codes)
		if before, there := seen[c.Key]; there || seen["label "+c.Label] != "" {
			t.Errorf("%s and %s are both called %s", before, codes, c.Key)
		}
		seen[c.Key], seen["label "+c.Label] = codes, codes
	}
	if one, err := NewBreak(f, "b"); err != nil || one.Columns[0].Key != "y × z" {
		t.Errorf("a break of one variable: %+v, %v", one, err)
	}
}

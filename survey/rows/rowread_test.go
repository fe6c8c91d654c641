package rows

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
)

func TestRowReaderTakesLabelsOfChoices(t *testing.T) {
	form, problems := form.Compile(&survey.Questionnaire{FormID: "f", Version: "1", Lists: []survey.ChoiceList{
		{Name: "tot", Choices: []survey.Choice{{Code: "tot", Label: survey.Text{"vi": "Tốt"}},
			{Code: "kha", Label: survey.Text{"vi": "Khá tốt"}}, {Code: "kb", Label: survey.Text{"vi": "Khó trả lời"}}}},
		{Name: "kenh", Choices: []survey.Choice{{Code: "loa"}, {Code: "tivi"}}},
	}, Items: []*survey.Item{{Name: "danh_gia", Kind: survey.Single, List: "tot"},
		{Name: "kenh", Kind: survey.Multiple, List: "kenh"}}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	reader, problems := NewFormReader(form, []string{"danh_gia", "kenh"}, Mapping{}, func(int) string { return "A1" })
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for cell, want := range map[string]string{"tot": "tot", "Khá tốt": "kha", " khó trả lời ": "kb",
		"Tuyệt vời": "Tuyệt vời"} {
		values, problems := reader.Read(ImportRow{Cells: []string{cell, ""}}, func(int) string { return "A2" })
		if got := values.Answers["danh_gia"].Text; got != want || len(problems) > 0 {
			t.Errorf("%q is read as %q, want %q (%v)", cell, got, want, problems)
		}
	}
}

func numberForm(t *testing.T) *form.Form {
	t.Helper()
	form, problems := form.Compile(&survey.Questionnaire{FormID: "so", Version: "1",
		Items: []*survey.Item{{Name: "tien", Kind: survey.Integer}, {Name: "d", Kind: survey.Decimal},
			{Name: "noi", Kind: survey.Geopoint}, {Name: "ghi", Kind: survey.TextItem}}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return form
}

// A table of numbers written by hand, in a column each, and what they are; "?" is refused as doubtful, "-" for another
// fault.
func TestNumbersOfTables(t *testing.T) {
	fm := numberForm(t)
	for _, c := range []struct {
		name, item  string
		cells, want []string
		numbers     []bool
		more        []string // further headers
	}{
		{name: "thousands (forms/08)", item: "tien", cells: []string{"500.000", "250.000", "1.200.000", "12.345", "7"},
			want: []string{"500000", "250000", "1200000", "12345", "7"}},
		{name: "a whole number has no fraction", item: "tien", cells: []string{"12,5", "12.5", "12,345"},
			want: []string{"-", "-", "?"}},
		{name: "English thousands", item: "tien", cells: []string{"12,345", "1,200,000"},
			want: []string{"12345", "1200000"}},
		{name: "nothing settles it", item: "d", cells: []string{"12.345", "7"}, want: []string{"?", "7"}},
		{name: "three zeros", item: "d", cells: []string{"12.000"}, want: []string{"?"}},
		{name: "a comma before fractions", item: "d", cells: []string{"12.345", "7,5", "1,234"},
			want: []string{"12345", "7.5", "1.234"}},
		{name: "dots twice", item: "d", cells: []string{"12.345", "1.234.567"}, want: []string{"12345", "1234567"}},
		{name: "a dot before fractions", item: "d", cells: []string{"12.345", "7.25", "1,234"},
			want: []string{"12.345", "7.25", "1234"}},
		{name: "a zero before the dot", item: "d", cells: []string{"12.345", "0.125"},
			want: []string{"12.345", "0.125"}},
		{name: "both", item: "d", cells: []string{"12.345", "7.5", "7,5"}, want: []string{"?", "7.5", "7.5"}},
		{name: "cells of numbers in a workbook", item: "d", cells: []string{"12.345", "12.345", "7,5"},
			numbers: []bool{true, false, false}, want: []string{"12.345", "12345", "7.5"}},
		{name: "a number with a fraction in a workbook", item: "tien", cells: []string{"1.234", "1.234"},
			numbers: []bool{true, false}, want: []string{"?", "1234"}},
		{name: "our own export", item: "d", cells: []string{"12.345", "0.5"},
			more: []string{"_revision", "_state", "_channel"}, want: []string{"12.345", "0.5"}},
		{name: "our own export, whole", item: "tien", cells: []string{"500.000", "500000"},
			more: []string{"_revision", "_state", "_channel"}, want: []string{"?", "500000"}},
		{name: "places", item: "noi", cells: []string{"21,38 103,02", "21.38, 103.02", "21.38 103.02 700 5"},
			want: []string{"21.38 103.02 0 0", "21.38 103.02 0 0", "21.38 103.02 700 5"}},
		{name: "places of our own", item: "noi", cells: []string{"21,38 103,02", "21.38 103.02 0 0"},
			more: []string{"_revision", "_state", "_channel"}, want: []string{"-", "21.38 103.02 0 0"}},
	} {
		reader, problems := NewFormReader(fm, append([]string{c.item}, c.more...), Mapping{},
			func(int) string { return "A1" })
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		var rows []ImportRow
		for i, cell := range c.cells {
			row := ImportRow{Line: i + 2, Cells: append([]string{cell}, make([]string, len(c.more))...)}
			if c.numbers != nil {
				row.Numbers = []bool{c.numbers[i]}
			}
			rows = append(rows, row)
		}
		reader.Learn(rows)
		for i, row := range rows {
			values, problems := reader.Read(row, func(int) string { return "A2" })
			checked, more := fm.Judge(values.Answers, form.Clock{Now: time.Now, Zone: time.UTC}, true)
			got := ""
			if v, there := checked.Answers[c.item]; there {
				got = written(v)
			}
			if problems = append(problems, more...); len(problems) > 0 {
				got = map[bool]string{true: "?", false: "-"}[problems[0].Code == "answer.number_doubt"]
			}
			if got != c.want[i] {
				t.Errorf("%s: %s is %s, want %s (%v)", c.name, c.cells[i], got, c.want[i], problems)
			}
		}
	}
}

// TestColumnsNamedLikeItems has items with the names of system columns: at the top the item keeps its name and the
// system column gets an underscore, deeper down the bare name stays the system's.
func TestColumnsNamedLikeItems(t *testing.T) {
	f, problems := form.Compile(&survey.Questionnaire{FormID: "f", Items: []*survey.Item{
		{Name: "_unit", Kind: survey.TextItem},
		{Name: "nhom", Kind: survey.Group,
			Children: []*survey.Item{{Name: "id", Kind: survey.TextItem}, {Name: "ten", Kind: survey.TextItem}}},
	}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	cell := func(int) string { return "" }
	r, problems := NewFormReader(f, []string{"id", "_unit", "__unit", "nhom/id", "ten"}, Mapping{}, cell)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	v, problems := r.Read(ImportRow{Cells: []string{"00000000-0000-4000-8000-000000000001", "đơn vị gì", "h1", "12",
		"Ơn"}}, cell)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if v.ID != "00000000-0000-4000-8000-000000000001" || v.Unit != "h1" || v.Answers["_unit"].Text != "đơn vị gì" ||
		v.Answers["nhom/id"].Text != "12" || v.Answers["nhom/ten"].Text != "Ơn" {
		t.Errorf("read %+v", v)
	}
}

func TestGuardedTextsInTables(t *testing.T) {
	f, problems := form.Compile(&survey.Questionnaire{FormID: "f",
		Items: []*survey.Item{{Name: "q", Kind: survey.TextItem}}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	cell := func(int) string { return "" }
	r, problems := NewFormReader(f, []string{"q"}, Mapping{}, cell)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for text, want := range map[string]string{"'=1+1": "=1+1", "'@ai": "@ai", "''=x": "'=x", "'nháy'": "'nháy'",
		"'": "'", "= 2": "= 2", `'{"missing":"refused"}`: `{"missing":"refused"}`} {
		v, problems := r.Read(ImportRow{Cells: []string{text}}, cell)
		if got := v.Answers["q"]; len(problems) > 0 || got.Kind != survey.VText || got.Text != want {
			t.Errorf("%s is read as %+v, %v; want the text %s", text, got, problems, want)
		}
	}
}

// written is a number or a place as text.
func written(v survey.Value) string {
	if v.Kind == survey.VPoints {
		text := strings.Trim(fmt.Sprint(v.Points[0]), "[]")
		return text + strings.Repeat(" 0", 4-len(v.Points[0]))
	}
	return v.Text
}

package rows_test

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/places"
	"github.com/khaosat/khaosat/survey/rows"
)

func TestReadFrame(t *testing.T) {
	tree := places.NewUnitTree([]survey.Unit{{Code: "105", Name: "A"}, {Code: "106", Name: "B"}}, "")
	classes := []survey.Class{{Code: "leaders"}}
	line := func(n int, cells ...string) rows.ImportRow { return rows.ImportRow{Line: n, Cells: cells} }

	got, problems := rows.ReadFrame([]string{"Unit", "class", "population", "planned", "due"}, []rows.ImportRow{
		line(2, "105", "leaders", "40", "20", "2023-10-26"), line(3, "106", "", "", "30", "")}, tree, classes)
	want := []survey.FrameRow{{Unit: "105", Class: "leaders", Population: 40, Planned: 20, Due: "2023-10-26"},
		{Unit: "106", Planned: 30}}
	if len(problems) > 0 || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v", got, problems)
	}

	for name, tt := range map[string]struct {
		header []string
		rows   []rows.ImportRow
		want   []string
	}{
		"columns": {[]string{"unit", "màu"}, nil, []string{"1 màu column.unknown", "1 planned column.missing"}},
		"cells": {[]string{"unit", "class", "planned", "due"},
			[]rows.ImportRow{line(2, "105", "", "20", ""), line(3, "105", "", "-1", "hôm qua"),
				line(5, "999", "people", "2,5", ""), line(6, "", "", "", "")},
			[]string{"3 planned number.bad", "3 due date.bad", "3 unit frame.twice", "5 planned number.bad",
				"5 unit unit.unknown", "5 class class.unknown", "6 unit unit.unknown"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, problems := rows.ReadFrame(tt.header, tt.rows, tree, classes)
			var got []string
			for _, p := range problems {
				got = append(got, fmt.Sprintf("%d %s %s", p.Place.Row, p.Place.Item, p.Code))
			}
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestReadQuotas(t *testing.T) {
	t.Parallel()
	tree := places.NewUnitTree([]survey.Unit{{Code: "105", Name: "A"}, {Code: "106", Name: "B"}}, "")
	classes := []survey.Class{{Code: "leaders"}}
	line := func(n int, cells ...string) rows.ImportRow { return rows.ImportRow{Line: n, Cells: cells} }

	got, problems := rows.ReadQuotas([]string{"quota", "Unit", "class"}, []rows.ImportRow{
		line(2, "40", "105", "leaders"), line(3, "0", "106", ""), line(4, "99", "", "leaders"), line(5, "7", "", "")},
		tree, classes)
	want := []survey.Quota{{Unit: "105", Class: "leaders", Most: 40}, {Unit: "106"}, {Class: "leaders", Most: 99},
		{Most: 7}}
	if len(problems) > 0 || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v", got, problems)
	}
	for name, tt := range map[string]struct {
		header []string
		rows   []rows.ImportRow
		want   []string
	}{
		"columns": {[]string{"unit", "planned"}, nil, []string{"1 planned column.unknown", "1 quota column.missing"}},
		"cells": {[]string{"unit", "class", "quota"},
			[]rows.ImportRow{line(2, "105", "", ""), line(3, "105", "", "-1"), line(5, "999", "people", "2,5"),
				line(6, "", "", "1"), line(7, "", "", "2")},
			[]string{"2 quota number.bad", "3 quota number.bad", "3 unit frame.twice", "5 quota number.bad",
				"5 unit unit.unknown", "5 class class.unknown", "7 unit frame.twice"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, problems := rows.ReadQuotas(tt.header, tt.rows, tree, classes)
			var got []string
			for _, p := range problems {
				got = append(got, fmt.Sprintf("%d %s %s", p.Place.Row, p.Place.Item, p.Code))
			}
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %q\nwant %q", got, tt.want)
			}
		})
	}
}

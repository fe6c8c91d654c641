package exporttest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/cmd/khaosat/demo"
	"github.com/khaosat/khaosat/export/answers"
	"github.com/khaosat/khaosat/export/data"
	"github.com/khaosat/khaosat/export/exporttest"
	"github.com/khaosat/khaosat/export/internal/savread"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/places"
)

// Whoever knows how many people of each class live where looks through every file of rows of an anonymous survey for a
// unit and class of fewer than five, and for rows without a unit that are fewer. The sample survey asks district and
// commune.
func TestNoFileHasARowWithTheUnitOfFew(t *testing.T) {
	exporttest.DemoWorkbook(t, demo.Opinions, "vi")
	sv, err := exporttest.DemoStore.Survey(t.Context(), demo.Opinions)
	if err != nil {
		t.Fatal(err)
	}
	lineage, err := exporttest.DemoStore.Lineage(t.Context(), sv)
	if err != nil {
		t.Fatal(err)
	}
	truth, people := map[string][2]string{}, map[[2]string]int{}
	rows := func() []*survey.Response {
		var out []*survey.Response
		for r, err := range answers.Counting(exporttest.DemoStore.Responses(t.Context(), exporttest.Admin, sv.Slug)) {
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, r)
		}
		return out
	}()
	for _, r := range rows {
		group := [2]string{places.UnitOf(sv, lineage, r), r.Class}
		truth[answers.ImportID(r.ID)] = group
		people[group]++
	}
	files := map[string][]seenRow{"report": cellsOf(t, exporttest.Open(t, exporttest.DemoWorkbook(t, demo.Opinions,
		"vi")).Rows("Dữ liệu"))}
	for _, format := range data.Formats() {
		in := places.Placed(sv, lineage,
			answers.Counting(exporttest.DemoStore.Responses(t.Context(), exporttest.Admin, sv.Slug)))
		var b bytes.Buffer
		if _, err := data.Write(&b, format, lineage, in, "vi"); err != nil {
			t.Fatal(err)
		}
		files[format] = readRows(t, format, b.Bytes())
	}
	for name, seen := range files {
		shown, hidden := map[[2]string]int{}, map[string]int{}
		for _, row := range seen {
			is := truth[answers.ImportID(row.id)]
			if is[0] == "" || row.class != is[1] {
				t.Fatalf("%s: row %q of class %q is nobody's", name, row.id, row.class)
			}
			if row.unit == "" {
				if hidden[row.class]++; row.commune != "" || row.district != "" {
					t.Errorf("%s: a row without its unit says commune %q, district %q", name, row.commune, row.district)
				}
				continue
			}
			if shown[is]++; people[is] < survey.MinimumBase || row.unit != is[0] {
				t.Errorf("%s: a row has unit %s, where %d are %s", name, row.unit, people[is], row.class)
			}
		}
		for group, n := range shown {
			if n < survey.MinimumBase {
				t.Errorf("%s: %d rows of %v", name, n, group)
			}
		}
		for class, n := range hidden {
			if n < survey.MinimumBase {
				t.Errorf("%s: only %d rows of %s are without their unit", name, n, class)
			}
		}
		if len(seen) != len(rows) || len(shown) == 0 || len(hidden) == 0 {
			t.Errorf("%s: %d rows, %d groups with their unit, without: %v", name, len(seen), len(shown), hidden)
		}
	}
}

// seenRow is what a file says of one response.
type seenRow struct{ id, unit, class, district, commune string }

func cellsOf(t *testing.T, rows [][]string) []seenRow {
	t.Helper()
	at := func(row []string, name string) string {
		if i := slices.Index(rows[0], name); i >= 0 && i < len(row) {
			return row[i]
		}
		return ""
	}
	var out []seenRow
	for _, row := range rows[1:] {
		out = append(out, seenRow{at(row, "id"), at(row, "_unit"), at(row, "_class"), at(row, "chung/huyen"),
			at(row, "chung/xa")})
	}
	return out
}

func readRows(t *testing.T, format string, b []byte) []seenRow {
	t.Helper()
	switch format {
	case "csv":
		return cellsOf(t, exporttest.Cells(t, b))
	case "xlsx":
		return cellsOf(t, exporttest.Open(t, b).Rows("responses"))
	case "sav":
		var out []seenRow
		f := savread.Read(t, b)
		text := func(name string, i int) string {
			return strings.ReplaceAll(strings.TrimSpace(fmt.Sprint(f.Value(name, i))), "NaN", "")
		}
		for i := range f.Cases {
			out = append(out, seenRow{text("id", i), text("unit", i), text("class", i), text("huyen", i), text("xa", i)})
		}
		return out
	case "jsonl":
		var out []seenRow
		for line := range bytes.Lines(b) {
			var l struct {
				ID, Unit, Class string
				Answers         map[string]any
			}
			if err := json.Unmarshal(line, &l); err != nil {
				t.Fatal(err)
			}
			said := func(path string) string {
				if v, there := l.Answers[path]; there {
					return fmt.Sprint(v)
				}
				return ""
			}
			out = append(out, seenRow{l.ID, l.Unit, l.Class, said("chung/huyen"), said("chung/xa")})
		}
		return out
	}
	t.Fatalf("nobody reads %s here", format)
	return nil
}

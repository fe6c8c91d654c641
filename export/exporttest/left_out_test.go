package exporttest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
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

// No row of the table by unit has figures of fewer than five people, nor can they be had from a district less its other
// communes, nor from all less the districts: so for the number of valid answers of each item.
func TestNoUnitOfFewHasFigures(t *testing.T) {
	rows := exporttest.Open(t, exporttest.DemoWorkbook(t, demo.Opinions, "vi")).Rows("Theo đơn vị")
	heads := slices.IndexFunc(rows, func(row []string) bool { return len(row) > 6 && row[5] == "Số ý kiến" })
	if heads < 0 {
		t.Fatalf("no heads in %q", rows[:6])
	}
	hidden, items := 0, 0
	for column, head := range rows[heads] {
		if head != "Số ý kiến" {
			continue
		}
		items++
		shown := func(row []string) (n int, is bool) {
			if column >= len(row) {
				return 0, false
			}
			n, err := strconv.Atoi(row[column])
			return n, err == nil
		}
		all, _ := shown(rows[heads+1])
		district, rest, restAll, some, someAll := -1, 0, all, false, false
		closed := func() {
			if district >= 0 && some && rest < survey.MinimumBase {
				t.Errorf("%s: a district less its communes leaves %d people", head, rest)
			}
		}
		for _, row := range rows[heads+2:] {
			if len(row) < 3 || row[0] == "" {
				continue
			}
			n, is := shown(row)
			if is && n < survey.MinimumBase && row[2] != "0" {
				t.Errorf("%s: %s shows figures of %d people", head, row[1], n)
			}
			if !is && row[2] != "0" {
				hidden++
			}
			if len(row[0]) == 3 { // a district, whose communes follow
				closed()
				district, rest, some = n, n, false
				if !is {
					district = -1
				}
				restAll, someAll = restAll-n, someAll || !is
				continue
			}
			rest, some = rest-n, some || !is
		}
		if closed(); someAll && restAll < survey.MinimumBase {
			t.Errorf("%s: all less the districts leave %d people", head, restAll)
		}
	}
	if items < 3 || hidden == 0 {
		t.Errorf("%d items, %d hidden figures: the sample has units of few", items, hidden)
	}
}

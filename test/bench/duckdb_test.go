package bench

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"strings"
	"testing"

	"github.com/duckdb/duckdb-go/v2"

	"github.com/khaosat/khaosat/stats"
)

const (
	rows  = 1_000_000
	items = 50
)

// BenchmarkKhaosat makes the tables of 50 items by district from columns in memory, with the standard error of every
// cell.
func BenchmarkKhaosat(b *testing.B) {
	s := newSurvey(rows, items)
	f := s.frame(b)
	d, err := stats.NewDesign(f, stats.DesignSpec{Weight: "w", Strata: "district", PSU: []string{"commune"}})
	if err != nil {
		b.Fatal(err)
	}
	by, err := stats.NewBreak(f, "district")
	if err != nil {
		b.Fatal(err)
	}
	columns := f.Columns()[3:]
	b.ResetTimer()
	for range b.N {
		for _, x := range d.TallyItems(columns, []*stats.Break{by}) {
			var shares []stats.Quotient
			for col := range by.Columns {
				for code := range x[0].Item.Variable.Codes {
					shares = append(shares, x[0].Share(col, code))
				}
			}
			if _, err := x[0].Estimate(shares...); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkDuckDB sums weights by commune and code for the same 50 items: the sums alone, from which standard errors
// would still have to be made. The table is in memory.
func BenchmarkDuckDB(b *testing.B) {
	s := newSurvey(rows, items)
	db := s.duckdb(b)
	b.ResetTimer()
	for range b.N {
		for q := range items {
			query := fmt.Sprintf("select district, commune, q%d, count(*), sum(w) from answers group by all", q+1)
			r, err := db.QueryContext(context.Background(), query)
			if err != nil {
				b.Fatal(err)
			}
			groups := 0
			for r.Next() {
				groups++
			}
			if err := r.Close(); err != nil || groups == 0 {
				b.Fatalf("%d groups, %v", groups, err)
			}
		}
	}
}

// TestSameSums: both add up the same sums, so that their times are of the same work.
func TestSameSums(t *testing.T) {
	s := newSurvey(20_000, 2)
	f := s.frame(t)
	tables, err := stats.Tabulate(f, stats.TableSpec{Items: []string{"q1"}, Banner: [][]string{{"district"}},
		Design: design(t, f)})
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.duckdb(t).Query("select district, q1, count(*), sum(w) from answers where q1 is not null group by all")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for r.Next() {
		var district, code string
		var n int64
		var w float64
		if err := r.Scan(&district, &code, &n, &w); err != nil {
			t.Fatal(err)
		}
		c := tables.Tables[0].Find(code, district)
		if c.Count != n || float64(c.WeightedCount)-w > 1e-6 || w-float64(c.WeightedCount) > 1e-6 {
			t.Errorf("%s %s: %d of weight %v, DuckDB %d of weight %v", district, code, c.Count, c.WeightedCount, n, w)
		}
	}
}

func design(t testing.TB, f *stats.Frame) *stats.Design {
	t.Helper()
	d, err := stats.NewDesign(f, stats.DesignSpec{Weight: "w", Strata: "district", PSU: []string{"commune"}})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// duckdb appends the survey to a table in memory.
func (s *survey) duckdb(t testing.TB) *sql.DB {
	t.Helper()
	connector, err := duckdb.NewConnector("", nil)
	if err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(connector)
	t.Cleanup(func() { db.Close() })
	columns := []string{"district varchar", "commune varchar", "w double"}
	for q := range s.codes {
		columns = append(columns, fmt.Sprintf("q%d utinyint", q+1))
	}
	if _, err := db.Exec("create table answers (" + strings.Join(columns, ", ") + ")"); err != nil {
		t.Fatal(err)
	}
	conn, err := connector.Connect(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	a, err := duckdb.NewAppenderFromConn(conn, "", "answers")
	if err != nil {
		t.Fatal(err)
	}
	cells := make([]driver.Value, len(columns))
	for i := range s.weight {
		cells[0], cells[1], cells[2] = s.districtName(i), s.communeName(i), s.weight[i]
		for q := range s.codes {
			cells[3+q] = nil
			if c := s.codes[q][i]; c > 0 {
				cells[3+q] = c
			}
		}
		if err := a.AppendRow(cells...); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	return db
}

package service_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/rows"
	"github.com/khaosat/khaosat/survey/service"
)

// invited is a list as survey/table reads it.
func invited(header string, lines ...string) *rows.ImportFile {
	list := &rows.ImportFile{Header: strings.Split(header, ","),
		Cell: func(column, line int) string { return fmt.Sprintf("%c%d", 'A'+column, line) }}
	for i, line := range lines {
		list.Rows = append(list.Rows, rows.ImportRow{Line: i + 2, Cells: strings.Split(line, ",")})
	}
	return list
}

// A row of a list comes back whole, with a token that puts its answer where the row says, or else where all belong.
func TestInvitationsOfAList(t *testing.T) {
	t.Parallel()
	w := fewWorld(t, survey.Named)
	list := invited("Họ tên,_unit,Class", "Nguyễn Văn A,b,ld", "Trần Thị B,,nd", "Lê Văn C, d ,")
	plan, err := w.PlanInvitations(w.ctx, admin, "yk", service.InvitationOrder{List: list,
		Preset: survey.Preset{Unit: "c"}, Address: "https://k.vn/s/yk"})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"Họ tên", "_unit", "Class", "token", "address"}; !slices.Equal(plan.Header, want) {
		t.Errorf("header %q, want %q", plan.Header, want)
	}
	if err := w.CheckToken(w.ctx, "yk", plan.Rows[0][3]); survey.KindOf(err) != survey.Unauthorized {
		t.Errorf("a token opens before it is kept: %v", err)
	}
	if err := w.KeepInvitations(w.ctx, admin, plan); err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct{ name, unit, class string }{{"Nguyễn Văn A", "b", "ld"}, {"Trần Thị B", "c", "nd"},
		{"Lê Văn C", "d", ""}} {
		row := plan.Rows[i]
		if row[0] != want.name || row[4] != "https://k.vn/s/yk?token="+row[3] {
			t.Errorf("row %d: %q", i, row)
		}
		a := answer(i, "tot")
		a.Token = row[3]
		if _, err := w.Submit(w.ctx, "yk", a); err != nil {
			t.Fatal(err)
		}
		if r, err := w.Response(w.ctx, admin, "yk", id(i)); err != nil || r.Unit != want.unit || r.Class != want.class {
			t.Errorf("the answer of %s: %+v, %v", want.name, r, err)
		}
	}
	kept, err := w.store.Tokens().List(w.ctx, "")
	if err != nil || len(kept) != 3 || strings.Contains(fmt.Sprint(kept), "Văn") {
		t.Errorf("%d tokens are kept, %v: %v", len(kept), err, kept)
	}
}

func TestWrongInvitationsAreToldByCell(t *testing.T) {
	t.Parallel()
	w := fewWorld(t, survey.Named)
	for _, tt := range []struct {
		name string
		list *rows.ImportFile
		want []string // cell, or item, and code
	}{
		{"codes that are none", invited("ten,unit,class", "A,b,ld", "B,zz,nd", "C,b,vua"),
			[]string{"B3 unit.unknown", "C4 class.unknown"}},
		{"a name for a code", invited("unit", "Xã A"), []string{"A2 unit.unknown"}},
		{"no row", invited("ten,unit"), []string{" file.empty"}},
		{"a column of ours", invited("ten,Token", "A,x"), []string{"B1 column.taken"}},
		{"a preset twice", invited("unit,_unit", "a,b"), []string{"B1 column.twice"}},
	} {
		_, err := w.PlanInvitations(w.ctx, admin, "yk", service.InvitationOrder{List: tt.list})
		var got []string
		for _, p := range survey.ProblemsOf(err) {
			got = append(got, p.Place.Cell+" "+p.Code)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %q (%v), want %q", tt.name, got, err, tt.want)
		}
	}
	for n, good := range map[int]bool{-1: false, 0: false, 1: true, 100_001: false, 1 << 40: false} {
		_, err := w.PlanInvitations(w.ctx, admin, "yk", service.InvitationOrder{Count: n})
		if good != (err == nil) {
			t.Errorf("%d tokens: %v", n, err)
		}
	}
	for _, p := range []survey.Preset{{Unit: "zz"}, {Class: "vua"}} {
		_, err := w.PlanInvitations(w.ctx, admin, "yk", service.InvitationOrder{Count: 1, Preset: p})
		kind(t, err, survey.Invalid, "invalid")
		_, err = w.AddLink(w.ctx, admin, survey.Link{Survey: "yk", Unit: p.Unit, Class: p.Class})
		kind(t, err, survey.Invalid, "invalid")
	}
	if kept, err := w.store.Tokens().List(w.ctx, ""); err != nil || len(kept) != 0 {
		t.Errorf("%d tokens are kept, %v", len(kept), err)
	}
}

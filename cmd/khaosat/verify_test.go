package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/cmd/khaosat/demo"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/sqlitestore"
)

func TestVerifyNamesWhatWasErasedSince(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	s.must("form", "import", s.form(demo.Opinions), "--publish", "--data", "{data}")
	s.must("responses", "import", "nghi-quyet", s.file("a.csv", []byte("id,"+header+
		"11111111-1111-4111-8111-111111111111,nhan_dan,tot,tot,tot,1,0,9\n22222222-2222-4222-8222-222222222222,nhan_dan,tot,tot,tot,1,0,9\n33333333-3333-4333-8333-333333333333,nhan_dan,tot,tot,tot,1,0,9\n")), "--data", "{data}")
	s.must("report", "nghi-quyet", "-o", "{dir}/r.xlsx", "--data", "{data}")
	s.must("verify", "{dir}/r.xlsx", "--data", "{data}")

	store, err := sqlitestore.Open(t.Context(), filepath.Join(s.dir, "data"))
	if err != nil {
		t.Fatal(err)
	}
	err = use(t.Context(), store, func(svc *service.Service) error {
		if err := svc.Erase(t.Context(), system, "nghi-quyet", "11111111-1111-4111-8111-111111111111"); err != nil {
			return err
		}
		return svc.Review(t.Context(), system, "nghi-quyet", "22222222-2222-4222-8222-222222222222", survey.Rejected,
			"phiếu trùng")
	})
	if err != nil {
		t.Fatal(err)
	}
	if code := s.run("verify", "{dir}/r.xlsx", "--data", "{data}"); code != exitDifference {
		t.Errorf("exit %d, want %d", code, exitDifference)
	}
	for _, want := range []string{"11111111-1111-4111-8111-111111111111 đã bị xóa",
		"22222222-2222-4222-8222-222222222222 đã đổi"} {
		if !strings.Contains(s.errors, want) {
			t.Errorf("verify does not say %q:\n%s", want, s.errors)
		}
	}
	if strings.Contains(s.errors, "33333333") {
		t.Errorf("verify names a response that did not change:\n%s", s.errors)
	}
	s.must("verify", "{dir}/r.xlsx") // by itself the workbook is still consistent
}

// The import of tot.csv is undone and kem.csv brings other content under the same ids: by hand 0 of all approve, and
// the report of before is no longer of what is stored.
func TestVerifyNamesWhatWasImportedAgain(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	s.must("form", "import", "testdata/change/form.xlsx", "--id", "yk", "--publish", "--data", "{data}")
	s.must("responses", "import", "yk", "testdata/change/tot.csv", "--data", "{data}")
	s.must("report", "yk", "-o", "{dir}/tot.xlsx", "--data", "{data}")
	store, err := sqlitestore.Open(t.Context(), filepath.Join(s.dir, "data"))
	if err != nil {
		t.Fatal(err)
	}
	err = use(t.Context(), store, func(svc *service.Service) error {
		batches, err := svc.Imports(t.Context(), system, "yk")
		if err != nil {
			return err
		}
		return svc.UndoImport(t.Context(), system, "yk", batches[0].ID)
	})
	if err != nil {
		t.Fatal(err)
	}
	s.must("responses", "import", "yk", "testdata/change/kem.csv", "--data", "{data}")
	if code := s.run("verify", "{dir}/tot.xlsx", "--data", "{data}"); code != exitDifference ||
		!strings.Contains(s.errors, "6f1c2c5e-8a0b-4a3e-9d6b-0f6f5a4c7e01") {
		t.Errorf("exit %d, want %d and the response named:\n%s", code, exitDifference, s.errors)
	}
	s.must("report", "yk", "-o", "{dir}/kem.xlsx", "--data", "{data}")
	s.must("verify", "{dir}/kem.xlsx", "--data", "{data}")
}

// verify --json says how many cells were recomputed from what; without the store the first line says that only
// consistency was checked; the public key lets anybody outside check the seal.
func TestVerifySaysWhatWasChecked(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	s.must("form", "import", s.form(demo.Opinions), "--publish", "--data", "{data}")
	s.must("responses", "import", "nghi-quyet", s.file("a.csv", []byte("id,"+header+
		"11111111-1111-4111-8111-111111111111,nhan_dan,tot,tot,tot,1,0,9\n22222222-2222-4222-8222-222222222222,nhan_dan,kha_tot,tot,tot,1,0,9\n")), "--data", "{data}")
	s.must("report", "nghi-quyet", "-o", "{dir}/r.xlsx", "--data", "{data}")
	for _, against := range []struct {
		args []string
		want string
	}{{nil, "itself"}, {[]string{"--data", "{data}"}, "store"}} {
		var got struct {
			Checked, Cells int
			Against, Seal  string
			Differences    []struct{ Sheet, Cell, Printed, Recomputed string }
		}
		s.must(append([]string{"verify", "{dir}/r.xlsx", "--json"}, against.args...)...)
		if err := json.Unmarshal([]byte(s.out), &got); err != nil {
			t.Fatal(err)
		}
		if got.Checked == 0 || got.Checked != got.Cells || got.Against != against.want || got.Seal != "good" ||
			got.Differences == nil || len(got.Differences) > 0 {
			t.Errorf("%+v", got)
		}
	}
	s.must("verify", "{dir}/r.xlsx")
	if first, _, _ := strings.Cut(s.out, "\n"); !strings.HasPrefix(first, "Chỉ kiểm tra tính nhất quán") {
		t.Errorf("the first line is %q", first)
	}
	s.must("key", "public", "-o", "{dir}/k.pem", "--data", "{data}")
	s.must("verify", "{dir}/r.xlsx", "--key", "{dir}/k.pem")
	other := newShell(t)
	other.must("form", "import", other.form(demo.Opinions), "--publish", "--data", "{data}")
	other.must("key", "public", "-o", "{dir}/k.pem", "--data", "{data}")
	if code := s.run("verify", "{dir}/r.xlsx", "--key", filepath.Join(other.dir, "k.pem")); code != exitDifference ||
		!strings.Contains(s.errors, "Con dấu là của nơi khác") {
		t.Errorf("under somebody else's key: exit %d, %s", code, s.errors)
	}
}

// With --data the server that holds the folder verifies: what it has is in no database file that could be read beside
// it.
func TestVerifyGoesThroughTheRunningServer(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	s.must("form", "import", s.form(demo.Opinions), "--publish", "--data", "{data}")
	s.must("report", "nghi-quyet", "-o", "{dir}/r.xlsx", "--data", "{data}")
	s.must("key", "public", "-o", "{dir}/k.pem", "--data", "{data}")
	store, err := sqlitestore.Open(t.Context(), filepath.Join(s.dir, "data"))
	if err != nil {
		t.Fatal(err)
	}
	err = use(t.Context(), store, func(svc *service.Service) error {
		held := filepath.Join(s.dir, "held")
		if err := os.Mkdir(held, 0o700); err != nil {
			return err
		}
		stop, err := listenCommands(t.Context(), held, "", svc)
		if err != nil {
			return err
		}
		defer stop()
		s.must("verify", "{dir}/r.xlsx", "--data", held, "--key", "{dir}/k.pem")
		if !strings.HasPrefix(s.out, "Đã tính lại từ 0 phiếu đã lưu") || !strings.Contains(s.out, "Con dấu đúng") {
			t.Errorf("verify said %s", s.out)
		}
		if code := s.run("verify", "{dir}/none.xlsx", "--data", held); code != exitInput ||
			!strings.Contains(s.errors, "none.xlsx") {
			t.Errorf("of no file: exit %d, %s", code, s.errors)
		}
		forged := s.file("forged.xlsx", oneCell(t, filepath.Join(s.dir, "r.xlsx"), "Tổng hợp", "B3", 7))
		if code := s.run("verify", forged, "--data", held); code != exitDifference ||
			!strings.Contains(s.errors, "ô B3: tệp ghi 7") {
			t.Errorf("of a forged file: exit %d, %s", code, s.errors)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// oneCell is a workbook with another number in one cell.
func oneCell(t *testing.T, path, sheet, cell string, x float64) []byte {
	t.Helper()
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out bytes.Buffer
	if err := errors.Join(f.SetCellValue(sheet, cell, x), f.Write(&out)); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

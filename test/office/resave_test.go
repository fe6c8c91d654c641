// Package office has real office programs save khaosat's workbooks again.
package office

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/cmd/khaosat/demo"
	"github.com/khaosat/khaosat/export/verify"
	"github.com/khaosat/khaosat/export/workbook"
	"github.com/khaosat/khaosat/stats/live"
	"github.com/khaosat/khaosat/stats/plain"
	"github.com/khaosat/khaosat/stats/recount"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/memstore"
	"github.com/khaosat/khaosat/survey/service"
)

// A report that LibreOffice or openpyxl saved again still verifies, against the store and by itself, and keeps its
// seal.
func TestSavedAgainReportsVerifyAndKeepTheirSeal(t *testing.T) {
	now := func() time.Time { return demo.LatestDay }
	svc, err := service.New(t.Context(), memstore.New(now), service.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	if err := (demo.Installer{Service: svc, Actor: survey.System("test")}).Install(t.Context()); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	var all, made []string
	for slug, b := range map[string][]byte{demo.Opinions: report(t, svc, demo.Opinions),
		demo.Returns: report(t, svc, demo.Returns), "tables": tables(t, svc)} {
		file := filepath.Join(dir, slug+".xlsx")
		if err := os.WriteFile(file, b, 0o600); err != nil {
			t.Fatal(err)
		}
		made = append(made, file)
		all = append(all, file, filepath.Join(dir, "libre", slug+".xlsx"))
	}
	run(t, "soffice", append([]string{"-env:UserInstallation=file://" + filepath.Join(dir, "profile"), "--headless",
		"--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", filepath.Join(dir, "libre")}, made...)...)
	run(t, "/usr/bin/python3", append([]string{"-W", "ignore", "-c", `import sys, openpyxl
for f in sys.argv[1:]: openpyxl.load_workbook(f).save(f + ".openpyxl.xlsx")`}, all...)...)
	for _, file := range all {
		verifies(t, svc, file)
		verifies(t, svc, file+".openpyxl.xlsx")
	}
}

func report(t *testing.T, svc *service.Service, slug string) []byte {
	t.Helper()
	r, keys, err := live.NewBoard(svc).ResultsWithKeys(t.Context(), slug, results.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	documents, err := recount.Load(t.Context(), svc, slug)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	o := workbook.WorkbookOptions{Lang: "vi", Documents: documents, Seal: svc.Identity(),
		Data: recount.Exactly(t.Context(), svc, slug, keys)}
	if err := workbook.Workbook(&b, r, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// tables are a workbook of tables with letters behind figures, which are part of number formats.
func tables(t *testing.T, svc *service.Service) []byte {
	t.Helper()
	board := live.NewBoard(svc)
	offer, err := board.Offered(t.Context(), demo.Opinions, "vi", results.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	q := live.TablesQuery{Lang: "vi", Letters: plain.NoAdjustment, By: []string{"_class"}, Fresh: true}
	for _, c := range offer.Items {
		q.Items = append(q.Items, c.Name)
	}
	made, err := board.Tables(t.Context(), demo.Opinions, q)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := svc.TakeSnapshot(t.Context(), demo.Opinions, made.Keys); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := workbook.SurveyTablesOf(made, q, 0).Write(&b, "vi", svc.Identity()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func run(t *testing.T, name string, args ...string) {
	t.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
}

// verifies checks a file, whose name says what it holds and who saved it.
func verifies(t *testing.T, svc *service.Service, what string) {
	t.Helper()
	b, err := os.ReadFile(what)
	if err != nil {
		t.Fatal(err)
	}
	bare := strings.HasPrefix(filepath.Base(what), "tables") // brings no answers along
	for _, o := range []verify.VerifyOptions{{}, {Store: svc}, {Key: svc.Identity().SealKey()}} {
		v, err := verify.Verify(t.Context(), b, o)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		told := o.Store == nil && (bare || len(v.Unchecked) > 0) // an anonymous survey's rows are not all with their unit
		if len(v.Differences) > 0 || v.Checked != v.Cells && !told || v.Seal != workbook.SealGood {
			t.Errorf("%s, against %s: %d of %d cells, seal %s, %d differences such as %v", what, v.Against, v.Checked,
				v.Cells, v.Seal, len(v.Differences), v.Differences[:min(3, len(v.Differences))])
		}
	}
}

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/khaosat/khaosat/cmd/khaosat/demo"
	"github.com/khaosat/khaosat/survey/service"
)

// shell runs command lines in a folder of its own, as a person at a terminal does.
type shell struct {
	t      *testing.T
	dir    string
	stdin  string
	out    string
	errors string
}

func newShell(t *testing.T) *shell { return &shell{t: t, dir: t.TempDir()} }

func (s *shell) file(name string, content []byte) string {
	s.t.Helper()
	path := filepath.Join(s.dir, name)
	if err := os.WriteFile(path, content, 0o644); err != nil {
		s.t.Fatal(err)
	}
	return path
}

// run carries out a command line; {data} stands for the data folder and {dir} for the working folder.
func (s *shell) run(line ...string) int {
	s.t.Helper()
	for i := range line {
		line[i] = strings.NewReplacer("{data}", filepath.Join(s.dir, "data"), "{dir}", s.dir).Replace(line[i])
	}
	var out, errs bytes.Buffer
	code := run(&terminal{ctx: s.t.Context(), stdin: strings.NewReader(s.stdin), stdout: &out, stderr: &errs,
		read: os.ReadFile, write: writeFile}, line)
	s.out, s.errors = out.String(), errs.String()
	return code
}

func (s *shell) must(line ...string) {
	s.t.Helper()
	if code := s.run(line...); code != exitWell {
		s.t.Fatalf("%q: exit %d\n%s%s", line, code, s.out, s.errors)
	}
}

// form puts a sample questionnaire into the folder.
func (s *shell) form(slug string) string {
	s.t.Helper()
	b, err := demo.Workbook(slug)
	if err != nil {
		s.t.Fatal(err)
	}
	return s.file(slug+".xlsx", b)
}

const header = "doi_tuong,to_chuc_hoc_tap,can_bo_ve_co_so,kiem_tra_don_doc,kenh/loa,kenh/mang,diem\n"

func TestFromQuestionnaireToReport(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	form := s.form(demo.Opinions)
	s.must("check", form)
	s.must("form", "import", form, "--publish", "--data", "{data}")
	if s.out != "nghi-quyet 1\n" {
		t.Fatalf("form import printed %q, want the slug and version", s.out)
	}
	good := s.file("good.csv",
		[]byte(header+"nhan_dan,tot,tot,tot,1,0,9\ndang_vien,kha_tot,tot,kha_tot,0,1,7\nnhan_dan,kho_tra_loi,tot,tot,0,0,\n"))
	s.must("responses", "import", "nghi-quyet", good, "--data", "{data}")
	s.must("report", "nghi-quyet", "-o", "{dir}/report.xlsx", "--data", "{data}")
	s.must("verify", "{dir}/report.xlsx")
	for _, format := range []string{"csv", "jsonl"} {
		s.must("responses", "export", "nghi-quyet", "--format", format, "-o", "{dir}/out."+format, "--data", "{data}")
	}
	s.must("form", "export", "nghi-quyet", "-o", "{dir}/again.xlsx", "--data", "{data}")
	s.must("form", "import", "{dir}/again.xlsx", "--id", "lan-hai", "--publish", "--data", "{data}")
	s.must("responses", "import", "lan-hai", "{dir}/out.csv", "--data", "{data}")
	s.must("responses", "export", "lan-hai", "--format", "csv", "-o", "{dir}/out2.csv", "--data", "{data}")
	a, _ := os.ReadFile(filepath.Join(s.dir, "out.csv"))
	b, _ := os.ReadFile(filepath.Join(s.dir, "out2.csv"))
	received := regexp.MustCompile(`\d{4}-\d\d-\d\dT[0-9:.]+Z`)
	if x, y := received.ReplaceAllString(string(a), ""), received.ReplaceAllString(string(b), ""); x != y ||
		strings.Count(x, "\n") != 4 {
		t.Errorf("what went out and in again differs:\n%s\n%s", x, y)
	}
	s.must("doctor", "--data", "{data}")
}

func TestBadRowsAreListedAndNothingIsStored(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	s.must("form", "import", s.form(demo.Opinions), "--publish", "--data", "{data}")
	bad := s.file("bad.csv", []byte(header+"nhan_dan,tot,tot,tot,1,0,9\nai_do,tot,tot,tot,2,0,\"9,5\"\n"))
	if code := s.run("responses", "import", "nghi-quyet", bad, "--data", "{data}"); code != exitInput {
		t.Errorf("exit %d, want %d", code, exitInput)
	}
	for _, want := range []string{"A3", "answer.choice", "E3", "cell.unreadable", "G3", "answer.step"} {
		if !strings.Contains(s.errors, want) {
			t.Errorf("the problems do not name %s:\n%s", want, s.errors)
		}
	}
	rejected, err := os.ReadFile(filepath.Join(s.dir, "bad.rejected.csv"))
	if err != nil || !strings.Contains(string(rejected), "ai_do") ||
		strings.Contains(string(rejected), "nhan_dan,tot") {
		t.Errorf("rejected rows: %s, %v", rejected, err)
	}
	s.must("responses", "export", "nghi-quyet", "-o", "{dir}/none.csv", "--data", "{data}")
	if b, _ := os.ReadFile(filepath.Join(s.dir, "none.csv")); strings.Count(string(b), "\n") != 1 {
		t.Errorf("rows were stored:\n%s", b)
	}
	s.must("responses", "import", "nghi-quyet", bad, "--good-rows", "--data", "{data}")
	s.must("responses", "export", "nghi-quyet", "-o", "{dir}/one.csv", "--data", "{data}")
	if b, _ := os.ReadFile(filepath.Join(s.dir, "one.csv")); strings.Count(string(b), "\n") != 2 {
		t.Errorf("--good-rows stored:\n%s", b)
	}
}

func TestExitCodes(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	text := s.file("no.xlsx", []byte("PK\x03\x04 cut off"))
	for _, tt := range []struct {
		want int
		line []string
	}{
		{exitUse, []string{"no-such-command"}},
		{exitUse, []string{"report", "x"}},
		{exitInput, []string{"check", text}},
		{exitInput, []string{"check", "{dir}/missing.xlsx"}},
		{exitInput, []string{"report", "x", "-o", "{dir}/x.xlsx", "--data", "{dir}/nothing"}},
		{exitInput, []string{"verify", text}},
		{exitEnvironment, []string{"doctor", "--url", "http://127.0.0.1:1/readyz"}},
	} {
		if code := s.run(tt.line...); code != tt.want {
			t.Errorf("%q: exit %d, want %d\n%s", tt.line, code, tt.want, s.errors)
		}
		if s.errors == "" {
			t.Errorf("%q failed without a word", tt.line)
		}
	}
}

func TestCheckJSON(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	s.must("check", s.form(demo.Returns), "--json")
	var got struct {
		OK, Publishable bool
		Title           string
		FormID          string `json:"form_id"`
		Languages       []string
		Items, Choices  int
		Problems        []any
	}
	if err := json.Unmarshal([]byte(s.out), &got); err != nil {
		t.Fatalf("%v: %s", err, s.out)
	}
	if !got.OK || !got.Publishable || got.FormID != "bao-cao-don-vi" || got.Items != 9 || got.Choices != 8 ||
		got.Problems == nil ||
		strings.Join(got.Languages, "|") != "Tiếng Việt (vi)|English (en)" {
		t.Errorf("check --json: %+v", got)
	}
}

// serveIn runs a server over the data folder until the test ends, and returns its address.
func (s *shell) serveIn() string {
	s.t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.t.Fatal(err)
	}
	addr := l.Addr().String()
	l.Close()
	ctx, cancel := context.WithCancel(context.WithoutCancel(s.t.Context()))
	done := make(chan int, 1)
	go func() {
		done <- run(&terminal{ctx: ctx, stdin: strings.NewReader(""), stdout: &bytes.Buffer{}, stderr: os.Stderr,
			read: os.ReadFile, write: writeFile},
			[]string{"serve", "--data", filepath.Join(s.dir, "data"), "--addr", addr})
	}()
	s.t.Cleanup(func() {
		cancel()
		if code := <-done; code != exitWell {
			s.t.Errorf("serve ended with %d", code)
		}
	})
	for range 200 {
		if res, err := http.Get("http://" + addr + "/readyz"); err == nil {
			res.Body.Close()
			return "http://" + addr
		}
		time.Sleep(20 * time.Millisecond)
	}
	s.t.Fatal("the server did not get ready")
	return ""
}

func TestCommandsGoThroughTheRunningServer(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	url := s.serveIn()
	if code := s.run("serve", "--data", "{data}", "--addr", "127.0.0.1:0"); code != exitEnvironment {
		t.Errorf("a second server on the folder: exit %d, want %d", code, exitEnvironment)
	}
	s.must("form", "import", s.form(demo.Opinions), "--publish", "--data", "{data}")
	if s.out != "nghi-quyet 1\n" {
		t.Errorf("form import printed %q", s.out)
	}
	if res, err := http.Get(url + "/s/nghi-quyet"); err != nil || res.StatusCode != http.StatusOK {
		t.Errorf("the running server does not show the survey: %v, %v", res, err)
	}
	bad := s.file("bad.csv", []byte(header+"ai_do,tot,tot,tot,1,0,9\n"))
	if code := s.run("responses", "import", "nghi-quyet", bad, "--data", "{data}"); code != exitInput ||
		!strings.Contains(s.errors, "A2") {
		t.Errorf("exit %d, %s", code, s.errors)
	}
	if _, err := os.Stat(filepath.Join(s.dir, "bad.rejected.csv")); err != nil {
		t.Error("the rejected rows did not come back:", err)
	}
	s.stdin = "một mật khẩu đủ dài\n"
	s.must("user", "add", "thu", "--role", "analyst", "--password-stdin", "--data", "{data}")
	s.must("key", "add", "máy", "--role", "analyst", "--data", "{data}")
	req, _ := http.NewRequest(http.MethodGet, url+"/api/v1/surveys/nghi-quyet/results", nil)
	req.Header.Set("Authorization", "Bearer "+strings.TrimSpace(s.out))
	if res, err := http.DefaultClient.Do(req); err != nil || res.StatusCode != http.StatusOK {
		t.Errorf("the new key: %v, %v", res, err)
	}
	s.must("report", "nghi-quyet", "-o", "{dir}/while.xlsx", "--data", "{data}") // reading needs no lock
	s.must("verify", "{dir}/while.xlsx", "--data", "{data}")
	if !strings.Contains(s.out, "Đã tính lại từ 0 phiếu đã lưu") {
		t.Errorf("verify said %s", s.out)
	}
	s.must("backup", "{dir}/while.zip", "--data", "{data}")
}

// Commands of one script that run at once wait for each other, and a server waits for a command.
func TestCommandsWaitForEachOther(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	dir := filepath.Join(s.dir, "data")
	var all sync.WaitGroup
	for i := range 6 {
		all.Go(func() {
			var errs bytes.Buffer
			c := &terminal{ctx: t.Context(), stdin: strings.NewReader(""), stdout: io.Discard, stderr: &errs,
				read: os.ReadFile, write: writeFile}
			if code := run(c, []string{"key", "add", fmt.Sprint("máy ", i), "--role", "analyst", "--data",
				dir}); code != exitWell {
				t.Errorf("exit %d: %s", code, &errs)
			}
		})
	}
	s.serveIn()
	all.Wait()
}

// A local socket may have 100 letters in its path; a data folder may have more.
func TestServerOfAFolderWithALongName(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	s.dir = filepath.Join(s.dir, strings.Repeat("thư-mục-", 12))
	if err := os.Mkdir(s.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	s.serveIn()
	s.must("key", "add", "máy", "--role", "analyst", "--data", "{data}")
}

// A flag set by KHAOSAT_<FLAG> is the caller's, not the server's that carries the command out.
func TestFlagsFromTheEnvironmentReachTheServer(t *testing.T) {
	s := newShell(t)
	s.serveIn()
	s.must("form", "import", s.form(demo.Opinions), "--publish", "--data", "{data}")
	mixed := s.file("mixed.csv", []byte(header+"ai_do,tot,tot,tot,1,0,9\nnhan_dan,tot,tot,tot,1,0,9\n"))
	t.Setenv("KHAOSAT_GOOD_ROWS", "true")
	t.Setenv("KHAOSAT_DATA", filepath.Join(s.dir, "data"))
	s.must("responses", "import", "nghi-quyet", mixed)
	if !strings.Contains(s.errors, "Đã nhập 1 phiếu") {
		t.Errorf("import said %s", s.errors)
	}
	svc := &service.Service{} // never asked: the command line is wrong without a role
	t.Setenv("KHAOSAT_ROLE", "admin")
	c := call{Lang: "vi", Args: []string{"key", "add", "máy"}}
	if r := c.carryOut(context.WithValue(t.Context(), serviceKey{}, svc)); r.Exit != exitUse {
		t.Errorf("the server took a flag from its own environment: exit %d, %s", r.Exit, r.Stderr)
	}
}

func TestBackupAndRestore(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	s.must("form", "import", s.form(demo.Opinions), "--publish", "--data", "{data}")
	s.must("responses", "import", "nghi-quyet", s.file("a.csv", []byte(header+"nhan_dan,tot,tot,tot,1,0,9\n")),
		"--data", "{data}")
	s.must("backup", "{dir}/b.zip", "--data", "{data}")
	if code := s.run("restore", "{dir}/b.zip", "--data", "{data}"); code != exitInput {
		t.Errorf("restoring over data: exit %d, want %d", code, exitInput)
	}
	s.must("restore", "{dir}/b.zip", "--data", "{dir}/other")
	s.must("responses", "export", "nghi-quyet", "-o", "{dir}/x.csv", "--data", "{data}")
	s.must("responses", "export", "nghi-quyet", "-o", "{dir}/y.csv", "--data", "{dir}/other")
	x, _ := os.ReadFile(filepath.Join(s.dir, "x.csv"))
	y, _ := os.ReadFile(filepath.Join(s.dir, "y.csv"))
	if !bytes.Equal(x, y) || len(x) == 0 {
		t.Errorf("the restored answers differ:\n%s\n%s", x, y)
	}
	if code := s.run("restore", s.file("no.zip", []byte("not a zip")), "--data", "{dir}/third"); code != exitInput {
		t.Errorf("restoring no backup: exit %d, want %d", code, exitInput)
	}
	good, err := os.ReadFile(filepath.Join(s.dir, "b.zip"))
	if err != nil {
		t.Fatal(err)
	}
	flipped := bytes.Clone(good)
	flipped[len(flipped)/2] ^= 0xff
	if code := s.run("restore", s.file("flipped.zip", flipped), "--data", "{dir}/third"); code != exitInput {
		t.Errorf("restoring a broken backup: exit %d, want %d", code, exitInput)
	}
	s.must("restore", "{dir}/b.zip", "--data", "{dir}/third") // nothing of the broken ones is in the way
	left, err := filepath.Glob(filepath.Join(s.dir, "third", ".restore-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestDemoOnce(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	s.must("demo", "--once", "--data", "{data}", "-o", "{dir}/demo.xlsx")
	s.must("verify", "{dir}/demo.xlsx")
	s.must("demo", "--once", "--reset", "--data", "{data}", "-o", "{dir}/again.xlsx")
	s.must("verify", "{dir}/again.xlsx")
}

func TestRaggedAndStoredRowsAreBadRows(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	s.must("form", "import", s.form(demo.Opinions), "--publish", "--data", "{data}")
	id := "00000000-0000-4000-8000-000000000001"
	s.must("responses", "import", "nghi-quyet",
		s.file("first.csv", []byte("id,"+header+id+",nhan_dan,tot,tot,tot,1,0,9\n")), "--data", "{data}")
	bad := s.file("bad.csv",
		[]byte("id,"+header+id+",nhan_dan,tot,tot,tot,1,0,8\n,nhan_dan,tot\n,nhan_dan,tot,tot,tot,1,0,7\n"))
	if code := s.run("responses", "import", "nghi-quyet", bad, "--data", "{data}"); code != exitInput {
		t.Errorf("exit %d, want %d", code, exitInput)
	}
	for _, want := range []string{"A2", "response.other_content", "csv.width"} {
		if !strings.Contains(s.errors, want) {
			t.Errorf("the problems do not name %s:\n%s", want, s.errors)
		}
	}
	rejected, err := os.ReadFile(filepath.Join(s.dir, "bad.rejected.csv"))
	if err != nil || strings.Count(string(rejected), "\n") != 3 ||
		!strings.Contains(string(rejected), ",nhan_dan,tot,\"") {
		t.Errorf("rejected rows: %s, %v", rejected, err)
	}
	s.must("responses", "import", "nghi-quyet", bad, "--good-rows", "--data", "{data}")
	s.must("responses", "export", "nghi-quyet", "-o", "{dir}/two.csv", "--data", "{data}")
	if b, _ := os.ReadFile(filepath.Join(s.dir, "two.csv")); strings.Count(string(b), "\n") != 3 {
		t.Errorf("--good-rows stored:\n%s", b)
	}
}

package api

import (
	"bufio"
	"bytes"
	"encoding/json"
	"maps"
	"mime"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// exchange is a line of what the tests of package web record.
type exchange struct {
	Test     string
	Method   string
	Path     string
	SentType string
	Sent     []byte
	Status   int
	Header   http.Header
	Body     []byte
}

// TestExchanges runs the tests of package web and holds every answer of the API in them against its description:
// status, type, headers and members; and what was sent, where it was taken. Every status that is described has to be
// met.
func TestExchanges(t *testing.T) {
	d := open(t)
	operations := d.operations(t)
	met := map[string]bool{}
	count := 0
	for _, e := range recorded(t) {
		path, _, _ := strings.Cut(e.Path, "?")
		i := slices.IndexFunc(operations,
			func(o operation) bool { return o.fits.MatchString(path) && o.method == e.method() })
		if i < 0 {
			if e.Status != http.StatusNotFound && e.Status != http.StatusMethodNotAllowed {
				t.Errorf("%s: %s %s is answered with %d and not described", e.Test, e.Method, e.Path, e.Status)
			}
			continue
		}
		o := operations[i]
		count++
		answer := o.answer(e.Status)
		if answer == "" {
			t.Errorf("%s: %s answers %d, which is not described", e.Test, o, e.Status)
			continue
		}
		met[answer] = true
		d.judge(t, o, answer, e)
	}
	if count < 1000 {
		t.Errorf("only %d exchanges were recorded", count)
	}
	for _, o := range operations {
		for _, status := range o.answers {
			if pointer := o.pointer + "/responses/" + status; status != "default" && !met[pointer] {
				t.Errorf("%s describes %s, which no test meets", o, status)
			}
		}
	}
}

// method takes HEAD as the GET that it stands for.
func (e exchange) method() string {
	if e.Method == http.MethodHead {
		return http.MethodGet
	}
	return e.Method
}

// recorded runs the tests of package web and gives the exchanges in them. The corpus of questionnaires and the hostile
// texts ask for pages only.
func recorded(t *testing.T) []exchange {
	t.Helper()
	file := filepath.Join(t.TempDir(), "exchanges")
	run := exec.Command("go", "test", "-tags", "nomsgpack", "-count=1",
		"-skip", "TestCorpusRuns|TestDrawnFormsRun|TestHostileText|TestNobodyIsFound", "./web/...")
	run.Dir = filepath.Join("..", "..")
	run.Env = append(os.Environ(), "KHAOSAT_RECORD_API="+file)
	if out, err := run.CombinedOutput(); err != nil {
		t.Fatalf("the tests of package web: %v\n%s", err, out)
	}
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	var out []exchange
	lines := bufio.NewReader(f)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return out
		}
		var e exchange
		if err := json.Unmarshal(line, &e); err != nil {
			t.Fatal(err)
		}
		out = append(out, e)
	}
}

// judge compares one exchange with the description of its operation and status.
func (d *document) judge(t *testing.T, o operation, answer string, e exchange) {
	t.Helper()
	described, pointer := d.at(t, answer)
	fault := func(format string, args ...any) {
		t.Helper()
		t.Errorf("%s: %s %d: "+format, append([]any{e.Test, o, e.Status}, args...)...)
	}
	if headers, ok := described["headers"].(map[string]any); ok {
		for name := range headers {
			h, at := d.at(t, pointer+"/headers/"+name)
			got := e.Header.Get(name)
			if h["required"] == true && got == "" {
				fault("no header %s", name)
			} else if err := d.schema(t, at+"/schema").Validate(headerValue(h, got)); got != "" && err != nil {
				fault("header %s: %v", name, err)
			}
		}
	}
	content, _ := described["content"].(map[string]any)
	kind, _, _ := mime.ParseMediaType(e.Header.Get("Content-Type"))
	switch {
	case content == nil && len(e.Body) > 0:
		fault("a body of %d bytes is not described", len(e.Body))
	case content != nil && content[kind] == nil:
		fault("Content-Type %q, described is %q", kind, slices.Sorted(maps.Keys(content)))
	case strings.HasSuffix(kind, "json") && content != nil && e.Header.Get("Content-Encoding") == "":
		if err := d.validate(t, pointer+"/content/"+escape.Replace(kind)+"/schema", e.Body); err != nil {
			fault("%v\n%s", err, clip(e.Body))
		}
	}
	if e.Status < 300 && e.SentType != "" {
		sent, _, _ := mime.ParseMediaType(e.SentType)
		body, at := d.at(t, o.pointer+"/requestBody")
		if c, ok := body["content"].(map[string]any); !ok || c[sent] == nil {
			fault("%s was taken, described is not", sent)
		} else if !strings.HasSuffix(sent, "json") {
			return // bytes of another kind have no schema
		} else if err := d.validate(t, at+"/content/"+escape.Replace(sent)+"/schema", e.Sent); err != nil {
			fault("was taken: %v\n%s", err, clip(e.Sent))
		}
	}
}

// validate holds a JSON text against the schema at a pointer.
func (d *document) validate(t *testing.T, pointer string, text []byte) error {
	t.Helper()
	_, at := d.at(t, pointer)
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return err
	}
	return d.schema(t, at).Validate(v)
}

// headerValue reads a header as the type that it is described with.
func headerValue(header map[string]any, text string) any {
	if schema, _ := header["schema"].(map[string]any); schema["type"] == "integer" {
		if n, err := strconv.Atoi(text); err == nil {
			return n
		}
	}
	return text
}

func clip(b []byte) string {
	if len(b) > 600 {
		return string(b[:600]) + "…"
	}
	return string(b)
}

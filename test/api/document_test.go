// Package api holds what the API answers against its description, docs/api.yaml.
package api

import (
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"github.com/khaosat/khaosat/docs"
)

// document is an OpenAPI document as plain data, and a compiler of the schemas inside it.
type document struct {
	root     map[string]any
	compiler *jsonschema.Compiler
	schemas  map[string]*jsonschema.Schema // by pointer
}

const documentURL = "https://khaosat.invalid/api.yaml"

// open reads docs/api.yaml. Objects whose members are listed may have no others here: callers must bear new members,
// but a member that is answered and not described is a gap of the description.
func open(t *testing.T) *document {
	t.Helper()
	var root map[string]any
	if err := yaml.Unmarshal(docs.API, &root); err != nil {
		t.Fatal(err)
	}
	d := &document{root: jsonOf(root).(map[string]any), compiler: jsonschema.NewCompiler(),
		schemas: map[string]*jsonschema.Schema{}}
	closeObjects(d.root["components"].(map[string]any)["schemas"])
	d.compiler.DefaultDraft(jsonschema.Draft2020)
	d.compiler.AssertFormat()
	if err := d.compiler.AddResource(documentURL, d.root); err != nil {
		t.Fatal(err)
	}
	return d
}

// jsonOf turns decoded YAML into what decoded JSON looks like.
func jsonOf(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			v[k] = jsonOf(x)
		}
	case []any:
		for i, x := range v {
			v[i] = jsonOf(x)
		}
	case int:
		return float64(v)
	}
	return v
}

func closeObjects(v any) {
	switch v := v.(type) {
	case map[string]any:
		if _, open := v["additionalProperties"]; v["properties"] != nil && v["type"] != nil && !open {
			v["additionalProperties"] = false
		}
		for _, x := range v {
			closeObjects(x)
		}
	case []any:
		for _, x := range v {
			closeObjects(x)
		}
	}
}

// at is what a JSON pointer leads to, and where it really is when it leads to a $ref.
func (d *document) at(t *testing.T, pointer string) (map[string]any, string) {
	t.Helper()
	var v any = d.root
	for _, step := range strings.Split(pointer, "/")[1:] {
		m, ok := v.(map[string]any)
		if !ok {
			t.Fatalf("nothing at %s", pointer)
		}
		v = m[unescape.Replace(step)]
	}
	m, ok := v.(map[string]any)
	if !ok {
		t.Fatalf("nothing at %s", pointer)
	}
	if ref, ok := m["$ref"].(string); ok {
		return d.at(t, strings.TrimPrefix(ref, "#"))
	}
	return m, pointer
}

var (
	escape   = strings.NewReplacer("~", "~0", "/", "~1")
	unescape = strings.NewReplacer("~1", "/", "~0", "~")
)

// schema compiles the schema at a pointer.
func (d *document) schema(t *testing.T, pointer string) *jsonschema.Schema {
	t.Helper()
	if d.schemas[pointer] == nil {
		s, err := d.compiler.Compile(documentURL + "#" + pointer)
		if err != nil {
			t.Fatal(err)
		}
		d.schemas[pointer] = s
	}
	return d.schemas[pointer]
}

// operation is one method of one path.
type operation struct {
	method  string // "GET"
	path    string // "/api/v1/surveys/{slug}/results"
	pointer string
	fits    *regexp.Regexp
	answers []string // statuses that are described, and "default"
}

// operations lists every operation in order.
func (d *document) operations(t *testing.T) []operation {
	t.Helper()
	var out []operation
	paths, _ := d.at(t, "/paths")
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		item, _ := d.at(t, "/paths/"+escape.Replace(path))
		pattern := regexp.MustCompile(`\\\{[^/]*\\\}`).ReplaceAllString(regexp.QuoteMeta(path), `[^/]+`)
		for _, method := range []string{"get", "post", "put", "delete", "patch"} {
			if item[method] == nil {
				continue
			}
			o := operation{method: strings.ToUpper(method), path: path, fits: regexp.MustCompile("^" + pattern + "$"),
				pointer: "/paths/" + escape.Replace(path) + "/" + method}
			answers, _ := d.at(t, o.pointer+"/responses")
			o.answers = slices.Sorted(maps.Keys(answers))
			out = append(out, o)
		}
	}
	return out
}

// TestEverySchemaCompiles: also those that no exchange needs.
func TestEverySchemaCompiles(t *testing.T) {
	t.Parallel()
	d := open(t)
	schemas, _ := d.at(t, "/components/schemas")
	if len(schemas) < 20 {
		t.Fatalf("only %d schemas", len(schemas))
	}
	for name := range schemas {
		d.schema(t, "/components/schemas/"+name)
	}
}

// TestExamples: what the description gives as an example of a submission is one.
func TestExamples(t *testing.T) {
	t.Parallel()
	d := open(t)
	submission, pointer := d.at(t, "/components/schemas/Submission")
	examples := submission["examples"].([]any)
	for i, example := range examples {
		if err := d.schema(t, pointer).Validate(example); err != nil {
			t.Errorf("example %d: %v", i, err)
		}
	}
}

// answer is the pointer to the description of a status, "" when none fits. A refusal that a caller can do something
// about is described by number; the default is for another method and for faults of the server.
func (o operation) answer(status int) string {
	if key := strconv.Itoa(status); slices.Contains(o.answers, key) {
		return o.pointer + "/responses/" + key
	}
	if status == http.StatusMethodNotAllowed || status >= http.StatusInternalServerError {
		return o.pointer + "/responses/default"
	}
	return ""
}

func (o operation) String() string { return fmt.Sprintf("%s %s", o.method, o.path) }

package expr_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"testing"

	"github.com/khaosat/khaosat/survey/expr"
)

var update = flag.Bool("update", false, "write testdata/trees.json anew")

// TestTrees holds the JSON of every vector to testdata/trees.json, which the phone is tested with.
func TestTrees(t *testing.T) {
	trees := map[string]json.RawMessage{}
	for _, v := range readVectors(t).Vectors {
		e, err := expr.Parse(v.Expr)
		if err != nil {
			continue
		}
		b, err := e.JSON()
		if err != nil {
			t.Fatalf("%s: %v", v.ID, err)
		}
		trees[v.ID] = b
	}
	var got bytes.Buffer
	enc := json.NewEncoder(&got)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(trees); err != nil {
		t.Fatal(err)
	}
	lines := bytes.ReplaceAll(got.Bytes(), []byte(`],"`), []byte("],\n\""))
	if *update {
		if err := os.WriteFile("testdata/trees.json", lines, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/trees.json")
	if err != nil || !bytes.Equal(lines, want) {
		t.Errorf("testdata/trees.json is not what Expr.JSON gives (%v); run go test -update and look at the change",
			err)
	}
}

func TestJSONIsCompactAndPlain(t *testing.T) {
	for src, want := range map[string]string{
		"${age} >= 18 and selected(${x}, 'a')": `["and",[">=",["ref","age"],18],["call","selected",["ref","x"],"a"]]`,
		"../a/b[1]/c":                          `["path",".","..","a",["b",1],"c"]`,
		"/data/a":                              `["path","/","data","a"]`,
		"instance('l')/root/item[n = current()/../x]": `["path",["call","instance","l"],"root",["item",["=",["path",".","n"],["path",["call","current"],"..","x"]]]]`,
		"(//a)[2]":                     `["path",["path",["path","/","//","a"]],["()",2]]`,
		"regex(., 'a|[^b]+')":          `["call","regex",["path",".","."],{"c":[[[97,97]],[[98,98],0,0,0,1]],"i":[[1,3],0,[7],1,[5,7],1,[4],"."]}]`,
		"-1 + 2 + 3":                   `["+",["neg",1],2,3]`,
		"jr:choice-name(${a}, '${a}')": `["call","jr:choice-name",["ref","a"],["ref","a"]]`,
	} {
		e, err := expr.Parse(src)
		if err != nil {
			t.Errorf("Parse(%s): %v", src, err)
			continue
		}
		if b, err := e.JSON(); err != nil || string(b) != want {
			t.Errorf("%s\n got %s (%v)\nwant %s", src, b, err, want)
		}
	}
	e, _ := expr.Parse("${age} < 5")
	bound, err := e.Bind(func(string) (string, bool) { return "/data/g/age", true })
	if err != nil {
		t.Fatal(err)
	}
	if b, _ := bound.JSON(); string(b) != `["<",["ref","age",["data","g","age"]],5]` {
		t.Errorf("bound: %s", b)
	}
}

package exprgen_test

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"github.com/khaosat/khaosat/survey/expr/exprgen"
)

func TestGenerate(t *testing.T) {
	kinds := map[string]int{}
	for seed := range uint64(5) {
		doc, err := exprgen.Generate(rand.New(rand.NewPCG(seed, 1)), 400)
		if err != nil {
			t.Fatal(err)
		}
		again, _ := exprgen.Generate(rand.New(rand.NewPCG(seed, 1)), 400)
		a, err := doc.JSON()
		if err != nil {
			t.Fatal(err)
		}
		if b, _ := again.JSON(); !bytes.Equal(a, b) {
			t.Errorf("seed %d gives two documents", seed)
		}
		for _, v := range doc.Data.Vectors {
			if v.Want == nil {
				kinds["error"]++
				continue
			}
			kinds[v.Want.Type]++
			if v.Want.Type == "nodes" && len(v.Want.Value.([]string)) > 1 {
				kinds["several"]++
			}
		}
	}
	for _, k := range []string{"string", "number", "boolean", "nodes", "several"} {
		if kinds[k] < 50 {
			t.Errorf("only %d results of kind %s: %v", kinds[k], k, kinds)
		}
	}
	if kinds["error"] > 200 {
		t.Errorf("%d of 2000 expressions fail", kinds["error"])
	}
}

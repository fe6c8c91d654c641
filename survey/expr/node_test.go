package expr_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey/expr"
)

// Children are found by name whether few or many, after inserting and removing anywhere.
func TestNodeFindsItsChildren(t *testing.T) {
	root := expr.NewRoot("data")
	var order []string
	check := func() {
		t.Helper()
		byName := map[string][]*expr.Node{}
		var got []string
		for _, c := range root.Children {
			byName[c.Name] = append(byName[c.Name], c)
			got = append(got, c.Name+c.Value)
		}
		if !slices.Equal(got, order) {
			t.Fatalf("children %v, want %v", got, order)
		}
		for name, same := range byName {
			if !slices.Equal(root.All(name), same) || root.Child(name) != same[0] {
				t.Fatalf("All(%s) is not what stands in Children", name)
			}
			for i, n := range same {
				if n.Position() != i+1 {
					t.Fatalf("%s%s is at %d, want %d", n.Name, n.Value, n.Position(), i+1)
				}
			}
		}
		if root.Child("none") != nil || root.All("none") != nil {
			t.Fatal("found what is not there")
		}
	}
	for i := range 30 {
		name, value, at := fmt.Sprintf("n%d", i%4), fmt.Sprint(i), i*7%(i+1)
		root.Insert(at, name, value)
		order = slices.Insert(order, at, name+value)
		check()
	}
	for i := range 30 {
		at := i * 5 % len(order)
		root.Children[at].Remove()
		order = slices.Delete(order, at, at+1)
		check()
	}
}

func TestNodeSet(t *testing.T) {
	n := expr.NewRoot("data").Append("a", "")
	other := expr.NewRoot("b")
	other.Value, other.Type = "41", expr.Decimal
	for _, c := range []struct {
		v     expr.Value
		value string
		typ   expr.Type
	}{
		{expr.NumberValue(2.50), "2.5", expr.Decimal},
		{expr.NumberValue(math.NaN()), "", expr.Decimal}, // undefined is empty, not "NaN"
		{expr.BoolValue(false), "false", expr.Boolean},
		{expr.TextValue("05"), "05", expr.Text},
		{expr.NodesValue(other), "41", expr.Decimal},
		{expr.NodesValue(), "", expr.Text},
	} {
		n.Set(c.v)
		if n.Value != c.value || n.Type != c.typ {
			t.Errorf("Set(%s %s): %q type %d", c.v.Kind(), c.v.Text(), n.Value, n.Type)
		}
	}
}

func TestNodePath(t *testing.T) {
	root := expr.NewRoot("data")
	n := root.Append("g", "").Append("a", "x")
	if n.Path() != "/data/g/a" || n.Root() != root || root.At("g", "a") != n || root.At("g", "b", "c") != nil {
		t.Error(n.Path())
	}
}

// One expression and one list serve many goroutines at once.
func TestManyAtOnce(t *testing.T) {
	var rows [][]string
	for i := range 500 {
		rows = append(rows, []string{fmt.Sprint("c", i), fmt.Sprint("d", i%10)})
	}
	list := map[string]*expr.Instance{"l": expr.NewInstance([]string{"name", "parent"}, rows)}
	e := must(t, "count(instance('l')/root/item[parent = ${d}]) + string-length(pulldata('l', 'name', 'parent', ${d}))",
		func(n string) (string, bool) { return "/data/" + n, true })
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			data := expr.NewRoot("data")
			data.Append("d", fmt.Sprint("d", i))
			for range 50 {
				if v, err := e.Eval(&expr.Context{Node: data, Instances: list}); err != nil || v.Number() != 52 {
					t.Errorf("%v, %v", v.Number(), err)
				}
			}
		})
	}
	wg.Wait()
}

// Work that grows faster than the expression is stopped in good time.
func TestRunawayIsStopped(t *testing.T) {
	data := expr.NewRoot("data")
	for range 2000 {
		data.Append("n", "0123456789")
	}
	for _, src := range []string{
		"//*[//*[//*]]", "//*[contains(.., //*)]", "count(//* | //* | /data/n)", "//*[position(.) = count(../*)]",
		"sum(//*[.. = ..])",
		"concat(//*, //*, join(//n, //n, //n, //n))", "//*[regex(.., '(?=(a|0|[0-9])*x)(\\d*)*y')]",
		"//*[normalize-space(..) = translate(.., '0', '1')]",
		"//*[digest(.., 'SHA-512') = '']", "//*[substr(.., 1, 5) = randomize(//*)]",
		"//n[selected-at(.., 1) = item-at('0', .., 900)]",
	} {
		e := must(t, src, nil)
		start := time.Now()
		_, err := e.Eval(&expr.Context{Node: data})
		if err != nil && !errors.Is(err, expr.ErrTooMuchWork) {
			t.Errorf("%s: %v", src, err)
		}
		if took := time.Since(start); took > 5*time.Second { // a fifth of a second on an idle machine
			t.Errorf("%s took %v", src, took)
		}
	}
}

package expr_test

import (
	"testing"

	"github.com/khaosat/khaosat/survey/expr"
)

// household is a form with a repeat: two members, the second one's name is not relevant.
func household() *expr.Node {
	data := expr.NewRoot("data")
	data.Append("district", "D1")
	data.Append("tools", "a b other")
	people := []struct{ name, age string }{{"An", "41"}, {"Bình", "9"}}
	for _, p := range people {
		m := data.Append("member", "")
		m.Repeat = true
		m.Append("name", p.name)
		m.Append("age", p.age).Type = expr.Decimal
		m.Append("note", "")
	}
	data.Append("size", "2")
	return data
}

var paths = map[string]string{
	"district": "/data/district", "tools": "/data/tools", "member": "/data/member", "name": "/data/member/name",
	"age": "/data/member/age", "note": "/data/member/note", "size": "/data/size",
}

func resolve(name string) (string, bool) { p, ok := paths[name]; return p, ok }

func TestReferenceIsHeldToItsRepeat(t *testing.T) {
	data := household()
	second := data.All("member")[1].Child("note")
	for _, c := range []struct {
		src  string
		node *expr.Node
		want string
	}{
		{"${age}", second, "9"},                                   // the same member's age
		{"sum(${age})", second, "9"},                              // still the same member's
		{"sum(${age})", data.Child("size"), "50"},                 // from outside: all members
		{"count(${member})", second, "2"},                         // the repeat itself is never narrowed
		{"${size}", second, "2"},                                  // outside the repeat
		{"position(..)", second, "2"},                             //
		{"indexed-repeat(${name}, ${member}, 1)", second, "An"},   //
		{"${member}[position() = 2]/name", data, "Bình"},          //
		{"/data/member[age > 10]/name", data.Child("size"), "An"}, //
		{"/data/member/age", second, "9"},                         // an absolute path too, as in JavaRosa
		{"count(../../member[./age < current()/../age])", second, "0"},
		{"if(selected(${tools}, 'other'), concat(${district}, '-', ${size}), '')", second, "D1-2"},
	} {
		e, err := expr.Parse(c.src)
		if err != nil {
			t.Errorf("Parse(%s): %v", c.src, err)
			continue
		}
		v, err := e.Eval(&expr.Context{Node: c.node, Resolve: resolve})
		if err != nil || v.Text() != c.want {
			t.Errorf("%s at %s = %q, %v; want %q", c.src, c.node.Path(), v.Text(), err, c.want)
		}
	}
}

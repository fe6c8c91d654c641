package expr_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/khaosat/khaosat/survey/expr"
)

func TestRefs(t *testing.T) {
	for _, c := range []struct {
		src  string
		want []expr.Ref
	}{
		{"${age} > 18 and ${sex} = 'f'", []expr.Ref{{Name: "age", Offset: 0}, {Name: "sex", Offset: 16}}},
		{". >= 0", []expr.Ref{{Path: ".", Offset: 0}}},
		{"../group/a + /data/b", []expr.Ref{{Path: "../group/a", Offset: 0}, {Path: "/data/b", Offset: 13}}},
		{"./../a", []expr.Ref{{Path: "../a"}}},
		{"current()/../a", []expr.Ref{{Path: "../a", Offset: 0}}},
		{"sum(${member}[age > 5]/income)",
			[]expr.Ref{{Name: "member", Path: "age", Offset: 14}, {Name: "member", Path: "income", Offset: 4}}},
		{"/data/member[./age = current()/../age]", []expr.Ref{
			{Path: "/data/member/age", Offset: 13}, {Path: "../age", Offset: 21}, {Path: "/data/member", Offset: 0}}},
		{"instance('l')/root/item[parent = ${district}]/label", []expr.Ref{
			{Path: "root/item/parent", Offset: 24, Row: true}, {Name: "district", Offset: 33},
			{Path: "root/item/label", Row: true}}},
		{"jr:choice-name(${q}, ' ${q} ')", []expr.Ref{{Name: "q", Offset: 15}, {Name: "q", Offset: 23}}},
		{"${last-saved#street}", []expr.Ref{{Name: "street", LastSaved: true}}},
		{"a/../b", []expr.Ref{{Path: "b"}}},
	} {
		e := must(t, c.src, nil)
		got := e.Refs()
		for i := range got {
			if got[i].Path == "./b" { // two spellings of one path
				got[i].Path = "b"
			}
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s\n got %+v\nwant %+v", c.src, got, c.want)
		}
	}
}

func TestResolvePath(t *testing.T) {
	for _, c := range []struct{ item, path, want string }{
		{"/data/g/a", "../b", "/data/g/b"}, {"/data/g/a", ".", "/data/g/a"}, {"/data/g/a", "../../c/d", "/data/c/d"},
		{"/data/g/a", "/data/x", "/data/x"}, {"/data/g", "name", "/data/g/name"}, {"/data/a", "../../..", ""},
	} {
		if got, ok := expr.ResolvePath(c.item, c.path); got != c.want || ok != (c.want != "") {
			t.Errorf("ResolvePath(%s, %s) = %s, %v; want %s", c.item, c.path, got, ok, c.want)
		}
	}
}

func TestWhatAnExpressionUses(t *testing.T) {
	e := must(t, "district = 'D1' and score >= 5 and instance('l')/root/item[a = b] and pulldata('f', 'x', 'y', district) and now() > 0", nil)
	if got := e.Names(); !slices.Equal(got, []string{"district", "score"}) {
		t.Errorf("Names: %v", got)
	}
	if got := e.Instances(); !slices.Equal(got, []string{"l", "f"}) {
		t.Errorf("Instances: %v", got)
	}
	if got := e.Functions(); !slices.Equal(got, []string{"instance", "pulldata", "now"}) {
		t.Errorf("Functions: %v", got)
	}
	for src, want := range map[string]bool{
		"now() > ${a}": true, "once(random())": true, "uuid()": true, "${a} + 1": false, "randomize(${a})": true,
		"randomize(${a}, 1)": false, "position(..)": false, "position()": true, "index()": true,
	} {
		if got := must(t, src, nil).Volatile(); got != want {
			t.Errorf("%s: Volatile = %v", src, got)
		}
	}
}

func TestBindNamesTheUnknown(t *testing.T) {
	e := must(t, "1 + ${tuổi} + ${tuoi}", nil)
	_, err := e.Bind(func(n string) (string, bool) { return "/data/" + n, n == "tuổi" })
	var bad *expr.SyntaxError
	if !errors.As(err, &bad) || bad.Code != "ref.unknown" || bad.Offset != 14 || bad.Token != "${tuoi}" {
		t.Errorf("%+v", bad)
	}
}

// A filter finds the same items with the index as without.
func TestFilterWithAndWithoutIndex(t *testing.T) {
	var rows [][]string
	for i := range 200 {
		rows = append(rows, []string{fmt.Sprint(i), []string{"a", "b", "", "05"}[i%4], fmt.Sprint(i % 7)})
	}
	list := expr.NewInstance([]string{"name", "parent", "n"}, rows)
	data := expr.NewRoot("data")
	data.Append("p", "a")
	data.Append("five", "5").Type = expr.Decimal
	here := data.Append("choice", "")
	resolve := func(n string) (string, bool) { return "/data/" + n, true }
	for src, want := range map[string]int{
		"parent = ${p}": 50, "${p} = parent": 50, "parent = ''": 50, "parent = ${five}": 50, "parent = ${none}": 50,
		"parent = 'a' and n = '3'":  7,
		"parent = concat('', ${p})": 50, "none = ''": 200, "n = ../n": 0, "parent = parent": 200,
		"parent = ${p} and position() < 9": 2, "true()": 200,
		"name = current()": 0, "parent = string(current()/../p)": 50, "position() = 3": 1, "3": 1,
	} {
		e := must(t, src, resolve)
		got, err := e.Filter(&expr.Context{Node: here}, list)
		if err != nil {
			t.Fatalf("%s: %v", src, err)
		}
		slow, err := must(t, "not(not("+src+"))", resolve).Filter(&expr.Context{Node: here}, list)
		if err != nil {
			t.Fatalf("%s: %v", src, err)
		}
		if src != "3" && !slices.Equal(got, slow) || len(got) != want {
			t.Errorf("%s: %d items with the index, %d without, want %d", src, len(got), len(slow), want)
		}
	}
}

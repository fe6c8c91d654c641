package xlsform_test

import (
	"fmt"
	"math/big"
	"sort"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/kinds"
)

// structure is what pyxform understood of a form (structure.json): nodes are [path, control, bind type, flags].
type structure struct {
	FormID  string         `json:"form_id"`
	Version string         `json:"version"`
	Nodes   [][4]string    `json:"nodes"`
	Lists   map[string]any `json:"lists"`
}

// controls and binds are what pyxform makes of each kind of item.
var (
	controls = map[survey.ItemKind]string{
		survey.Group: "group", survey.Repeat: "repeat", survey.Note: "input", survey.Single: "select1",
		survey.Multiple: "select", survey.Rank: "rank",
		survey.Integer: "input", survey.Decimal: "input", survey.Range: "range", survey.TextItem: "input",
		survey.Date: "input", survey.Time: "input",
		survey.DateTime: "input", survey.Geopoint: "input", survey.Geotrace: "input", survey.Geoshape: "input",
		survey.Barcode: "input",
		survey.Image:   "upload", survey.Audio: "upload", survey.Video: "upload", survey.File: "upload",
		survey.Acknowledge: "trigger",
	}
	binds = map[survey.ItemKind]string{
		survey.Integer: "int", survey.Decimal: "decimal", survey.Date: "date", survey.Time: "time",
		survey.DateTime: "dateTime", survey.Barcode: "barcode",
		survey.Geopoint: "geopoint", survey.Geotrace: "geotrace", survey.Geoshape: "geoshape", survey.Rank: "odk:rank",
		survey.Image: "binary", survey.Audio: "binary", survey.Video: "binary", survey.File: "binary", survey.Group: "",
		survey.Repeat: "",
	}
	metaBinds = map[string]string{"start": "dateTime", "end": "dateTime", "today": "date", "audit": "binary",
		"background-audio": "binary", "start-geopoint": "geopoint", "background-geopoint": "geopoint"}
)

// compareStructure compares the tree of items with pyxform's, leaving out the nodes that it makes itself.
func compareStructure(t *testing.T, q *survey.Questionnaire, s structure) {
	t.Helper()
	if q.FormID != s.FormID {
		t.Errorf("form id = %q, want %q", q.FormID, s.FormID)
	}
	if q.Version != s.Version {
		t.Errorf("version = %q, want %q", q.Version, s.Version)
	}
	want := map[string]string{}
	for _, n := range s.Nodes {
		if !made(n[0], q) {
			want[n[0]] = describeNode(n[1], n[2], n[3])
		}
	}
	if len(want) == 0 {
		return // a sheet that states a wrong size: pyxform saw only its first column
	}
	got := map[string]string{}
	q.Walk(func(path string, it *survey.Item) bool {
		if it.Type == "csv-external" || it.Type == "xml-external" {
			return true // no node but an instance
		}
		if it.Meta == "audit" {
			path = "meta/audit"
		}
		got[path] = describeItem(q, it)
		return true
	})
	var wrong []string
	for p := range want {
		if got[p] != want[p] {
			wrong = append(wrong, fmt.Sprintf("%s: %q, pyxform has %q", p, got[p], want[p]))
		}
	}
	for p := range got {
		if _, ok := want[p]; !ok {
			wrong = append(wrong, p+": pyxform has no such node")
		}
	}
	sort.Strings(wrong)
	if len(wrong) > 0 {
		t.Errorf("structure:\n  %s", strings.Join(wrong[:min(len(wrong), 12)], "\n  "))
	}
	for list, n := range s.Lists {
		if l := q.List(list); l != nil && l.File == "" && isNumber(n) && float64(len(l.Choices)) != n {
			t.Errorf("list %s has %d choices, want %v", list, len(l.Choices), n)
		}
	}
}

// made reports whether a node is one that pyxform adds to those of the rows.
func made(path string, q *survey.Questionnaire) bool {
	name := path[strings.LastIndexByte(path, '/')+1:]
	if path == "meta/instanceID" || path == "meta/instanceName" || strings.HasPrefix(path, "meta/entity") ||
		strings.HasPrefix(name, "generated_table_list_label_") ||
		strings.HasPrefix(name, "reserved_name_for_field_list_labels_") {
		return true
	}
	if repeat, ok := strings.CutSuffix(path, "_count"); ok {
		found := false
		q.Walk(func(p string, it *survey.Item) bool {
			plain := strings.HasPrefix(it.RepeatCount, "${") &&
				strings.Index(it.RepeatCount, "}") == len(it.RepeatCount)-1
			found = found || (p == repeat && it.RepeatCount != "" && !plain)
			return true
		})
		return found
	}
	return false
}

// describeNode keeps of a node's flags those that say the same as an Item does.
func describeNode(control, bind, flags string) string {
	var keep []string
	for _, f := range []string{"R", "V", "C", "K"} {
		if strings.Contains(flags, f) {
			keep = append(keep, f)
		}
	}
	if control == "trigger" {
		bind = "string"
	}
	return control + " " + bind + " " + strings.Join(keep, "")
}

func describeItem(q *survey.Questionnaire, it *survey.Item) string {
	bind, ok := binds[it.Kind]
	if !ok {
		bind = "string"
	}
	control := controls[it.Kind]
	switch {
	case it.Kind == survey.Metadata:
		if b, ok := metaBinds[it.Meta]; ok {
			bind = b
		}
		if it.Meta == "background-geopoint" && !(it.Label.Empty() && it.Hint.Empty()) {
			control, bind = "trigger", "string"
		}
	case it.Kind == survey.Hidden && strings.HasPrefix(it.Type, "osm"):
		control, bind = "upload", "binary"
	case it.Kind == survey.Range:
		bind = "int"
		for _, p := range []string{"start", "end", "step", "tick_interval", "placeholder"} {
			if x, ok := new(big.Rat).SetString(it.Parameters[p]); ok && !x.IsInt() {
				bind = "decimal"
			}
		}
	case it.Kind == survey.Single && external(q.List(it.List)):
		control = "input" // pyxform leaves select_one_external to a search of the phone
	case strings.HasPrefix(it.Type, "select_multiple"):
		control = "select"
	case strings.HasPrefix(it.Type, "select_one"):
		control = "select1"
	}
	if (it.Calculation != "" || it.Trigger != "") && it.Label.Empty() && it.Hint.Empty() &&
		(kinds.BuiltIn.Of(it.Kind).Asked() || it.Kind == survey.Note) {
		control = ""
	}
	flags := ""
	for _, f := range []struct{ flag, text string }{{"R", it.Required}, {"V", it.Relevant}, {"C", it.Constraint},
		{"K", it.Calculation}} {
		if f.text != "" && f.text != "false()" && (f.flag != "K" || it.Trigger == "") {
			flags += f.flag
		}
	}
	return control + " " + bind + " " + flags
}

func isNumber(v any) bool { _, ok := v.(float64); return ok }

func external(l *survey.ChoiceList) bool {
	return l != nil && len(l.Choices) > 0 && l.Choices[0].Source.Sheet == "external_choices"
}

package xlsform_test

import (
	"bytes"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/survey/xlsform"
)

const (
	withParameters = "| survey |\n| | type | name | label | parameters |\n"
	withTrigger    = "| survey |\n| | type | name | label | calculation | trigger |\n"
	withAppearance = "| survey |\n| | type | name | label | appearance |\n"
	ticks          = "| choices |\n| | list_name | name | label |\n| | t | 1 | Ít |\n| | t | 5 | Nhiều |\n| | u | 1 | Ít |\n"
	oneText        = top + "| | text | a | A |\n"
)

// converterRules are the finer rules of pyxform, taken from its source and tests: what it lets through that one would
// not think, and what it refuses only when it writes the form.
var converterRules = []rule{
	{"capital with an accent in a name", top + "| | text | Ôn | A |\n", "!name.capital survey!B2"},
	{"capital composed of two signs", top + "| | text | O\u0302n | A |\n", ""},
	{"capital Đ in a name", top + "| | text | Đơn | A |\n", ""},
	{"braces without a name", top + "| | text | a | Giá ${} |\n", "?expression.unknown_item survey!C2"},
	{"reference to the instance name",
		top + "| | note | a | ${instanceName} |\n| settings |\n| | instance_name |\n| | 'x' |\n",
		"!reference.unknown survey!C2"},
	{"reference to the instance ID", top + "| | note | a | ${instanceID} |\n", ""},
	{"reference to an instance ID left out",
		top + "| | note | a | ${instanceID} |\n| settings |\n| | omit_instanceID |\n| | yes |\n",
		"!reference.unknown survey!C2"},
	{"reference to the audit row", top + "| | audit | | |\n| | note | a | ${audit} |\n",
		"!reference.unknown survey!C3"},
	{"two audit rows", top + "| | audit | | |\n| | audit | | |\n", "!audit.twice survey!A3"},
	{"reference to what or_other adds", top + "| | select_one yn or_other | a | A |\n| | note | b | ${a_other} |\n" +
		yesNo, "or_other.added survey!A2, !reference.unknown survey!C3"},
	{"reference to what repeat_count adds",
		"| survey |\n| | type | name | label | repeat_count |\n| | begin repeat | r | R | 2 |\n| | text | a | A | |\n| | end repeat | | | |\n| | note | b | ${r_count} | |\n", "!reference.unknown survey!C5"},
	{"made count in another group",
		"| survey |\n| | type | name | label | repeat_count |\n| | begin repeat | r | R | 2 |\n| | text | a | A | |\n| | end repeat | | | |\n| | begin group | g | | |\n| | text | r_count | B | |\n| | end group | | | |\n", "!name.made survey!B6"},
	{"reference to an item that a loop makes twice",
		top + "| | begin loop over hl | l | L |\n| | text | q | Q |\n| | note | n | ${q} |\n| | end loop | | |\n" +
			"| choices |\n| | list_name | name | label |\n| | hl | x | X |\n| | hl | y | Y |\n",
		"!reference.ambiguous survey!C4"},
	{"list_name and list name",
		top + "| | select_one yn | a | A |\n| choices |\n| | list_name | list name | name | label |\n| | xx | yn | 1 | A |\n", "header.overwrites choices!B1"},
	{"list name and list_name",
		top + "| | text | a | A |\n| choices |\n| | list name | list_name | name | label |\n| | xx | yn | 1 | A |\n",
		"!header.clash choices!B1"},
	{"bad parameters of an old settings row", withParameters + "| | prefix | a | A | x |\n| | text | a | A | |\n",
		"!parameter.form survey!D2"},
	{"repeat inside a loop",
		top + "| | begin loop over hl | l | L |\n| | begin repeat | r | R |\n| | text | q | Q |\n| | end repeat | | |\n| | end loop | | |\n| choices |\n| | list_name | name | label |\n| | hl | x | X |\n| | hl | y | Y |\n", "!name.repeat survey!B3"},
	{"loop that leaves out the choice none",
		top + "| | begin loop over hl | l | L |\n| | text | q | Q |\n| | note | n | ${q} |\n| | end loop | | |\n| choices |\n| | list_name | name | label |\n| | hl | x | X |\n| | hl | none | Y |\n", ""},
	{"unknown reference in a picture of a choice",
		top + "| | select_one yn | a | A |\n| choices |\n| | list_name | name | label | image |\n| | yn | 1 | A | ${k}.png |\n", "!reference.unknown choices!D2"},
	{"unknown reference in a hint of a choice, which nobody reads",
		top + "| | select_one yn | a | A |\n| choices |\n| | list_name | name | label | hint |\n| | yn | 1 | A | ${k} |\n", ""},
	{"blanks round the equals sign of a parameter", withParameters + "| | text | a | A | rows = 3 |\n", ""},
	{"parameters separated in several ways", withParameters + "| | range | a | A | start=0; end=10, step=5 |\n", ""},
	{"two equals signs in a parameter", withParameters + "| | text | a | A | rows=3=4 |\n",
		"!parameter.form survey!D2"},
	{"parameter without a value", withParameters + "| | text | a | A | rows= |\n", "!parameter.form survey!D2"},
	{"bad parameters of a group", withParameters +
		"| | begin group | g | G | x |\n| | text | a | A | |\n| | end group | | | |\n", "!parameter.form survey!D2"},
	{"parameter of a type that reads none", withParameters + "| | string | a | A | quality=low |\n", ""},
	{"seed by a name with capitals",
		withParameters + "| | integer | So | A | |\n| | select_one yn | a | A | randomize=true seed=${So} |\n" + yesNo,
		"!parameter.seed survey!D3"},
	{"seed by a name in small letters", withParameters +
		"| | integer | so | A | |\n| | select_one yn | a | A | randomize=true seed=${so} |\n" + yesNo, ""},
	{"app of an image that is drawn on",
		"| survey |\n| | type | name | label | parameters | appearance |\n| | image | a | A | app=x | draw |\n",
		"appearance.plain survey!E2"},
	{"geometry of an unknown list", withParameters + "| | geopoint | a | A | reference-geometry=cay |\n",
		"!parameter.geometry survey!D2"},
	{"geometry of a list", withParameters + "| | geopoint | a | A | reference-geometry=yn |\n" + yesNo, ""},
	{"geometry of a repeat",
		withParameters + "| | begin repeat | r | R | |\n| | geopoint | p | P | |\n| | end repeat | | | |\n| | geotrace | a | A | reference-geometry=${r} |\n", ""},
	{"geometry of a group", withParameters +
		"| | begin group | r | R | |\n| | geopoint | p | P | |\n| | end group | | | |\n| | geotrace | a | A | reference-geometry=${r} |\n", "!parameter.geometry survey!D5"},
	{"ticks at both ends alone",
		"| survey |\n| | type | name | label | parameters | appearance |\n| | range | a | A | start=1 end=5 tick_labelset=t | no-ticks |\n" + ticks, ""},
	{"ticks at one end alone",
		"| survey |\n| | type | name | label | parameters | appearance |\n| | range | a | A | start=1 end=5 tick_labelset=u | no-ticks |\n" + ticks, "!range.ends survey!D2"},
	{"group without begin", top + "| | group | g | G |\n| | text | a | A |\n", "type.container survey!A2"},
	{"osm without a label", top + "| | osm | a | |\n", "?unsupported.type survey!A2, !label.missing survey!C2"},
	{"gps without a label", top + "| | gps | a | |\n", "!label.missing survey!C2"},
	{"labels above a battery need no label", withAppearance +
		"| | select_one yn | a | | label |\n| | select_one yn | b | B | list-nolabel |\n" + yesNo, ""},
	{"big-image of what is never shown",
		"| survey |\n| | type | name | label | big-image |\n| | hidden | a | | x.png |\n", ""},
	{"media of an unknown kind", "| survey |\n| | type | name | label | media::doc |\n| | text | a | A | x.pdf |\n",
		"!media.kind survey!D2"},
	{"table-list inside a group with another list after it",
		withAppearance + "| | begin group | g | G | table-list |\n| | begin group | h | H | |\n| | select_one yn | a | A | |\n| | end group | | | |\n| | select_one hl | b | B | |\n| | end group | | | |\n" + yesNo + "| | hl | x | X |\n", ""},
	{"trigger by what a trigger computes unseen",
		withTrigger + "| | text | a | A | | |\n| | text | b | | | ${a} |\n| | calculate | c | | now() | ${b} |\n",
		"!trigger.unseen survey!E4"},
	{"trigger on a row whose name stands twice",
		withTrigger + "| | text | a | A | | |\n| | text | b | B | now() | ${a} |\n| | begin group | g | G | | |\n| | text | b | B | | |\n| | end group | | | | |\n", "!trigger.ambiguous survey!B3"},
	{"calculate with a name for its default",
		"| survey |\n| | type | name | label | default |\n| | calculate | a | | x-y |\n", "!calculate.empty survey!A2"},
	{"calculate with a reference for its default",
		"| survey |\n| | type | name | label | default |\n| | text | b | B | |\n| | calculate | a | | ${b} |\n", ""},
	{"reference to a file", top + "| | csv-external | f | |\n| | note | a | ${f} |\n",
		"file.missing survey!B2, !reference.external survey!C3"},
	{"form_id row without an id", top + "| | form_id | | |\n| | text | a | A |\n", "!form_id.missing survey!B2"},
	{"file that only a note and the end of a group name",
		"| survey |\n| | type | name | label | choice_filter |\n| | | | | pulldata('f', 'a', 'b', '1') |\n| | begin group | g | G | pulldata('f', 'a', 'b', '1') |\n| | end group | | | pulldata('f', 'a', 'b', '1') |\n", "row.comment survey!D2, expression.instance survey!D3"},
	{"headers of choices on the second row",
		top + "| | select_one yn | a | A |\n| choices |\n| | |\n| | list_name | name | label |\n| | yn | 1 | A |\n",
		"!sheet.choices_missing survey!A2, header.row choices!A2"},
	{"reference to an item named like the form", top + "| | text | data | A |\n| | note | b | ${data} |\n",
		"!reference.ambiguous survey!C3"},
	{"trigger by a container without begin",
		withTrigger + "| | group | g | G | | |\n| | calculate | c | | now() | ${g} |\n", "type.container survey!A2"},
	{"settings one row too low", oneText + "| settings |\n| | name |\n| | |\n| | a b |\n", "setting.row settings!A3"},
	{"choices outside without codes",
		top + "| | text | a | A |\n| external_choices |\n| | list_name | name | label |\n| | l | | X |\n",
		"choice.no_name external_choices!B2"},
	{"search() beside a plain use of its list",
		withAppearance + "| | select_one yn | a | A | search('xa') |\n| | select_one yn | b | B | |\n" + yesNo,
		"appearance.search survey!D2, !appearance.search_mixed survey!D3"},
	{"search() in a list from a file", withAppearance + "| | select_one_from_file xa.csv | a | A | search('xa') |\n",
		"file.missing survey!A2, !appearance.search_file survey!D2, appearance.search survey!D2"},
	{"file named like a list", top + "| | select_one_from_file yn.csv | a | A |\n" + yesNo,
		"!file.name_clash survey!A2"},
	{"two files of one name", top + "| | xml-external | f | |\n| | select_one_from_file f.csv | a | A |\n",
		"file.missing survey!B2, !file.name_clash survey!A3"},
	{"list that only csv-external has", top + "| | csv-external | f | |\n| | select_one f | a | A |\n" + yesNo,
		"file.missing survey!B2, !list.missing survey!A3"},
	{"save_to of a group", "| survey |\n| | type | name | label | save_to |\n| | begin group | g | G | x |\n| | end group | | | |\n| entities |\n| | list_name | label |\n| | cay | 'x' |\n", "!entities.group survey!D2, unsupported.entities entities!A2"},
	{"one property twice", "| survey |\n| | type | name | label | save_to |\n| | text | a | A | cay#x |\n| | text | b | B | x |\n| entities |\n| | list_name | label |\n| | cay | 'x' |\n", "!entities.twice survey!D3, unsupported.entities entities!A2"},
	{"entity list twice", oneText + "| entities |\n| | list_name | label |\n| | cay | 'x' |\n| | cay | 'y' |\n",
		"unsupported.entities entities!A2, !entities.name entities!A3"},
	{"entities that update without an id",
		oneText + "| entities |\n| | list_name | label | update_if |\n| | cay | 'x' | true() |\n",
		"unsupported.entities entities!A2, !entities.columns entities!C2"},
	{"unknown reference in entities", oneText + "| entities |\n| | list_name | label |\n| | cay | ${k} |\n",
		"unsupported.entities entities!A2, !reference.unknown entities!B2"},
}

// TestPlainLanguage: the name of the language that columns do not name goes by the items, not by rows that are switched
// off, and comes back from an export.
func TestPlainLanguage(t *testing.T) {
	const languages = "| survey |\n| | type | name | label | label::English (en) | disabled |\n"
	for _, tt := range []struct{ row, name string }{
		{"| | text | b | Bạn tên gì? | Name? | yes |\n", "Default"},
		{"| | text | b | Bạn tên gì? | Name? | no |\n", "Tiếng Việt"},
	} {
		res := read(t, languages+"| | text | a | A | A | |\n"+tt.row)
		if got := res.Questionnaire.Languages[0].Name; got != tt.name {
			t.Errorf("%q: the plain language is called %q, want %q", tt.row, got, tt.name)
		}
		checkRoundTrip(t, res.Questionnaire, xlsform.Options{})
	}
	res := read(t, "| survey |\n| | type | name | label | label::English (en) |\n| | text | a | A | B |\n| settings |\n| | default_language |\n| | english |\n")
	checkRoundTrip(t, res.Questionnaire, xlsform.Options{})
}

// TestSearchedExternalList: the export has such a list on its choices sheet, so the question must not look for it
// elsewhere.
func TestSearchedExternalList(t *testing.T) {
	res := read(t, withAppearance+"| | select_one_external xa | a | A | search('xa') |\n| external_choices |\n| | list_name | name | label |\n| | xa | 1 | Xã 1 |\n")
	if !res.OK {
		t.Fatalf("said %q", said(res))
	}
	checkRoundTrip(t, res.Questionnaire, xlsform.Options{})
}

// TestContainerWithoutBegin: the export keeps the odd row, for what names it as a trigger.
func TestContainerWithoutBegin(t *testing.T) {
	res := read(t, withTrigger+"| | group | g | G | | |\n| | repeat | r | R | | |\n| | calculate | c | | now() | ${g} |\n")
	if !res.OK || !res.Publishable {
		t.Fatalf("said %q", said(res))
	}
	checkRoundTrip(t, res.Questionnaire, xlsform.Options{})
}

// TestLanguagesInCapitals: headers that differ in capitals alone are languages of their own, as in the converter.
func TestLanguagesInCapitals(t *testing.T) {
	res := read(t, "| survey |\n| | type | name | label::Vi | label::vi | label::VI |\n| | text | a | A | B | C |\n")
	seen := map[string]bool{}
	for _, l := range res.Questionnaire.Languages {
		if seen[l.ID] {
			t.Errorf("two languages have the id %q", l.ID)
		}
		seen[l.ID] = true
	}
	if n := len(res.Questionnaire.Items[0].Label); n != 3 {
		t.Errorf("%d labels, want 3: %v", n, res.Questionnaire.Items[0].Label)
	}
	checkRoundTrip(t, res.Questionnaire, xlsform.Options{})
}

func TestConverterRules(t *testing.T) { checkRules(t, converterRules) }

// TestHeaderBlanks: the converter compares a header as it is written with the headers before it as they are cleaned. A
// second "label" is refused, a second "label " overwrites.
func TestHeaderBlanks(t *testing.T) {
	for _, tt := range []struct {
		headers []any
		ok      bool
	}{
		{[]any{"type", "name", "label", "label"}, false},
		{[]any{"type", "name", " label", "label"}, false},
		{[]any{"type", "name", "label", "label "}, true},
	} {
		f := excelize.NewFile()
		row := []any{"text", "a", "A", "B"}
		if err := f.SetSheetName("Sheet1", "survey"); err != nil {
			t.Fatal(err)
		}
		for cell, values := range map[string]*[]any{"A1": &tt.headers, "A2": &row} {
			if err := f.SetSheetRow("survey", cell, values); err != nil {
				t.Fatal(err)
			}
		}
		var b bytes.Buffer
		if err := f.Write(&b); err != nil {
			t.Fatal(err)
		}
		res, err := xlsform.Read(bytes.NewReader(b.Bytes()), int64(b.Len()), "mau.xlsx")
		if err != nil {
			t.Fatal(err)
		}
		if res.OK != tt.ok {
			t.Errorf("%q: ok %v, want %v; said %q", tt.headers, res.OK, tt.ok, said(res))
		}
		if res.OK && res.Questionnaire.Items[0].Label[""] != "B" {
			t.Errorf("%q: label %q; want the later column's", tt.headers, res.Questionnaire.Items[0].Label)
		}
	}
}

// TestReferenceToAFile: the words show the reference as it was written, and the file as instance() names it.
func TestReferenceToAFile(t *testing.T) {
	res := read(t, top+"| | csv-external | f | |\n| | note | a | ${f} |\n")
	for _, p := range res.Problems {
		if want := "${f} is a file and no question. Use instance('f')/root/item[…]."; p.Code == "reference.external" {
			if got := p.Words.In("en"); got != want {
				t.Errorf("%q, want %q", got, want)
			}
			return
		}
	}
	t.Errorf("said %q", said(res))
}

package xlsform_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/xlsform"
)

// leads are expressions that lead nowhere, from public reports: medic/cht-conf#479, getodk/getodk#835,
// Cadasta/cadasta-platform#1638, kobotoolbox/kpi#4939. pyxform 4.5.0 takes them all without a word.
var leads = []rule{
	{"bare name in a constraint",
		"| survey |\n| | type | name | label | constraint |\n| | integer | n | N | |\n| | integer | c | C | n > 5 |\n",
		"expression.leads_nowhere survey!D3"},
	{"bare name in a relevance",
		"| survey |\n| | type | name | label | relevant |\n| | select_one yn | q1 | Q | |\n| | integer | c | C | q1='1' |\n" + yesNo, "expression.leads_nowhere survey!D3"},
	{"bare name in a calculation",
		"| survey |\n| | type | name | label | calculation |\n| | integer | n | N | |\n| | calculate | c | | n + 1 |\n",
		"expression.leads_nowhere survey!D3"},
	{"bare name in a sum", "| survey |\n| | type | name | label | calculation |\n| | begin repeat | r | R | |\n| | integer | tuoi | T | |\n| | end repeat | | | |\n| | calculate | c | | sum(tuoi) |\n", "expression.leads_nowhere survey!D5"},
	{"bare name in repeat_count",
		"| survey |\n| | type | name | label | repeat_count |\n| | integer | so | N | |\n| | begin repeat | r | R | so |\n| | text | a | A | |\n| | end repeat | | | |\n", "expression.leads_nowhere survey!D3"},
	{"relative path", "| survey |\n| | type | name | label | relevant |\n| | integer | n | N | |\n| | text | a | A | ../nn > 1 |\n", "expression.leads_nowhere survey!D3"},
	{"absolute path", "| survey |\n| | type | name | label | relevant |\n| | integer | n | N | |\n| | text | a | A | /data/x = 1 |\n", "expression.leads_nowhere survey!D3"},
	{"path below a reference",
		"| survey |\n| | type | name | label | calculation |\n| | begin repeat | r | R | |\n| | integer | n | N | |\n| | end repeat | | | |\n| | calculate | c | | sum(${r}/m) |\n", "expression.leads_nowhere survey!D5"},
	{"path in a choice filter",
		"| survey |\n| | type | name | label | choice_filter |\n| | text | h | H | |\n| | select_one yn | a | A | name = current()/../k |\n" + yesNo, "expression.leads_nowhere survey!D3"},
	{"paths that lead somewhere",
		"| survey |\n| | type | name | label | relevant | calculation |\n| | begin repeat | r | R | | |\n| | integer | n | N | | |\n| | text | a | A | ../n > 1 and /data/r/n > 0 and . = '' | |\n| | end repeat | | | | |\n| | calculate | c | | | sum(${r}/n) + count(/data/r/*) + count(//n) + string-length(/data/meta/instanceID) |\n", ""},
	{"field-list in the column relevant",
		"| survey |\n| | type | name | label | relevant |\n| | begin_group | g | G | field-list |\n| | text | q | Q | list-nolabel |\n| | end_group | | | |\n", "expression.leads_nowhere survey!D2, expression.leads_nowhere survey!D3"},
	{"required Có", "| survey |\n| | type | name | label | required |\n| | text | a | A | Có |\n| | text | b | B | x |\n| | text | c | C | yes |\n| | text | d | D | TRUE |\n", "expression.leads_nowhere survey!D2, expression.leads_nowhere survey!D3"},
	{"bare name in the default",
		"| survey |\n| | type | name | label | default |\n| | integer | n | N | |\n| | integer | a | A | int(n) |\n",
		"expression.leads_nowhere survey!D3"},
	{"a loop says it once", "| survey |\n| | type | name | label | relevant |\n| | begin loop over yn2 | l | L | |\n| | text | q | Q | qq = 1 |\n| | end loop | | | |\n| choices |\n| | list_name | name | label |\n| | yn2 | a | A |\n| | yn2 | b | B |\n", "expression.leads_nowhere survey!D3"},
	{"paths that begin with the form's name",
		"| settings |\n| | form_id | name |\n| | my_form | ho_so |\n| survey |\n| | type | name | label | relevant |\n| | integer | n | N | |\n| | text | a | A | /my_form/n > 1 |\n| | text | b | B | /ho_so/n > 1 |\n| | text | c | C | /khac/n > 1 |\n| | text | d | D | /my_form/m > 1 |\n", "expression.leads_nowhere survey!D5, expression.leads_nowhere survey!D6"},
	{"column of a list that is not there",
		"| survey |\n| | type | name | label | calculation |\n| | select_one yn | a | A | |\n| | calculate | c | | instance('yn')/root/item[name=${a}]/huyen |\n" + yesNo, "expression.column survey!D3"},
}

func TestExpressionsThatLeadNowhere(t *testing.T) { checkRules(t, leads) }

func TestLeadsNameTheItemThatWasMeant(t *testing.T) {
	form := "| survey |\n| | type | name | label | constraint | required | relevant |\n| | integer | so_ho | N | | | |\n| | integer | c | C | so_ho > 5 | Có | soho = 1 |\n| | text | d | D | | | ../g/so_ho = 1 |\n| | text | e | E | | | trang = 1 |\n"
	res := read(t, form)
	var got []string
	for _, p := range res.Problems {
		got = append(got, p.Cell+" "+p.Words.In("en"))
	}
	for cell, want := range map[string]string{"D3": "Did you mean “${so_ho}”?", "E3": "write yes",
		"F3": "Did you mean “${so_ho}”?", "F4": "Did you mean “${so_ho}”?", "F5": "'trang'"} {
		found := false
		for _, g := range got {
			found = found || strings.HasPrefix(g, cell+" ") && strings.Contains(g, want)
		}
		if !found {
			t.Errorf("nothing says %q at %s:\n%s", want, cell, strings.Join(got, "\n"))
		}
	}
}

// Attached lists: getodk/javarosa#665, getodk/collect#2024, pyxform#175.
func TestAttachedListsAreChecked(t *testing.T) {
	one := "| survey |\n| | type | name | label | parameters | calculation |\n| | select_one_from_file lf.csv | d | Xã | value=ma label=tenxa | |\n"
	for _, c := range []struct{ name, form, file, content, want, words string }{
		{"label names no column", one, "lf.csv", "ten,ma\nXã A,01\nXã B,02\n", "file.column survey!D2",
			"no column “tenxa”"},
		{"value names no column", strings.Replace(one, "value=ma label=tenxa", "value=maxa label=ten", 1), "lf.csv",
			"ten,ma\nXã A,01\n", "file.column survey!D2", "first column (“ten”)"},
		{"headers in capitals", strings.Replace(one, "value=ma label=tenxa", " ", 1), "lf.csv", "Name,Label\na,Xã A\n",
			"file.column survey!A2, file.column survey!A2", "Did you mean “Name”?"},
		{"a byte order mark", strings.Replace(one, "label=tenxa", "label=ten", 1), "lf.csv",
			"\xEF\xBB\xBFma,ten\n01,Xã A\n", "", ""},
		{"a code on two rows", strings.Replace(one, "label=tenxa", "label=ten", 1), "lf.csv",
			"ma,ten\n01,Xã A\n01,Xã B\n", "file.code_twice survey!A2", "“01”"},
		{"a row without a code", strings.Replace(one, "label=tenxa", "label=ten", 1), "lf.csv",
			"ma,ten\n01,Xã A\n,Xã B\n", "file.no_code survey!A2", "1 row without"},
		{"a code with a blank, one choice", strings.Replace(one, "label=tenxa", "label=ten", 1), "lf.csv",
			"ma,ten\nXã A,Xã A\n", "", ""},
		{"a code with a blank, several choices",
			strings.Replace(strings.Replace(one, "label=tenxa", "label=ten", 1), "select_one", "select_multiple", 1),
			"lf.csv", "ma,ten\nXã A,Xã A\n", "?choice.blank survey!A2", "“Xã A”"},
		{"no code at all", strings.Replace(one, "label=tenxa", "label=ten", 1), "lf.csv", "ma,ten\n,Xã A\n",
			"?file.no_codes survey!A2", "column “ma”"},
		{"pulldata of no column",
			"| survey |\n| | type | name | label | calculation |\n| | text | x | X | |\n| | calculate | c | | pulldata('pd', 'tenxa', 'ma', ${x}) |\n", "pd.csv", "ma,ten\n01,Xã A\n", "expression.column survey!D3", "“tenxa”"},
		{"a point without an id",
			"| survey |\n| | type | name | label |\n| | select_one_from_file d.geojson | d | Đ |\n", "d.geojson",
			`{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"a","label":"A"},"geometry":{"type":"Point","coordinates":[103.2,22.4]}}]}`,
			"?file.no_codes survey!A2, file.column survey!A2", "no column “title”"},
	} {
		t.Run(c.name, func(t *testing.T) {
			res := readWith(t, c.form, xlsform.Options{Files: map[string][]byte{c.file: []byte(c.content)}})
			if got := strings.Join(said(res), ", "); got != c.want {
				t.Errorf("said %q\nwant %q", got, c.want)
			}
			all := ""
			for _, p := range res.Problems {
				all += p.Words.In("en") + "\n"
			}
			if !res.OK || !strings.Contains(all, c.words) || len(res.Missing) > 0 {
				t.Errorf("ok %v, missing %q, said:\n%swant %q in it", res.OK, res.Missing, all, c.words)
			}
		})
	}
}

// GeoJSON: getodk/collect#6162. What a file says stays as it is written (RFC 8259 numbers: 1.0 is not rewritten to 1).
func TestGeoJSONStaysAsWritten(t *testing.T) {
	o := xlsform.Options{Files: map[string][]byte{"d.geojson": []byte("\xEF\xBB\xBF" +
		`{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"id":1,"title":"A"},"geometry":{"type":"Point","coordinates":[103.20,22.4]}},
{"type":"Feature","properties":{"id":1000000,"title":{"vi":"B"}},"geometry":null},
{"type":"Feature","properties":{"id":12345678901,"title":1.0},"geometry":{"type":"Polygon","coordinates":[[[1,2]]]}},
{"type":"Feature","properties":{"id":1.0,"title":null,"that":true},"geometry":{"type":"Point","coordinates":[103.2,22.4]}},
{"type":"Feature","id":7,"properties":{"title":"E"},"geometry":{"type":"Point","coordinates":[103.2,22.4,5]}}]}`)}}
	res := readWith(t, top+"| | select_one_from_file d.geojson | d | Điểm |\n", o)
	var got []string
	for _, c := range res.Questionnaire.List("d").Choices {
		got = append(got, c.Code+"|"+c.Label[""]+"|"+c.Columns["geometry"]+"|"+c.Columns["that"])
	}
	want := `1|A|22.4 103.20 0 0|,1000000|{"vi":"B"}||,12345678901|1.0||,1.0||22.4 103.2 0 0|true,7|E|22.4 103.2 0 0|`
	if strings.Join(got, ",") != want || len(res.Problems) > 0 {
		t.Errorf("choices %s\nwant    %s, problems %q", strings.Join(got, ","), want, said(res))
	}
}

// pyxform 4.5.0 ends a sheet after 60 blank rows (XLSForm/pyxform#620); a question below is lost, which it does not
// say.
func TestRowsBelowALongGapAreNamed(t *testing.T) {
	for _, c := range []struct {
		gap, items int
		want       string
	}{{60, 2, ""}, {61, 1, "row.gap survey!A64"}} {
		res := read(t, top+"| | text | a | A |\n"+strings.Repeat("| | | | |\n", c.gap)+"| | text | b | B |\n")
		if got := strings.Join(said(res), ", "); got != c.want || res.Items != c.items || !res.Publishable {
			t.Errorf("after %d blank rows: %d items, said %q; want %d, %q", c.gap, res.Items, got, c.items, c.want)
		}
	}
}

// Defaults: XLSForm/pyxform#838.
func TestDefaultsThatTheItemCannotHold(t *testing.T) {
	head := "| survey |\n| | type | name | label | parameters | default |\n"
	for _, c := range []struct{ kind, parameters, text, want string }{
		{"date", "", "05/01/2026", "default.fit survey!E2"}, {"date", "", "2026-01-05", ""},
		{"integer", "", "abc", "default.fit survey!E2"}, {"integer", "", "7", ""},
		{"time", "", "8h30", "default.fit survey!E2"}, {"time", "", "08:30", ""},
		{"range", "start=0 end=10 step=1", "50", "default.fit survey!E2"}, {"range", "start=0 end=10 step=1", "5", ""},
		{"geopoint", "", "21,5 103,2", "default.fit survey!E2"}, {"geopoint", "", "21.5 103.2 0 0", ""},
		{"text", "", "x", ""}, {"hidden", "", "x", ""}, {"integer", "", "1 + 1", ""},
	} {
		res := read(t, head+"| | "+c.kind+" | a | A | "+c.parameters+" | "+c.text+" |\n")
		if got := strings.Join(said(res), ", "); got != c.want || !res.Publishable {
			t.Errorf("%s with the default %q: said %q, want %q", c.kind, c.text, got, c.want)
		}
	}
}

// A cell that Excel shows as a date is read by pyxform as "2026-01-05 00:00:00"; the item gets what it can hold of it.
func TestDefaultsInDateCells(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetSheetName("Sheet1", "survey"); err != nil {
		t.Fatal(err)
	}
	date, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range [][]any{{"type", "name", "label", "default"}, {"date", "d", "D", 46027},
		{"dateTime", "t", "T", 46027.5}, {"time", "g", "G", 0.25}} {
		cell, _ := excelize.CoordinatesToCellName(1, i+1)
		if err := f.SetSheetRow("survey", cell, &row); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SetCellStyle("survey", "D2", "D4", date); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	res, err := xlsform.Read(bytes.NewReader(b.Bytes()), int64(b.Len()), "x.xlsx")
	if err != nil || len(res.Problems) > 0 {
		t.Fatal(err, said(res))
	}
	fm, problems := form.Compile(res.Questionnaire)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	x := fm.Fill(survey.Answers{}, form.Clock{Now: time.Now, Zone: time.UTC})
	for name, want := range map[string]string{"d": "2026-01-05", "t": "2026-01-05T12:00:00", "g": "06:00:00"} {
		if got := x.Initial(x.Slot(name)).Text; !strings.HasPrefix(got, want) {
			t.Errorf("the default of %s is %q, want %s", name, got, want)
		}
	}
}

// Settings: pyxform 4.5.0 cannot convert a form with form_title::LANGUAGE (it stops with an AttributeError), and takes
// a default_language that no column has.
func TestSettingsThatTheFormLacks(t *testing.T) {
	two := "| survey |\n| | type | name | label::Tiếng Việt (vi) | label::English (en) |\n| | text | a | A | A |\n| settings |\n"
	checkRules(t, []rule{
		{"default_language that no column has", two + "| | default_language |\n| | Vietnamese |\n",
			"default_language.unknown settings!A2"},
		{"default_language", two + "| | default_language |\n| | English (en) |\n", ""},
		{"default_language of columns without one",
			top + "| | text | a | A |\n| settings |\n| | default_language |\n| | Tiếng Việt (vi) |\n", ""},
		{"form_title in a language", two + "| | form_title::English (en) |\n| | Survey |\n",
			"!setting.translated settings!A1"},
		{"form_title in a language beside a plain one", two +
			"| | form_title | form_title::English (en) |\n| | Phiếu | Survey |\n", "!setting.translated settings!B1"},
		{"form_id in a language", two + "| | form_id::English (en) |\n| | x |\n", "!setting.translated settings!A1"},
		{"version in a language", two + "| | version::en |\n| | 1 |\n", "!setting.translated settings!A1"},
		{"instance_name in a language", two + "| | instance_name::en |\n| | 'x' |\n",
			"!setting.translated settings!A1"},
	})
}

// What a text looks up is looked at like every expression.
func TestLookupsInTextsAreChecked(t *testing.T) {
	form := "| survey |\n| | type | name | label | hint |\n| | select_one yn | x | X | |\n| | text | a | A instance('yn')/root/item[name=${x}]/%s | %s |\n" + yesNo
	checkRules(t, []rule{
		{"a lookup", fmt.Sprintf(form, "label", ""), ""},
		{"a column that is not there", fmt.Sprintf(form, "huyen", ""), "expression.column survey!C3"},
		{"a list that is not there", fmt.Sprintf(form, "label", "instance('xa')/root/item[name=${x}]/huyen"),
			"expression.instance survey!D3"},
		{"one that cannot be read", fmt.Sprintf(form, "label", "instance('yn')/root/item[name=]/label"),
			"text.lookup survey!D3"},
		{"an unknown name in it", fmt.Sprintf(form, "label", "instance('yn')/root/item[name=${k}]/label"),
			"!reference.unknown survey!D3"},
	})
}

// What keeps a form from being published is said in one line, and marked in the JSON.
func TestWhyAFormIsHeld(t *testing.T) {
	res := read(t, top+"| | osm | a | A |\n| | text | b | B |\n| settings |\n| | public_key |\n| | MIIB |\n")
	if got, want := res.Held().In("en"),
		"Cannot be published: survey!A2: khaosat does not support the type osm (OpenStreetMap objects)."; got != want {
		t.Errorf("held: %q, want %q", got, want)
	}
	if got := res.Held().In("vi"); !strings.HasPrefix(got, "Chưa công bố được: survey!A2: ") ||
		strings.Contains(got, "public_key") {
		t.Errorf("held: %q", got)
	}
	data, err := res.JSON("en")
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Problems []struct {
			Code   string `json:"code"`
			Blocks *bool  `json:"blocks"`
		} `json:"problems"`
	}
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	for _, p := range got.Problems {
		if p.Blocks == nil || *p.Blocks != (p.Code == "unsupported.type") {
			t.Errorf("%s: blocks %v in %s", p.Code, p.Blocks, data)
		}
	}
	if good := read(t, top+"| | text | a | A |\n"); !good.Held().IsZero() {
		t.Errorf("a good form is held: %v", good.Held())
	}
	many := read(t, top+strings.Repeat("| | sai | a | A |\n", 7))
	if got := many.Held().In("en"); !strings.Contains(got, "; and 3 more") || strings.Contains(got, "\n") {
		t.Errorf("held: %q", got)
	}
}

func TestXMLLists(t *testing.T) {
	o := xlsform.Options{Files: map[string][]byte{"xa.xml": []byte("\xEF\xBB\xBF<?xml version='1.0'?><root><item><name>01</name><label>Xã A</label></item><item><name>02</name><label>Xã B</label><huyen>h1</huyen></item></root>")}}
	res := readWith(t, top+"| | select_one_from_file xa.xml | x | Xã |\n| | xml-external | kt | |\n", o)
	c := res.Questionnaire.List("xa").Choices
	if got := strings.Join(said(res), ", "); got != "file.missing survey!B3" || len(c) != 2 || c[1].Code != "02" ||
		c[1].Label[""] != "Xã B" || c[1].Columns["huyen"] != "h1" {
		t.Errorf("said %q, choices %+v", got, c)
	}
}

package xlsform_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey/xlsform"
	"github.com/khaosat/khaosat/survey/xlsform/xlsformtest"
)

// read reads a drawn workbook under the name mau.xlsx.
func read(t testing.TB, drawing string) *xlsform.Result {
	t.Helper()
	return readWith(t, drawing, xlsform.Options{})
}

func readWith(t testing.TB, drawing string, o xlsform.Options) *xlsform.Result {
	t.Helper()
	data := xlsformtest.Workbook(t, drawing)
	res, err := xlsform.ReadWith(bytes.NewReader(data), int64(len(data)), "mau.xlsx", o)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range res.Problems {
		if p.Words.In("vi") == "" || p.Words.In("en") == "" ||
			strings.Contains(p.Words.In("vi")+p.Words.In("en"), "%!") {
			t.Errorf("%s: words %+v", p.Code, p.Words)
		}
	}
	return res
}

// said lists problems as "code sheet!cell", errors with an exclamation mark before them, blocking warnings with a
// question mark.
func said(res *xlsform.Result) []string {
	var out []string
	for _, p := range res.Problems {
		mark := ""
		switch {
		case p.Severity == xlsform.SeverityError:
			mark = "!"
		case p.Blocks:
			mark = "?"
		}
		out = append(out, fmt.Sprintf("%s%s %s!%s", mark, p.Code, p.Sheet, p.Cell))
	}
	return out
}

// rule is one rule of the language: a drawn form and everything that must be said of it. The verdicts are pyxform's.
type rule struct{ name, form, want string }

// top is the survey sheet's first lines; rows follow.
const top = "| survey |\n| | type | name | label |\n"

// given is a form with a repeat in which a question is asked, up to row 5.
const given = "| survey |\n| | type | name | label | choice_filter |\n| | begin repeat | r | R | |\n| | text | n | N | |\n| | integer | b | B | |\n| | end repeat | | | |\n"

const yesNo = "| choices |\n| | list_name | name | label |\n| | yn | 1 | Đồng tình |\n| | yn | 2 | Phản đối |\n"

var rules = []rule{
	{"one sheet of any name is the survey", "| Phiếu |\n| | type | name | label |\n| | text | a | A |\n", ""},
	{"no survey sheet", "| surveys |\n| | type | name |\n| | text | a |\n| choices |\n| | list_name | name |\n",
		"!sheet.survey_missing !"},
	{"headers on the second row", "| survey |\n| | |\n| | type | name | label |\n| | text | a | A |\n",
		"!sheet.survey_empty survey!A1"},
	{"no type column", "| survey |\n| | name | label |\n| | a | A |\n", "!header.type survey!A1"},
	{"same header twice", "| survey |\n| | type | name | label | label |\n| | text | a | A | B |\n",
		"!header.duplicate survey!D1"},
	{"two spellings of a column",
		"| survey |\n| | type | name | label | relevant | relevance |\n| | text | a | A | | |\n",
		"!header.clash survey!E1"},
	{"image twice", "| survey |\n| | type | name | label | image | media::image |\n| | text | a | A | | |\n",
		"!header.clash survey!E1"},
	{"capitals and blanks in headers",
		"| survey |\n| | TYPE | Name | Label | Constraint Message |\n| | text | a | A | x |\n", ""},
	{"name missing", top + "| | text | | A |\n", "!name.missing survey!B2"},
	{"note without a name", top + "| | note | | A |\n", ""},
	{"name with a blank", top + "| | text | ho ten | A |\n", "!name.invalid survey!B2"},
	{"name with a colon", top + "| | text | a:b | A |\n", "!name.invalid survey!B2"},
	{"name in Vietnamese letters", top + "| | text | họ_tên | A |\n", ""},
	{"name beginning with a digit", top + "| | text | 1a | A |\n", "!name.invalid survey!B2"},
	{"same name at one level", top + "| | text | a | A |\n| | integer | a | B |\n", "!name.duplicate survey!B3"},
	{"names that differ in capitals", top + "| | text | a | A |\n| | text | A | B |\n", "name.case survey!B3"},
	{"same name in two groups",
		top + "| | begin group | g | G |\n| | text | a | A |\n| | end group | | |\n| | text | a | B |\n", ""},
	{"same name in two groups and a reference",
		top + "| | begin group | g | G |\n| | text | a | A |\n| | end group | | |\n| | text | a | B |\n| | note | n | ${a} |\n", "!reference.ambiguous survey!C6"},
	{"repeat name twice", top +
		"| | begin repeat | r | R |\n| | text | a | A |\n| | end repeat | | |\n| | begin group | g | G |\n| | begin repeat | r | R |\n| | text | b | B |\n| | end repeat | | |\n| | end group | | |\n", "!name.repeat survey!B6"},
	{"repeat called data", top + "| | begin repeat | data | R |\n| | text | a | A |\n| | end repeat | | |\n",
		"!name.root survey!B2"},
	{"name meta", top + "| | text | meta | A |\n", "!name.meta survey!B2"},
	{"made name of a repeat count",
		"| survey |\n| | type | name | label | repeat_count |\n| | begin repeat | r | R | 3 |\n| | text | a | A | |\n| | end repeat | | | |\n| | text | r_count | B | |\n", "!name.made survey!B5"},
	{"type missing", top + "| | | a | A |\n", "!type.missing survey!A2"},
	{"comment row", "| survey |\n| | type | name | label | hint |\n| | text | a | A | |\n| | | | | ghi chú |\n",
		"row.comment survey!D3"},
	{"unknown type", top + "| | texxt | a | A |\n", "!type.unknown survey!A2"},
	{"type in capitals", top + "| | TEXT | a | A |\n", "!type.unknown survey!A2"},
	{"old spellings", top + "| | string | a | A |\n| | int | b | B |\n| | q image | c | C |\n| | gps | d | D |\n| | get start time | e | |\n", ""},
	{"select without a list", top + "| | select_one | a | A |\n" + yesNo, "!type.unknown survey!A2"},
	{"list missing", top + "| | select_one yesno | a | A |\n" + yesNo, "!list.missing survey!A2"},
	{"list in other capitals", top + "| | select_one YN | a | A |\n" + yesNo, "!list.missing survey!A2"},
	{"no choices sheet", top + "| | select_one yn | a | A |\n| choice |\n| | list_name | name |\n",
		"!sheet.choices_missing survey!A2"},
	{"old select types", top +
		"| | select one from yn | a | A |\n| | select all that apply from yn | b | B |\n| | select1 yn | c | C |\n| | add select one prompt using yn | d | D |\n" + yesNo, ""},
	{"or_other with a filter",
		"| survey |\n| | type | name | label | choice_filter |\n| | select_one yn or_other | a | A | name = '1' |\n" +
			yesNo, "!or_other.filter survey!D2"},
	{"or_other and a clash with its question",
		top + "| | select_one yn or_other | a | A |\n| | text | a_other | B |\n" + yesNo,
		"or_other.added survey!A2, !name.made survey!B3"},
	{"audit with a name", top + "| | audit | a | |\n", "!audit.name survey!B2"},
	{"audit", top + "| | audit | | |\n| | text | a | A |\n", ""},
	{"calculate without calculation", top + "| | calculate | a | |\n", "!calculate.empty survey!A2"},
	{"calculate with a dynamic default", "| survey |\n| | type | name | default |\n| | calculate | a | now() |\n", ""},
	{"no label, no hint", top + "| | text | a | |\n", "!label.missing survey!C2"},
	{"a hint alone", "| survey |\n| | type | name | hint |\n| | text | a | H |\n", ""},
	{"guidance alone", "| survey |\n| | type | name | guidance_hint |\n| | text | a | H |\n",
		"!label.missing survey!A2"},
	{"a calculated question without a label",
		"| survey |\n| | type | name | calculation |\n| | integer | a | 1 + 1 |\n", ""},
	{"select_one_from_file without the file", top + "| | select_one_from_file xa.csv | a | A |\n",
		"file.missing survey!A2"},
	{"select_one_from_file with a wrong ending", top + "| | select_one_from_file xa.txt | a | A |\n",
		"!file.extension survey!A2"},
	{"file and list of one name", top + "| | select_one_from_file yn.csv | a | A |\n" + yesNo,
		"!file.name_clash survey!A2"},
	{"select_one_external without its sheet", top + "| | select_one_external xa | a | A |\n" + yesNo,
		"!list.missing survey!A2"},
	{"parameters without =", "| survey |\n| | type | name | label | parameters |\n| | text | a | A | rows |\n",
		"!parameter.form survey!D2"},
	{"unknown parameter", "| survey |\n| | type | name | label | parameters |\n| | text | a | A | row=3 |\n",
		"!parameter.unknown survey!D2"},
	{"rows not whole", "| survey |\n| | type | name | label | parameters |\n| | text | a | A | rows=2.5 |\n",
		"!parameter.number survey!D2"},
	{"parameters of a type that looks at none",
		"| survey |\n| | type | name | label | parameters |\n| | integer | a | A | x=1 |\n", ""},
	{"seed alone", "| survey |\n| | type | name | label | parameters |\n| | select_one yn | a | A | seed=1 |\n" + yesNo,
		"!parameter.seed survey!D2"},
	{"seed of a reference", "| survey |\n| | type | name | label | parameters |\n| | integer | s | S | |\n| | select_one yn | a | A | randomize=true, seed=${s} |\n" + yesNo, ""},
	{"randomize maybe", "| survey |\n| | type | name | label | parameters |\n| | select_one yn | a | A | randomize=maybe |\n" + yesNo, "!parameter.value survey!D2"},
	{"range of words", "| survey |\n| | type | name | label | parameters |\n| | range | a | A | start=không end=10 |\n",
		"!range.number survey!D2"},
	{"range by zero", "| survey |\n| | type | name | label | parameters |\n| | range | a | A | step=0 |\n",
		"!range.zero survey!D2"},
	{"range with a large step",
		"| survey |\n| | type | name | label | parameters |\n| | range | a | A | start=0 end=5 step=6 |\n",
		"!range.step survey!D2"},
	{"range downwards", "| survey |\n| | type | name | label | parameters |\n| | range | a | A | start=10;end=0;step=0.5 |\n", ""},
	{"ticks of a range", "| survey |\n| | type | name | label | parameters |\n| | range | a | A | start=1 end=5 step=2 tick_labelset=yn |\n" + yesNo, "!range.tick choices!A3"},
	{"ticks without their list",
		"| survey |\n| | type | name | label | parameters |\n| | range | a | A | tick_labelset=x |\n" + yesNo,
		"!list.missing survey!D2"},
	{"app of an image", "| survey |\n| | type | name | label | parameters |\n| | image | a | A | app=camera |\n",
		"!parameter.value survey!D2"},
	{"external file twice", top +
		"| | csv-external | xa | |\n| | begin group | g | G |\n| | csv-external | xa | |\n| | text | a | A |\n| | end group | | |\n", "file.missing survey!B2, !file.name_clash survey!B4"},
	{"max-pixels", "| survey |\n| | type | name | label | parameters |\n| | image | a | A | max-pixels=big |\n",
		"!parameter.number survey!D2"},
	{"accuracy of text", "| survey |\n| | type | name | label | parameters |\n| | geopoint | a | A | capture-accuracy=good |\n", "!parameter.number survey!D2"},
	{"accuracy of a trace", "| survey |\n| | type | name | label | parameters |\n| | geotrace | a | A | capture-accuracy=2 |\n", "!parameter.unknown survey!D2"},
	{"group not closed", top + "| | begin group | g | G |\n| | text | a | A |\n", "!group.unclosed survey!A2"},
	{"end without begin", top + "| | text | a | A |\n| | end group | | |\n", "!group.end survey!A3"},
	{"end of another kind", top +
		"| | begin group | g | G |\n| | text | a | A |\n| | end repeat | | |\n| | end group | | |\n",
		"!group.end survey!A4"},
	{"end with another name", top + "| | begin_group | g | |\n| | text | a | A |\n| | end_group | khác | |\n", ""},
	{"empty group", top + "| | begin group | g | |\n| | end group | | |\n| | text | a | A |\n", ""},
	{"table-list of two lists",
		"| survey |\n| | type | name | label | appearance |\n| | begin group | g | G | table-list |\n| | select_one yn | a | A | |\n| | select_one hl | b | B | |\n| | end group | | | |\n" + yesNo + "| | hl | x | X |\n", "!table_list.lists survey!A4"},
	{"unknown reference in a filter",
		"| survey |\n| | type | name | label | choice_filter |\n| | select_one yn | a | A | name = ${k} |\n" + yesNo,
		"!reference.unknown survey!D2"},
	{"unknown reference in a choice's label",
		top + "| | select_one yn | a | A |\n| choices |\n| | list_name | name | label |\n| | yn | 1 | ${k} |\n",
		"!reference.unknown choices!C2"},
	{"unknown reference in another column of choices",
		top + "| | select_one yn | a | A |\n| choices |\n| | list_name | name | label | note |\n| | yn | 1 | A | ${k} |\n", ""},
	{"instance name", top + "| | text | a | A |\n| settings |\n| | form_title | instance_name |\n| | X | concat(${a}, ' – ', today()) |\n", ""},
	{"instance name that cannot be read",
		top + "| | text | a | A |\n| settings |\n| | form_title | instance_name |\n| | X | concat(${a}, 'x' |\n",
		"?expression.syntax settings!B2"},
	{"function of the instance name with too few arguments",
		top + "| | text | a | A |\n| settings |\n| | form_title | instance_name |\n| | X | substr(${a}) |\n",
		"?expression.syntax settings!B2"},
	{"unknown reference in the instance name",
		top + "| | text | a | A |\n| settings |\n| | instance_name |\n| | ${k} |\n", "!reference.unknown settings!A2"},
	{"blanks in a reference",
		"| survey |\n| | type | name | label | relevant |\n| | text | a | A | |\n| | text | b | B | ${ a } = 1 |\n",
		"!reference.syntax survey!D3"},
	{"reference not closed",
		"| survey |\n| | type | name | label | relevant |\n| | text | a | A | |\n| | text | b | B | ${a = 1 |\n",
		"!reference.syntax survey!D3"},
	{"last-saved", "| survey |\n| | type | name | label | default |\n| | text | a | A | ${last-saved#a} |\n",
		"last_saved survey!D2"},
	{"trigger of two", "| survey |\n| | type | name | label | calculation | trigger |\n| | text | a | A | | |\n| | text | b | B | | |\n| | calculate | c | | now() | ${a},${b} |\n", ""},
	{"trigger without commas",
		"| survey |\n| | type | name | label | calculation | trigger |\n| | text | a | A | | |\n| | text | b | B | | |\n| | calculate | c | | now() | ${a} ${b} |\n", "!trigger.syntax survey!E4"},
	{"trigger that nobody sees",
		"| survey |\n| | type | name | label | calculation | trigger |\n| | calculate | a | | 1 | |\n| | calculate | c | | now() | ${a} |\n", "!trigger.unseen survey!E3"},
	{"choice without a name", top + "| | select_one yn | a | A |\n" + yesNo + "| | yn | | Khác |\n",
		"!choice.no_name choices!B4"},
	{"choice without a label", top + "| | select_one yn | a | A |\n" + yesNo + "| | yn | 3 | |\n",
		"choice.no_label choices!C4"},
	{"code twice", top + "| | select_one yn | a | A |\n" + yesNo + "| | yn | 1 | Lại |\n",
		"!choice.duplicate choices!B4"},
	{"code twice, allowed", top + "| | select_one yn | a | A |\n" + yesNo +
		"| | yn | 1 | Lại |\n| settings |\n| | allow_choice_duplicates |\n| | yes |\n", ""},
	{"blank in a code, chosen once", top + "| | select_one yn | a | A |\n" + yesNo + "| | yn | x y | Lại |\n", ""},
	{"blank in a code, chosen many", top + "| | select_multiple yn | a | A |\n" + yesNo + "| | yn | x y | Lại |\n",
		"!choice.blank choices!A4"},
	{"form name", top + "| | text | a | A |\n| settings |\n| | name |\n| | a b |\n", "!setting.name settings!A2"},
	{"encryption", top + "| | text | a | A |\n| settings |\n| | public_key |\n| | MIIB |\n",
		"setting.ignored settings!A2"},
	{"another server", top +
		"| | text | a | A |\n| settings |\n| | submission_url | auto_send |\n| | https://vd.vn | true |\n",
		"setting.ignored settings!A2, setting.ignored settings!B2"},
	{"entities", top + "| | text | a | A |\n| entities |\n| | list_name | label |\n| | cay | ${a} |\n",
		"unsupported.entities entities!A2"},
	{"save_to without entities", "| survey |\n| | type | name | label | save_to |\n| | text | a | A | ten |\n",
		"!entities.missing survey!D2"},
	{"choices from a repeat", given + "| | select one ${n} | c | C | ${b} = 1 |\n", ""},
	{"choices from a repeat that is not there", given + "| | select_one ${nn} | c | C | |\n",
		"!reference.unknown survey!A6"},
	{"several choices from a repeat", given + "| | select_multiple ${n} | c | C | |\n", "choices.blanks survey!A6"},
	{"choices from a whole repeat", given + "| | select_one ${r} | c | C | |\n", "?choices.source survey!A6"},
	{"choices from two questions", given + "| | select_one ${n}${b} | c | C | |\n", "?unsupported.type survey!A6"},
	{"a filter of choices from a repeat that cannot be read", given + "| | select_one ${n} | c | C | ${b} = |\n",
		"?expression.syntax survey!D6"},
	{"osm", top + "| | osm | a | A |\n", "?unsupported.type survey!A2"},
	{"unknown function", "| survey |\n| | type | name | label | constraint |\n| | text | a | A | la_so(.) |\n",
		"?expression.syntax survey!D2"},
	{"bracket not closed", "| survey |\n| | type | name | label | relevant |\n| | text | a | A | |\n| | text | b | B | (${a} = 1 |\n", "?expression.syntax survey!D3"},
	{"curly quotes", "| survey |\n| | type | name | label | relevant |\n| | text | a | A | |\n| | text | b | B | ${a} = ‘x’ |\n", ""},
	{"circle", "| survey |\n| | type | name | label | calculation |\n| | calculate | a | | ${b} + 1 |\n| | calculate | b | | ${a} + 1 |\n", "?expression.circular survey!D2"},
	{"group that depends on its member",
		"| survey |\n| | type | name | label | relevant |\n| | begin group | g | G | ${a} = 1 |\n| | integer | a | A | |\n| | end group | | | |\n", "?expression.circular survey!D2"},
	{"code that no list has",
		"| survey |\n| | type | name | label | relevant |\n| | select_one yn | a | A | |\n| | text | b | B | selected(${a}, '3') or ${a} = '1' |\n" + yesNo, "expression.code survey!D3"},
	{"column that no choice has",
		"| survey |\n| | type | name | label | choice_filter |\n| | select_one yn | a | A | huyen = '1' |\n" + yesNo,
		"choice_filter.column survey!D2"},
	{"default that is no code", "| survey |\n| | type | name | label | default |\n| | select_one yn | a | A | 7 |\n" +
		yesNo, "default.code survey!D2"},
	{"role outside the list",
		top + "| | select_one yn | a | A |\n| choices |\n| | list_name | name | label | role |\n| | yn | 1 | A | positiv |\n", "?role.unknown choices!D2"},
	{"score that is no number",
		top + "| | select_one yn | a | A |\n| choices |\n| | list_name | name | label | score |\n| | yn | 1 | A | cao |\n", "?score.number choices!D2"},
	{"indicator outside the list",
		"| survey |\n| | type | name | label | indicator |\n| | integer | a | A | luỹ kế |\n",
		"?indicator.unknown survey!D2"},
	{"formula in a label", top + "| | text | a | =CONCAT(1,2) |\n", "cell.formula survey!C2, !label.missing survey!C2"},
	{"language without a code", "| survey |\n| | type | name | label::Vietnamese |\n| | text | a | A |\n",
		"language.code survey!C1"},
	{"translation missing", "| survey |\n| | type | name | label::Tiếng Việt (vi) | label::English (en) |\n| | text | a | A | A |\n| | text | b | B | |\n", "language.missing survey!D3"},
	{"group without a name", top + "| | begin group | | G |\n| | text | a | A |\n| | end group | | |\n",
		"!name.missing survey!B2"},
	{"mistyped columns", "| survey |\n| | type | name | label | relevent | ghi_chu |\n| | text | a | A | | x |\n",
		"header.unknown survey!D1, header.unused survey!E1"},
	{"one colon before the language", "| survey |\n| | type | name | label:English (en) |\n| | text | a | A |\n",
		"header.colon survey!C1"},
	{"search()", "| survey |\n| | type | name | label | appearance |\n| | select_one yn | a | A | search('xa') |\n" +
		yesNo, "appearance.search survey!D2"},
	{"a plug-in", "| survey |\n| | type | name | label | appearance |\n| | text | a | A | custom-x |\n",
		"appearance.plain survey!D2"},
	{"loop over a list", top +
		"| | begin loop over yn | l | L |\n| | text | q | Về %(label)s |\n| | end loop | | |\n| choices |\n| | list_name | name | label |\n| | yn | a | A |\n", ""},
	{"loop without a list", top + "| | begin loop | l | L |\n| | text | q | Q |\n| | end loop | | |\n",
		"!loop.no_list survey!A2"},
}

func TestRules(t *testing.T) {
	checkRules(t, rules)
}

func checkRules(t *testing.T, rules []rule) {
	t.Helper()
	for _, r := range rules {
		t.Run(r.name, func(t *testing.T) {
			res := read(t, r.form)
			if got := strings.Join(said(res), ", "); got != r.want {
				t.Errorf("said %q\nwant %q", got, r.want)
			}
			if want := !strings.Contains(" "+r.want, " !"); res.OK != want {
				t.Errorf("ok = %v, want %v", res.OK, want)
			}
			if want := res.OK && !strings.Contains(r.want, "?"); res.Publishable != want {
				t.Errorf("publishable = %v, want %v", res.Publishable, want)
			}
		})
	}
}

package xlsform_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/xlsform"
)

// full uses every column and most types that khaosat has a field for.
const full = `
| survey | | | | | | | | | | | | | | | | | | | | |
| | type | name | key | label::Tiếng Việt (vi) | label::English (en) | hint | guidance_hint | required | required_message | relevant | constraint | constraint_message::Tiếng Việt (vi) | calculation | default | choice_filter | read_only | repeat_count | appearance | parameters | media::image | report_phrase::Tiếng Việt (vi) | indicator | unit_of_measure | bind::odk:x | trigger |
| | start | bat_dau | | | | | | | | | | | | | | | | | | | | | | | |
| | begin_group | chung | | Chung | General | | | | | | | | | | | | | field-list | | | | | | | |
| | select_one danh_gia | kiem_tra | q.kiem_tra | Kiểm tra | Checking | Chọn một | Đọc to | yes | Xin chọn | | | | | | | | | likert | randomize=true | kt.png | đã phát huy tốt vai trò | | | 1 | |
| | select_multiple nguon or_other | nguon | | Nguồn | Sources | | | ${kiem_tra} = '1' | | selected(${kiem_tra}, '1') | | | | | | | | | | | | | | | |
| | end_group | | | | | | | | | | | | | | | | | | | | | | | | |
| | begin_repeat | ho | | Hộ | Household | | | | | | | | | | | | 2 | | | | | | | | |
| | integer | tuoi | | Tuổi | Age | | | | | | . >= 0 and . < 120 | Tuổi chưa đúng | | 18 | | | | | | | | stock | người | | |
| | end_repeat | | | | | | | | | | | | | | | | | | | | | | | | |
| | select_one xa | xa | | Xã | Commune | | | | | | | | | | huyen = 'h1' | | | minimal | | | | | | | |
| | range | diem | | Điểm | Score | | | | | | | | | | | | | | start=0 end=10 step=1 | | | | | | |
| | calculate | tong | | | | | | | | | | | 1 + 1 | | | | | | | | | | | | ${diem} |
| | note | cam_on | | Cảm ơn | Thanks | | | | | | | | | | | | | | | | | | | | |
| choices |
| | list_name | name | label::Tiếng Việt (vi) | label::English (en) | role | score | exclusive | huyen |
| | danh_gia | 1 | Tốt | Good | positive_strong | 4 | | |
| | danh_gia | 2 | Chưa tốt | Not good | negative | 1,5 | | |
| | danh_gia | 9 | Khó trả lời | Hard to say | dont_know | | | |
| | nguon | loa | Loa | Loudspeaker | | | | |
| | nguon | khong | Không nguồn nào | None | | | yes | |
| | xa | x1 | Xã 1 | Commune 1 | | | | h1 |
| settings |
| | form_title | form_id | version | default_language | style | instance_name | submission_note |
| | Phiếu số 1 | phieu-1 | 3 | Tiếng Việt (vi) | pages | concat(${xa}, '-1') | x |
`

func TestReadFull(t *testing.T) {
	res := read(t, full)
	if !res.OK || !res.Publishable {
		t.Fatalf("ok %v, publishable %v: %q", res.OK, res.Publishable, said(res))
	}
	if res.Title != "Phiếu số 1" || res.FormID != "phieu-1" || res.Version != "3" || res.Items != 5 ||
		res.Choices != 6 {
		t.Errorf("title %q, id %q, version %q, items %d, choices %d", res.Title, res.FormID, res.Version, res.Items,
			res.Choices)
	}
	q := res.Questionnaire
	if q.DefaultLanguage != "vi" || q.Style != "pages" || q.InstanceName != "concat(${xa}, '-1')" {
		t.Errorf("default language %q, style %q, instance name %q", q.DefaultLanguage, q.Style, q.InstanceName)
	}
	if len(q.Languages) != 2 ||
		q.Languages[0] != (survey.Language{ID: "vi", Header: "Tiếng Việt (vi)", Name: "Tiếng Việt"}) {
		t.Errorf("languages %+v", q.Languages)
	}
	items := map[string]*survey.Item{}
	var paths []string
	q.Walk(func(path string, it *survey.Item) bool {
		items[path] = it
		paths = append(paths, path)
		return true
	})
	want := "bat_dau chung chung/kiem_tra chung/nguon chung/nguon_other ho ho/tuoi xa diem tong cam_on"
	if got := strings.Join(paths, " "); got != want {
		t.Fatalf("items %q, want %q", got, want)
	}
	k := items["chung/kiem_tra"]
	if k.Kind != survey.Single || k.List != "danh_gia" || k.Key != "q.kiem_tra" || k.Required != "yes" ||
		k.Appearance != "likert" || k.Parameters["randomize"] != "true" ||
		k.Hint[""] != "Chọn một" || k.RequiredMessage[""] != "Xin chọn" || k.Media["image"][""] != "kt.png" ||
		k.ReportPhrase["vi"] != "đã phát huy tốt vai trò" || k.Bind["bind::odk:x"] != "1" {
		t.Errorf("kiem_tra = %+v", k)
	}
	if k.Source.Cell != "A4" || k.Cells["label"].Cell != "E4" {
		t.Errorf("kiem_tra comes from %+v, its label from %+v; want A4 and E4", k.Source, k.Cells["label"])
	}
	if o := items["chung/nguon_other"]; o.Kind != survey.TextItem || o.Relevant != "selected(../nguon, 'other')" ||
		o.Label["vi"] == "" || o.Label["en"] == "" || items["chung/nguon"].OtherName != "nguon_other" {
		t.Errorf("the text question of or_other = %+v", o)
	}
	if a := items["ho/tuoi"]; a.Indicator != "stock" || a.UnitOfMeasure != "người" || a.Default != "18" ||
		a.ConstraintMessage["vi"] != "Tuổi chưa đúng" {
		t.Errorf("tuoi = %+v", a)
	}
	l := q.List("danh_gia")
	if l.Choices[0].Role != survey.PositiveStrong || l.Choices[1].Score != "1.5" || !l.Choices[2].Role.Missing() {
		t.Errorf("danh_gia = %+v", l.Choices)
	}
	n := q.List("nguon")
	if !n.Choices[1].Exclusive || n.Choices[2].Code != "other" || n.Choices[2].Label["vi"] != "Khác" {
		t.Errorf("nguon = %+v", n.Choices)
	}
	if q.List("xa").Choices[0].Columns["huyen"] != "h1" {
		t.Errorf("xa = %+v", q.List("xa").Choices)
	}
	checkRoundTrip(t, q, xlsform.Options{})
}

func TestJSON(t *testing.T) {
	res := read(t, top+"| | text | a b | A |\n")
	for lang, word := range map[string]string{"vi": "không hợp lệ", "en": "is not valid"} {
		data, err := res.JSON(lang)
		if err != nil {
			t.Fatal(err)
		}
		var got map[string]any
		if err := json.Unmarshal(data, &got); err != nil {
			t.Fatal(err)
		}
		for _, k := range []string{"ok", "publishable", "title", "form_id", "version", "languages", "items", "choices",
			"problems"} {
			if _, ok := got[k]; !ok {
				t.Errorf("%s: no field %q in %s", lang, k, data)
			}
		}
		p := got["problems"].([]any)[0].(map[string]any)
		if p["severity"] != "error" || p["sheet"] != "survey" || p["cell"] != "B2" || p["code"] != "name.invalid" ||
			!strings.Contains(p["message"].(string), word) {
			t.Errorf("%s: problem %v", lang, p)
		}
		if got["title"] != "mau" || got["form_id"] != "mau" || got["items"] != 1.0 {
			t.Errorf("%s: %s", lang, data)
		}
	}
}

// TestCellsAsPyxformReadsThem: numbers without a decimal part, dates, booleans, errors, formulas with their last
// result.
func TestCellsAsPyxformReadsThem(t *testing.T) {
	const styles = `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="[$-42A]hh:mm;@"/><numFmt numFmtId="165" formatCode="#,##0.0 &quot;điểm&quot;"/></numFmts>
		<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>`
	cell := func(c string) part {
		return sheet(`<row r="1"><c r="A1" t="inlineStr"><is><t>type</t></is></c><c r="B1" t="str"><v>name</v></c><c r="C1" t="str"><v>label</v></c></row>
			<row r="2"><c r="A2" t="str"><v>text</v></c><c r="B2" t="str"><v>a</v></c>` + c + `</row>`)
	}
	for _, c := range []struct{ cell, label, said string }{
		{`<c r="C2"><v>1.0</v></c>`, "1", ""},
		{`<c r="C2" t="n"><v>2.5</v></c>`, "2.5", ""},
		{`<c r="C2"><v>0.30000000000000004</v></c>`, "0.30000000000000004", ""},
		{`<c r="C2"><v>1E-05</v></c>`, "1e-05", ""},
		{`<c r="C2"><v>1E+16</v></c>`, "10000000000000000", ""},
		{`<c r="C2" s="3"><v>7</v></c>`, "7", ""},
		{`<c r="C2" s="1"><v>45225</v></c>`, "2023-10-26 00:00:00", ""},
		{`<c r="C2" s="1"><v>45417.395355300927</v></c>`, "2024-05-05 09:29:18.698000", ""},
		{`<c r="C2" s="2"><v>0.5</v></c>`, "12:00:00", ""},
		{`<c r="C2" t="b"><v>1</v></c>`, "TRUE", ""},
		{`<c r="C2" t="inlineStr"><is><r><t>Họ </t></r><r><t>tên</t></r><rPh><t>x</t></rPh></is></c>`, "Họ tên", ""},
		{`<c r="C2" t="str"><v>To&#x302;i` + "\u00a0" + `là </v></c>`, "Tôi là", ""},
		{`<c r="C2" t="str"><f>CONCAT("C")</f><v>C</v></c>`, "C", "cell.formula survey!C2"},
		{`<c r="C2" t="e"><f>A9</f><v>#REF!</v></c>`, "#REF!", "?cell.error survey!C2"},
	} {
		data := workbook(t, map[string]part{sheetPart: cell(c.cell), "xl/styles.xml": text(styles)})
		res, err := xlsform.Read(bytes.NewReader(data), int64(len(data)), "x.xlsx")
		if err != nil {
			t.Fatal(err)
		}
		if len(res.Questionnaire.Items) != 1 {
			t.Fatalf("%s: %q", c.cell, said(res))
		}
		if got := res.Questionnaire.Items[0].Label[""]; got != c.label || strings.Join(said(res), ", ") != c.said {
			t.Errorf("%s: label %q, said %q; want %q, %q", c.cell, got, said(res), c.label, c.said)
		}
	}
}

func TestLanguages(t *testing.T) {
	for _, c := range []struct{ headers, want, spelled string }{
		{"label::Tiếng Việt (vi) | label::ꪼꪕ (blt)", "vi:Tiếng Việt blt:ꪼꪕ", "Tiếng Việt (vi)|ꪼꪕ (blt)"},
		{"label :: English(en) | hint::Vietnamese", "en:English vi:Vietnamese", "English(en)|Vietnamese"},
		{"label:English | label:French", "en:English fr:French", ""},
		{"label::en | label::fr", "en:English fr:Français", "en|fr"},
		{"label::Giáy | label::English | label::English (en)", "Giáy:Giáy en:English English (en):English",
			"Giáy|English|English (en)"},
		{"label | label::English (en)", ":Tiếng Việt en:English", "English (en)"},
		{"label | hint", "", ""},
	} {
		n := strings.Count(c.headers, "|") + 1
		res := read(t, "| survey |\n| | type | name | "+c.headers+" |\n| | text | a |"+strings.Repeat(" Đường |",
			n)+"\n")
		var got []string
		for _, l := range res.Questionnaire.Languages {
			got = append(got, l.ID+":"+l.Name)
		}
		if strings.Join(got, " ") != c.want || strings.Join(res.Languages, "|") != c.spelled {
			t.Errorf("%s: languages %q, spelled %q; want %q, %q", c.headers, got, res.Languages, c.want, c.spelled)
		}
		checkRoundTrip(t, res.Questionnaire, xlsform.Options{})
	}
}

// TestPlainColumnIsTheDefaultLanguage: a label column without a language is in the language that settings call the
// default.
func TestPlainColumnIsTheDefaultLanguage(t *testing.T) {
	q := read(t, "| survey |\n| | type | name | label | label::English (en) |\n| | text | a | Tên | Name |\n| settings |\n| | default_language |\n| | Tiếng Việt (vi) |\n").Questionnaire
	if got := q.Items[0].Label; got["vi"] != "Tên" || got["en"] != "Name" || q.DefaultLanguage != "vi" {
		t.Errorf("label %v, default language %q", got, q.DefaultLanguage)
	}
	checkRoundTrip(t, q, xlsform.Options{})
}

func TestProposedScales(t *testing.T) {
	scale := func(labels ...string) string {
		s := top + "| | select_one l | a | A |\n| choices |\n| | list_name | name | label |\n"
		for i, l := range labels {
			s += "| | l | c" + string(rune('0'+i)) + " | " + l + " |\n"
		}
		return s
	}
	for _, c := range []struct {
		name, form, want string
	}{
		{"four steps with a beside", scale("Tốt", "Khá tốt", "Trung bình", "Chưa tốt", "Khó trả lời / Không biết"),
			"positive_strong:4 positive:3 neutral:2 negative:1 dont_know:"},
		{"three steps, backwards and numbered", scale("1. Chưa tốt", "2. Bình thường", "3. Tốt"),
			"negative:1 neutral:2 positive_strong:3"},
		{"five steps", scale("Rất tốt", "Tốt", "Bình thường", "Chưa tốt", "Kém"),
			"positive_strong:5 positive:4 neutral:3 negative:2 negative:1"},
		{"satisfaction", scale("Rất hài lòng", "Hài lòng", "Bình thường", "Không hài lòng", "Rất không hài lòng"),
			"positive_strong:5 positive:4 neutral:3 negative:2 negative:1"},
		{"English agreement", scale("Strongly agree", "Agree", "Neither agree nor disagree", "Disagree",
			"Strongly disagree", "Prefer not to say"),
			"positive_strong:5 positive:4 neutral:3 negative:2 negative:1 refused:"},
		{"yes and no rate nothing", scale("Có", "Không", "Không biết"), ":1 :0 dont_know:"},
		{"a step too few", scale("Tốt", "Khá tốt", "Chưa tốt"), ": : :"},
		{"other words", scale("Loa", "Đài", "Tốt"), ": : :"},
	} {
		t.Run(c.name, func(t *testing.T) {
			res := read(t, c.form)
			var got []string
			for _, x := range res.Questionnaire.List("l").Choices {
				got = append(got, string(x.Role)+":"+x.Score)
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			proposed := strings.Contains(strings.Join(said(res), " "), "scale.proposed choices!A2")
			if proposed != strings.ContainsAny(c.want, "0123456789") {
				t.Errorf("said %q", said(res))
			}
		})
	}
	decided := read(t, top+"| | select_one l | a | A |\n| choices |\n| | list_name | name | label | role |\n| | l | 1 | Có | negative |\n| | l | 2 | Không | |\n")
	if c := decided.Questionnaire.List("l").Choices; c[0].Role != survey.Negative || c[1].Score != "" {
		t.Errorf("an author's roles were changed: %+v", c)
	}
}

func TestListsFromFiles(t *testing.T) {
	form := "| survey |\n| | type | name | label | calculation | parameters | choice_filter |\n| | select_one_from_file xa.csv | xa | Xã | | value=ma label=ten | huyen = 'h1' |\n| | calculate | dan | | pulldata('dan_so', 'so', 'ma', ${xa}) | | |\n"
	o := xlsform.Options{Files: map[string][]byte{"xa.csv": []byte("\xEF\xBB\xBFma;ten;huyen\r\n03388;Phường Đoàn Kết;h1\r\n"), "dan_so.csv": []byte("ma,so\n03388,12000\n")}}
	missing := read(t, form)
	if got := strings.Join(missing.Missing, " "); got != "xa.csv dan_so.csv" || !missing.Publishable {
		t.Errorf("missing %q, publishable %v", got, missing.Publishable)
	}
	if it := missing.Questionnaire.Items[0]; it.Kind != survey.TextItem || it.Type != "select_one_from_file xa.csv" {
		t.Errorf("without its file the question is %+v, want a text", it)
	}
	checkRoundTrip(t, missing.Questionnaire, xlsform.Options{})
	res := readWith(t, form, o)
	q := res.Questionnaire
	if len(res.Problems) > 0 || q.Items[0].Kind != survey.Single || q.Items[0].List != "xa" {
		t.Fatalf("problems %q, item %+v", said(res), q.Items[0])
	}
	if c := q.List("xa").Choices[0]; c.Code != "03388" || c.Label[""] != "Phường Đoàn Kết" ||
		c.Columns["huyen"] != "h1" {
		t.Errorf("choice %+v", c)
	}
	if c := q.List("dan_so").Choices[0]; c.Columns["so"] != "12000" || c.Columns["ma"] != "03388" {
		t.Errorf("row of dan_so.csv %+v", c)
	}
	checkRoundTrip(t, q, xlsform.Options{}) // the export carries the lists as sheets
	sheet := readWith(t, form+"| xa.csv |\n| | ma | ten | huyen |\n| | 1 | Một | h1 |\n| dan_so |\n| | ma | so |\n| | 1 | 5 |\n", xlsform.Options{})
	if len(sheet.Missing) > 0 || len(sheet.Questionnaire.List("xa").Choices) != 1 {
		t.Errorf("sheets in the place of files: missing %q, lists %+v", sheet.Missing, sheet.Questionnaire.Lists)
	}
}

func TestGeoJSONChoices(t *testing.T) {
	o := xlsform.Options{Files: map[string][]byte{"diem.geojson": []byte(`{"type":"FeatureCollection","features":[{"type":"Feature","id":"p1","geometry":{"type":"Point","coordinates":[103.4,22.3]},"properties":{"title":"Chợ","ten":"x"}}]}`)}}
	res := readWith(t, top+"| | select_one_from_file diem.geojson | d | Điểm |\n", o)
	if c := res.Questionnaire.List("diem").Choices[0]; c.Code != "p1" || c.Label[""] != "Chợ" ||
		c.Columns["geometry"] != "22.3 103.4 0 0" {
		t.Errorf("choice %+v, problems %q", c, said(res))
	}
}

func TestLoopBecomesGroups(t *testing.T) {
	q := read(t, top+"| | begin loop over nha_ve_sinh | l | Loại |\n| | integer | so | Có mấy %(label)s? |\n| | end loop | | |\n| choices |\n| | list_name | name | label |\n| | nha_ve_sinh | a | hố xí |\n| | nha_ve_sinh | b | bể phốt |\n").Questionnaire
	l := q.Items[0]
	if len(l.Children) != 2 || l.Children[1].Name != "b" || l.Children[1].Children[0].Label[""] != "Có mấy bể phốt?" {
		t.Errorf("loop = %s", comparable(t, q))
	}
}

// TestLoopFillsExpressions has the form of pyxform's own loop: which of the choices a group asks about stands in its
// relevance.
func TestLoopFillsExpressions(t *testing.T) {
	q := read(t, `
| survey |
| | type | name | label | relevant | constraint_message |
| | select_multiple xe | co | Có xe gì? | | |
| | begin loop over xe | tung_loai | Từng loại | | |
| | integer | so | Mấy %(label)s? | selected(${co}, '%(name)s') | Số %(label)s chưa đúng |
| | end loop | | | | |
| choices |
| | list_name | name | label |
| | xe | dap | xe đạp |
| | xe | may | xe máy |
`).Questionnaire
	for i, want := range []string{"selected(${co}, 'dap')", "selected(${co}, 'may')"} {
		if got := q.Items[1].Children[i].Children[0].Relevant; got != want {
			t.Errorf("relevance %q, want %q", got, want)
		}
	}
	if got := q.Items[1].Children[1].Children[0].ConstraintMessage[""]; got != "Số xe máy chưa đúng" {
		t.Errorf("constraint message %q", got)
	}
}

func TestTranslationsMissingAreCounted(t *testing.T) {
	res := read(t, `
| survey |
| | type | name | label::Tiếng Việt (vi) | label::English (en) | image |
| | text | a | A | | a.png |
| | text | b | B | B | |
| | select_one l | c | C | | |
| choices |
| | list_name | name | label::English (en) | label::Tiếng Việt (vi) |
| | l | 1 | One | |
`)
	var words []string
	for _, p := range res.Problems {
		if p.Code == "language.missing" {
			words = append(words, p.Sheet+"!"+p.Cell+" "+p.Words.In("en"))
		}
	}
	got := strings.Join(words, "\n")
	if !strings.Contains(got, "survey!D2 The language “English (en)” lacks 2 translations (survey!D2, survey!D4)") ||
		!strings.Contains(got, "choices!D2 The language “Tiếng Việt (vi)” lacks 1 translation (choices!D2)") ||
		len(words) != 2 {
		t.Errorf("said\n%s", got)
	}
}

// The text question of or_other stays where a search() makes people type, and where the list is external.
func TestOrOtherWithSearch(t *testing.T) {
	for _, form := range []string{
		withAppearance + "| | select_one yn or_other | a | A | search('xa') |\n| | note | n | ${a} | |\n" + yesNo,
		withAppearance + "| | begin group | g | G | |\n| | select_multiple yn or_other | a | A | minimal search('xa') |\n| | end group | | | |\n" + yesNo,
	} {
		res := read(t, form)
		if !res.Publishable {
			t.Fatalf("%q", said(res))
		}
		var names []string
		res.Questionnaire.Walk(func(path string, it *survey.Item) bool {
			if it.Kind == survey.TextItem {
				names = append(names, it.Name+": "+it.Relevant+it.Label.In("vi", ""))
			}
			return true
		})
		if got := strings.Join(names, "; "); got != "a: A; a_other: selected(../a, 'other')Xin ghi rõ ý khác." {
			t.Errorf("the text questions are %s", got)
		}
		if got := strings.Join(said(res), ", "); !strings.Contains(got, "or_other.typed survey!A") {
			t.Errorf("said is %s", got)
		}
		checkRoundTrip(t, res.Questionnaire, xlsform.Options{})
	}
}

// clean_text_values says whether runs of blanks in the survey sheet become one; yes when nothing is said.
func TestCleanTextValues(t *testing.T) {
	for setting, want := range map[string]string{"": "if(${a} = 'x y', '1 2', '')|Lò Ơn",
		"yes": "if(${a} = 'x y', '1 2', '')|Lò Ơn", "no": "if(${a} = 'x   y', '1  2', '')|Lò  Ơn",
		"false()": "if(${a} = 'x   y', '1  2', '')|Lò  Ơn"} {
		form := "| survey |\n| | type | name | label | calculation | default |\n| | text | a | A | | Lò  Ơn |\n| | calculate | b | | if(${a} = ‘x   y’, '1  2', '') | |\n"
		if setting != "" {
			form += "| settings |\n| | clean_text_values |\n| | " + setting + " |\n"
		}
		res := read(t, form)
		if !res.Publishable {
			t.Fatalf("%s: %q", setting, said(res))
		}
		if got := res.Questionnaire.Items[1].Calculation + "|" + res.Questionnaire.Items[0].Default; got != want {
			t.Errorf("clean_text_values %q: %s, want %s", setting, got, want)
		}
		checkRoundTrip(t, res.Questionnaire, xlsform.Options{})
	}
}

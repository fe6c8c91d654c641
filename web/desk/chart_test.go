package desk

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/export/sentence"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/kinds"
)

// wellFormed reads an SVG as XML and gives its elements by name with their attributes.
func wellFormed(t *testing.T, svg string) map[string][]map[string]string {
	t.Helper()
	out := map[string][]map[string]string{}
	dec := xml.NewDecoder(strings.NewReader(svg))
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatalf("not well-formed: %v\n%s", err, svg)
		}
		if e, ok := token.(xml.StartElement); ok {
			attrs := map[string]string{}
			for _, a := range e.Attr {
				attrs[a.Name.Local] = a.Value
			}
			out[e.Name.Local] = append(out[e.Name.Local], attrs)
		}
	}
}

func ratingItem(counts ...int64) *results.Item {
	roles := []survey.Role{survey.Negative, survey.PositiveStrong, survey.Positive, survey.Neutral, survey.DontKnow}
	labels := []string{"Chưa tốt", "Tốt", "Khá tốt", "Trung bình", "Khó trả lời"}
	it := &results.Item{Field: &form.Field{Question: kinds.BuiltIn.Question(&survey.Item{Name: "q", Kind: survey.Single,
		Label: survey.Text{"vi": "Câu <1> & “2”?"}})}}
	for i, n := range counts {
		it.Rows = append(it.Rows,
			results.Row{Code: labels[i], Label: survey.Text{"vi": labels[i]}, Role: roles[i], Count: n,
				Proportion: math.NaN()})
		if !roles[i].Missing() {
			it.Base.Valid += n
		}
	}
	for i := range it.Rows {
		if !it.Rows[i].Role.Missing() {
			it.Rows[i].Proportion = float64(it.Rows[i].Count) / float64(it.Base.Valid)
		}
	}
	it.Top = &results.Share{Count: counts[1], Base: it.Base.Valid, Estimate: 0.5, Lower: 0.4, Upper: 0.6}
	it.Top2 = &results.Share{Count: counts[1] + counts[2], Base: it.Base.Valid, Estimate: 0.8, Lower: 0.7, Upper: 0.9}
	return it
}

func drawn(it *results.Item) string {
	q := &survey.Questionnaire{DefaultLanguage: "vi"}
	return string(itemChart("c1", "vi", q.Chain("vi"), sentence.For(q, "vi"), it))
}

func TestStackedBarFromPositiveToNegative(t *testing.T) {
	t.Parallel()
	svg := drawn(ratingItem(2, 50, 30, 18, 7))
	parts := wellFormed(t, svg)
	var order []string
	for _, r := range parts["rect"] {
		if class, ok := strings.CutPrefix(r["class"], "part "); ok {
			order = append(order, class+" "+r["x"]+" "+r["width"])
		}
	}
	want := "pos2 0.000% 50.000%, pos1 50.000% 30.000%, neutral 80.000% 18.000%, neg 98.000% 2.000%"
	if got := strings.Join(order, ", "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if len(parts["title"]) != 1 || len(parts["desc"]) != 1 || parts["svg"][0]["role"] != "img" {
		t.Error("a picture needs a title, a description and its role")
	}
	if !strings.Contains(svg, "Tốt 50,00%; Khá tốt 30,00%; Trung bình 18,00%; Chưa tốt 2,00%") {
		t.Errorf("the description does not tell the picture:\n%s", svg)
	}
	if len(parts["pattern"]) != 3 {
		t.Errorf("got %d patterns, want one for each role but the strongest positive", len(parts["pattern"]))
	}
	for _, label := range []string{">50,00%<", ">30,00%<", ">18,00%<"} {
		if !strings.Contains(svg, label) {
			t.Errorf("no label %s", label)
		}
	}
	if strings.Contains(svg, ">2,00%<") {
		t.Error("a part below 5% is too narrow for a label")
	}
	if w := parts["line"][0]; w["x1"] != "70.000%" || w["x2"] != "90.000%" {
		t.Errorf("the whisker is the interval of the top-2-box: got %v", w)
	}
}

func TestChartsOfOtherItems(t *testing.T) {
	t.Parallel()
	field := func(kind survey.ItemKind) *form.Field {
		return &form.Field{Question: kinds.BuiltIn.Question(&survey.Item{Name: "q", Kind: kind,
			Label: survey.Text{"vi": "Kênh"}})}
	}
	many := &results.Item{Field: field(survey.Multiple), Base: results.Base{Valid: 4}, Rows: []results.Row{
		{Code: "loa", Label: survey.Text{"vi": "Loa truyền thanh"}, Count: 3, Proportion: 0.75},
		{Code: "x", Count: 0, Proportion: 0},
	}}
	svg := drawn(many)
	parts := wellFormed(t, svg)
	if parts["rect"][1]["width"] != "75.000%" || !strings.Contains(svg, ">75,00%<") || !strings.Contains(svg, ">x<") {
		t.Errorf("bars: %s", svg)
	}
	number := &results.Item{Field: field(survey.Range), Base: results.Base{Valid: 2},
		Numbers: &results.Numbers{N: 2, Min: 0, Max: 10, Mean: 7.25, Median: 7, SD: math.NaN()}}
	if svg = drawn(number); !strings.Contains(svg, "từ 0 đến 10, trung vị 7, trung bình 7,25") {
		t.Errorf("numbers: %s", svg)
	}
	wellFormed(t, svg)
	for name, it := range map[string]*results.Item{
		"open question": {Field: field(survey.TextItem), Base: results.Base{Valid: 3}},
		"empty base":    ratingItem(0, 0, 0, 0, 4),
	} {
		if svg := drawn(it); svg != "" {
			t.Errorf("%s: got a picture: %s", name, svg)
		}
	}
}

func TestQRCode(t *testing.T) {
	t.Parallel()
	svg, err := qrSVG("https://khaosat.example/s/nghi-quyet?link=abcd", "<Mã QR>")
	if err != nil {
		t.Fatal(err)
	}
	parts := wellFormed(t, string(svg))
	if r := parts["rect"][0]; r["fill"] != "#fff" || r["width"] != strings.Fields(parts["svg"][0]["viewBox"])[2] {
		t.Errorf("a QR code needs a white ground over all of it: %v", r)
	}
	if _, err := qrSVG(strings.Repeat("x", 5000), ""); err == nil {
		t.Error("5000 bytes do not fit into a QR code")
	}
}

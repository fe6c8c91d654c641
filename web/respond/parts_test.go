package respond_test

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/web/respond"
	"github.com/khaosat/khaosat/web/webtest"
)

func TestTypedNumber(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, lang string
		whole      bool
		want       string
	}{
		{"12,5", "vi", false, "12.5"},
		{"0,125", "vi", false, "0.125"}, // a zero before the comma: no thousands
		{"1234,567", "vi", false, "1234.567"},
		{"1,234", "vi", false, "1,234"}, // 1234 as the English write it, or 1.234? The respondent is asked.
		{"12,5", "en", false, "12.5"},   // as people of this country write it: it can mean nothing else
		{"1.234,5", "vi", false, "1234.5"},
		{"1.234.567", "vi", false, "1234567"},
		{"4.227", "vi", false, "4.227"}, // where a fraction can stand it may mean either: the respondent is asked
		{"4.227", "vi", true, "4227"},
		{"4.22", "vi", true, "4.22"},
		{"4,227", "vi", true, "4,227"},
		{"4,227", "en", true, "4227"},
		{"4.227", "en", true, "4227"}, // a form without languages is shown in that of the browser
		{"27 112", "vi", true, "27112"},
		{"27\u00a0112,5", "vi", false, "27112.5"},
		{"-3,5", "vi", false, "-3.5"},
		{" 7 ", "en", true, "7"},
		{"12,5,5", "vi", false, "12,5,5"},
		{"abc", "vi", false, "abc"},
	} {
		if got := respond.TypedNumber(c.text, c.lang, c.whole); got != c.want {
			t.Errorf("TypedNumber(%q, %q, %v) = %q, want %q", c.text, c.lang, c.whole, got, c.want)
		}
	}
}

func TestProse(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, want string }{
		{"một\nhai", "một<br>\nhai"},
		{"**đậm** và *nghiêng*", "<strong>đậm</strong> và <em>nghiêng</em>"},
		{"# Phần một", "<strong>Phần một</strong>"},
		{"5 * 3 * 2", "5 * 3 * 2"},
		{"ten_goi_day_du", "ten_goi_day_du"},
		{`<span style="color:red">Lưu ý</span><br/>dòng hai`, "Lưu ý<br>\ndòng hai"},
		{"a < b && c > d", "a &lt; b &amp;&amp; c &gt; d"},
		{"<script>x</script>", "&lt;script&gt;x&lt;/script&gt;"},
		{"[quy định](https://example.vn/a)", "quy định (https://example.vn/a)"},
		{"[trang](https://vd.vn/mot_hai_ba) và [trang 2](https://vd.vn/x_y) a_b_c",
			"trang (https://vd.vn/mot_hai_ba) và trang 2 (https://vd.vn/x_y) a_b_c"},
		{"Gọi [0912 345](tel:0912 345) ngay", "Gọi 0912 345 ngay"},
		{"[đường dây nóng](tel:1022)", "đường dây nóng (1022)"},
		{"**đậm\nhai dòng** và *nghiêng*", "<strong>đậm<br>\nhai dòng</strong> và <em>nghiêng</em>"},
		{"**không\n\nđậm**", "**không<br>\n<br>\nđậm**"},
		{`a\_b\_c và 2 \* 3 \* 4 \<b>`, "a_b_c và 2 * 3 * 4 &lt;b&gt;"},
		{"Hỏi _An_ và kinh tế_hộ_gia", "Hỏi <em>An</em> và kinh tế_hộ_gia"},
		{"Chủ hộ: " + respond.QuoteAnswer("An *x* <b>y</b> [a](https://x.vn) & #\nB"),
			"Chủ hộ: An *x* &lt;b&gt;y&lt;/b&gt; [a](https://x.vn) &amp; #<br>\nB"},
		{"*" + respond.QuoteAnswer("a*b") + "*", "<em>a*b</em>"},
	} {
		if got := string(respond.Prose(c.text)); got != c.want {
			t.Errorf("prose(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}

// pagesOf writes the pages of a form as "a b | c".
func pagesOf(t *testing.T, q *survey.Questionnaire) string {
	t.Helper()
	form, problems := form.Compile(q)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	var pages []string
	for _, page := range respond.FormPages(form) {
		var names []string
		for _, f := range page {
			names = append(names, f.Path)
		}
		pages = append(pages, strings.Join(names, " "))
	}
	return strings.Join(pages, " | ")
}

func TestFormPages(t *testing.T) {
	t.Parallel()
	q := &survey.Questionnaire{Items: []*survey.Item{
		{Name: "start", Kind: survey.Metadata, Meta: "start"}, {Name: "a", Kind: survey.TextItem},
		{Name: "b", Kind: survey.TextItem},
		{Name: "g", Kind: survey.Group,
			Children: []*survey.Item{{Name: "c", Kind: survey.TextItem}, {Name: "d", Kind: survey.TextItem},
				{Name: "sum", Kind: survey.Calculate, Calculation: "1"}}},
		{Name: "h", Kind: survey.Group, Appearance: "field-list",
			Children: []*survey.Item{{Name: "e", Kind: survey.TextItem}}},
		{Name: "z", Kind: survey.TextItem},
	}}
	if got, want := pagesOf(t, q), "start a b | g | h | z"; got != want {
		t.Errorf("pages %q, want %q", got, want)
	}
	q.Style = "theme-grid pages"
	if got, want := pagesOf(t, q), "start | a | b | g/c | g/d g/sum | h | z"; got != want {
		t.Errorf("with style pages: %q, want %q", got, want)
	}
}

func TestBatteries(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		items []string
		want  string // looks on the page in order, rows of a battery in brackets
	}{
		{"two stand alone", []string{"a", "b"}, "a b"},
		{"three on one list are a table", []string{"a", "b", "c"}, "[a b c]"},
		{"a table with a head row", []string{"h label", "a list-nolabel", "b list-nolabel"}, "[a b]"},
		{"a list that opens stands alone", []string{"a", "b minimal", "c"}, "a b c"},
		{"two tables by their heads", []string{"h label", "a list-nolabel", "i label", "b list-nolabel"}, "[a] [b]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := webtest.Quick(t)
			slug := w.Publish(webtest.YesNo(c.items...), service.PublishOptions{})
			b := w.Open("/s/" + slug)
			var looks []string
			for _, n := range webtest.All(b.Form(), "section") {
				if strings.HasPrefix(webtest.Attr(n, "class"), "battery") {
					var rows []string
					for _, row := range webtest.All(n, "fieldset") {
						rows = append(rows, webtest.Attr(row, "data-path"))
					}
					looks = append(looks, "["+strings.Join(rows, " ")+"]")
				}
			}
			if !strings.Contains(c.want, "[") {
				for _, item := range append(webtest.All(b.Form(), "fieldset"), webtest.All(b.Form(), "div")...) {
					if p := webtest.Attr(item, "data-path"); p != "" {
						looks = append(looks, p)
					}
				}
				slices.Sort(looks)
			}
			if got := strings.Join(looks, " "); got != c.want {
				t.Errorf("looks %q, want %q", got, c.want)
			}
			for _, item := range c.items {
				if name, look, _ := strings.Cut(item, " "); look != "label" {
					b.Fill(name, "1")
				}
			}
			b.Press("send").Is(200).Receipt() // the head of a table asks for nothing
		})
	}
}

func TestRandomizedChoicesHoldTheirOrder(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	q := webtest.YesNo("a")
	q.Lists[0].Choices = nil
	for i := range 9 {
		q.Lists[0].Choices = append(q.Lists[0].Choices, survey.Choice{Code: fmt.Sprint(i)})
	}
	q.Items[0].Parameters = map[string]string{"randomize": "true"}
	slug := w.Publish(q, service.PublishOptions{})
	order := func(b *webtest.Browser) string {
		var out []string
		for _, n := range b.Inputs("a") {
			out = append(out, webtest.Attr(n, "value"))
		}
		return strings.Join(out, "")
	}
	orders := map[string]bool{}
	for range 8 {
		b := w.Open("/s/" + slug)
		first := order(b)
		orders[first] = true
		if again := order(b.Press("next").Press("goto:0")); again != first {
			t.Errorf("the order %s became %s for the same respondent", first, again)
		}
	}
	if len(orders) < 4 {
		t.Errorf("eight respondents see only %d orders: %v", len(orders), orders)
	}
}

func TestDefaultsAndDrawnValues(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	slug := w.Publish(&survey.Questionnaire{FormID: "d", Items: []*survey.Item{
		{Name: "who", Kind: survey.TextItem, Default: "chủ hộ", Label: survey.Text{"": "Ai trả lời?"}},
		{Name: "day", Kind: survey.Date, Default: "today()", Label: survey.Text{"": "Ngày"}},
		{Name: "arm", Kind: survey.Calculate, Calculation: "once(random())"},
		{Name: "source", Kind: survey.Hidden, Default: "poster"},
		{Name: "g", Kind: survey.Group, Label: survey.Text{"": "Nhóm"},
			Children: []*survey.Item{{Name: "x", Kind: survey.Note, Label: survey.Text{"": "Số của phiếu: ${arm}"}},
				{Name: "y", Kind: survey.TextItem}}},
	}}, service.PublishOptions{})
	b := w.Open("/s/" + slug)
	if got := webtest.Attr(b.Inputs("who")[0], "value") + " " +
		webtest.Attr(b.Inputs("day")[0], "value"); got != "chủ hộ 2026-11-20" {
		t.Errorf("the page begins with %q", got)
	}
	b.Fill("who", "").Press("next")
	first := b.Text()
	if again := b.Press("back").Press("next").Text(); again != first || strings.Contains(first, "phiếu:\n") {
		t.Errorf("what was drawn changed from page to page:\n%s\n%s", first, again)
	}
	b.Press("next").Press("send").Is(200).Receipt()
	r := w.Only(slug)
	arm := r.Answers["arm"].Text
	if !strings.Contains(first, "Số của phiếu: "+arm) || arm == "" {
		t.Errorf("stored arm %q, the page showed %q", arm, first)
	}
	if _, there := r.Answers["who"]; there || r.Answers["source"].Text != "poster" ||
		r.Answers["day"].Text != "2026-11-20" {
		t.Errorf("stored: %+v", r.Answers)
	}
}

func TestStartAndEndOfANamedFilling(t *testing.T) {
	t.Parallel()
	q := &survey.Questionnaire{FormID: "m", Items: []*survey.Item{
		{Name: "start", Kind: survey.Metadata, Meta: "start"}, {Name: "end", Kind: survey.Metadata, Meta: "end"},
		{Name: "a", Kind: survey.TextItem}}}
	for _, mode := range []survey.Mode{survey.Named, survey.Anonymous} {
		w := webtest.Quick(t)
		slug := w.Publish(q, service.PublishOptions{Mode: mode})
		b := w.Open("/s/" + slug)
		w.Pass(5 * time.Minute)
		b.Press("next")
		w.Pass(time.Minute)
		b.Press("send").Is(200)
		got := w.Only(slug).Answers["start"].Text + " " + w.Only(slug).Answers["end"].Text
		want := "2026-11-20T15:00:00.000+07:00 2026-11-20T15:05:00.000+07:00"
		if mode == survey.Anonymous {
			want = " "
		}
		if got != want {
			t.Errorf("%s: %q, want %q", mode, got, want)
		}
	}
}

// TestLargeBodyOverAConnection sends everything before it reads, as many clients do: the answer must still arrive.
func TestLargeBodyOverAConnection(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	slug := w.Resolutions()
	server := httptest.NewServer(w.Server)
	defer server.Close()
	u, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	for _, header := range []string{"Content-Length: 10485760\r\n", "Transfer-Encoding: chunked\r\n"} {
		conn, err := net.Dial("tcp", u.Host)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close() }()
		body := strings.Repeat("x", 10<<20)
		if strings.HasPrefix(header, "Transfer") {
			body = fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", 10<<20, body)
		}
		request := "POST /api/v1/surveys/" + slug + "/responses HTTP/1.1\r\nHost: " + u.Host +
			"\r\nContent-Type: application/json\r\n" + header + "\r\n" + body
		if _, err := conn.Write([]byte(request)); err != nil {
			t.Fatalf("%s: the server hung up: %v", strings.TrimSpace(header), err)
		}
		resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatalf("%s: no answer: %v", strings.TrimSpace(header), err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusRequestEntityTooLarge {
			t.Errorf("%s: status %d, want 413", strings.TrimSpace(header), resp.StatusCode)
		}
	}
}

package respond_test

import (
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/web/webtest"
)

// TestWorkerStaysWithItsSurvey: the worker may reach the survey's address alone, is asked for anew at each visit, and
// can ask nobody but this server.
func TestWorkerStaysWithItsSurvey(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	slug := w.Publish(messageForm(), service.PublishOptions{})
	r := w.Get("/s/" + slug + "/worker.js").Want(200)
	for name, want := range map[string]string{"Service-Worker-Allowed": "/s/" + slug, "Cache-Control": "no-cache",
		"Content-Type": "text/javascript; charset=utf-8", "Content-Security-Policy": "default-src 'none'; connect-src 'self'"} {
		if got := r.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if got := w.Get("/desk/login").Header.Get("Khaosat"); got != "" {
		t.Error("a page of the desk can be taken for one of the survey")
	}
}

// TestKeptAddressesAnswer: everything that a phone is asked to keep is there, and blank; what is asked for in another
// language or with a link stays so.
func TestKeptAddressesAnswer(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	slug := w.Publish(messageForm(), service.PublishOptions{})
	var list struct {
		Tag, Version, Notice       string
		Pages, Files, Lists, Media []string
	}
	r := w.Get("/s/" + slug + "/keep.json").Want(200)
	if err := json.Unmarshal([]byte(r.Body), &list); err != nil {
		t.Fatal(err)
	}
	if list.Version != "1" || len(list.Pages) != 2 || len(list.Files) < 5 || list.Tag == "" {
		t.Fatalf("a phone is told to keep %+v", list)
	}
	for _, address := range append(append(list.Pages, list.Files...), list.Notice) {
		got := w.Get(address).Want(200)
		if page := strings.HasPrefix(address, "/s/"); page != (got.Header.Get("Khaosat") == "1") {
			t.Errorf("%s is called ours: %v", address, !page)
		}
	}
	for at, says := range []string{"Số hộ", "Households"} {
		w.Open(list.Pages[at]).Sees(says)
	}
}

// TestKeptPageIsOneResponseEach: a page that a phone kept is filled in by two people: two responses are stored, each
// under the id that its phone made.
func TestKeptPageIsOneResponseEach(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	slug := w.Publish(messageForm(), service.PublishOptions{})
	page := w.Open("/s/"+slug).Fill("n", "10").Fill("m", "5").Values()
	ids := []string{"11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"}
	for _, id := range ids {
		sent := url.Values{}
		for name, texts := range page {
			sent[name] = texts
		}
		sent.Set(".id", id)
		sent.Set(".began", "4102444800000") // a clock many years ahead
		sent.Set(".do", "send")
		if b := w.PostForm(t, "/s/"+slug, sent); b.Receipt() == "" {
			t.Fatalf("no receipt for %s: %s", id, b.Text())
		}
	}
	stored := map[string]bool{}
	for _, r := range w.Responses(slug) {
		stored[r.ID] = true
	}
	if len(stored) != 2 || !stored[ids[0]] || !stored[ids[1]] {
		t.Errorf("stored %v", stored)
	}
}

var keepWord = regexp.MustCompile(`\btexts\.(\w+)`)

// TestKeptFormsHaveTheirWords: what keep.js says comes with keep.json in every language of the form, and nothing else.
func TestKeptFormsHaveTheirWords(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	var list struct{ Texts map[string]map[string]string }
	slug := w.Publish(messageForm(), service.PublishOptions{})
	if err := json.Unmarshal([]byte(w.Get("/s/"+slug+"/keep.json").Want(200).Body), &list); err != nil {
		t.Fatal(err)
	}
	said := map[string]bool{}
	files, err := filepath.Glob(filepath.Join("static", "keep*.js"))
	if err != nil || len(files) < 8 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range keepWord.FindAllStringSubmatch(string(b), -1) {
			said[m[1]] = true
		}
	}
	for _, lang := range []string{"vi", "en"} {
		texts := list.Texts[lang]
		if len(texts) != len(said) || strings.Contains(texts["waiting"], "respond.") {
			t.Errorf("%s: %d texts are sent, %d said", lang, len(texts), len(said))
		}
		for key := range said {
			if texts[key] == "" {
				t.Errorf("%s: texts.%s is not sent", lang, key)
			}
		}
	}
}

// TestSumsComeWhereTheyAreAsked: only forms that call digest() load what makes sums.
func TestSumsComeWhereTheyAreAsked(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	q := messageForm()
	q.FormID = "tong"
	q.Items = append(q.Items, &survey.Item{Name: "ma", Kind: survey.Calculate,
		Calculation: "concat('x', digest(${ten}, 'SHA-256'))"})
	for slug, want := range map[string]string{w.Publish(q, service.PublishOptions{}): "/respond_sums.js",
		w.Publish(messageForm(), service.PublishOptions{}): "/respond_full.js"} {
		if page := w.Get("/s/" + slug).Body; !strings.Contains(page, want) {
			t.Errorf("%s loads another script than %s", slug, want)
		}
	}
}

// TestWhatCannotKeepIsSaidFirst: inside a chat app, and on an address without a certificate, the first page says that
// the form cannot be kept, why, and that it works with a signal; elsewhere nothing is said.
func TestWhatCannotKeepIsSaidFirst(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	slug := w.Publish(messageForm(), service.PublishOptions{})
	const chrome = "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"
	for _, c := range []struct{ url, agent, says string }{
		{"http://127.0.0.1:8080/s/" + slug, chrome, ""},
		{"http://localhost/s/" + slug, chrome + " Zalo android/12100720", "“Mở bằng trình duyệt”"},
		{"http://localhost/s/" + slug, chrome + " [FB_IAB/FB4A;FBAV/441.0]", "“Mở bằng trình duyệt”"},
		{"http://192.168.1.5:8080/s/" + slug, chrome, "(http)"},
		{"http://192.168.1.5:8080/s/" + slug + "?lang=en", chrome, "no certificate"},
	} {
		page := w.Get(c.url, "User-Agent", c.agent).Want(200).Body
		if said := strings.Contains(page, `class="notice cannot"`); said != (c.says != "") || !strings.Contains(page, c.says) {
			t.Errorf("%s, %s: said %v, want %q", c.url, c.agent, said, c.says)
		}
		if !strings.Contains(page, `name="n"`) {
			t.Errorf("%s: the form is not there", c.url)
		}
	}
}

package browser

import (
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/khaosat/khaosat/survey/expr/exprgen"
	"github.com/khaosat/khaosat/test/drive"
)

// generated is how many random expressions the phone and the server are compared on.
const generated = 3000

// The phone gives the server's answers: on the shared table, and on expressions that nobody thought of.
func TestPhoneAgreesWithServer(t *testing.T) {
	document, err := exprgen.Generate(rand.New(rand.NewPCG(2025, 11)), generated)
	if err != nil {
		t.Fatal(err)
	}
	random, err := document.JSON()
	if err != nil {
		t.Fatal(err)
	}
	mux := vectorPages()
	mux.HandleFunc("/random.json", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(random) })
	srv := httptest.NewServer(mux)
	defer srv.Close()
	ctx := tab(t, &demo{url: srv.URL}, 360, 800)
	drive.Do(t, ctx, chromedp.Navigate(srv.URL+"/"))
	const run = `(async () => {
  const [expr, node, list, checker] = await Promise.all(['/static/expr.js', '/static/expr_node.js', '/static/expr_list.js', '/vectors/check_vectors.mjs'].map(u => import(u)));
  const phone = {...expr, grow: node.grow, table: list.table};
  const read = async u => (await fetch(u)).json();
  const data = await read('/vectors/vectors.json'), more = await read('/random.json');
  return {counts: [data.vectors.length, more.data.vectors.length],
    failures: [...checker.check(phone, data, await read('/vectors/trees.json')), ...checker.check(phone, more.data, more.trees)].slice(0, 50)};
})()`
	got := drive.Eval[struct {
		Counts   []int    `json:"counts"`
		Failures []string `json:"failures"`
	}](t, ctx, run)
	if len(got.Counts) != 2 || got.Counts[0] < 300 || got.Counts[1] != generated {
		t.Errorf("the phone saw %v vectors", got.Counts)
	}
	for _, f := range got.Failures {
		t.Error(f)
	}
}

// vectorPages serves the phone's scripts and the tables that they are held against, beside an empty page.
func vectorPages() *http.ServeMux {
	mux := http.NewServeMux()
	for url, dir := range map[string]string{"/static/": "web/respond/static", "/vectors/": "survey/expr/testdata",
		"/texts/": "survey/form/testdata"} {
		mux.HandleFunc(url, func(w http.ResponseWriter, r *http.Request) {
			name, dir := filepath.Base(r.URL.Path), dir
			if strings.HasSuffix(name, "js") {
				w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
			}
			if strings.HasPrefix(name, "expr") && url == "/static/" {
				dir = "survey/expr/js"
			}
			b, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(dir), name))
			if err != nil {
				http.NotFound(w, r)
				return
			}
			_, _ = w.Write(b)
		})
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<!doctype html><title>vectors</title>"))
	})
	return mux
}

// The phone reads texts and numbers as the server does: the table that survey.TestCleanText and TestTypedNumbers hold
// the server against.
func TestPhoneReadsTextsAndNumbersAsTheServer(t *testing.T) {
	srv := httptest.NewServer(vectorPages())
	defer srv.Close()
	ctx := tab(t, &demo{url: srv.URL}, 360, 800)
	drive.Do(t, ctx, chromedp.Navigate(srv.URL+"/"))
	const run = `(async () => {
  const [{ clean }, { typed, decimal }] = await Promise.all(['/static/respond_text.js', '/static/respond_number.js'].map(u => import(u)));
  const data = await (await fetch('/texts/text.json')).json(), failures = [];
  for (const v of data.texts) if (clean(v.in) !== v.out) failures.push(JSON.stringify([v, clean(v.in)]));
  for (const v of data.numbers) for (const [lang, mark] of [['vi', ','], ['en', '.']]) {
    const { plain, doubt } = typed(v.in, mark, v.whole);
    const is = doubt ? 'doubt' : decimal(plain) !== plain || v.whole && plain.includes('.') ? 'refused' : plain;
    if (is !== v[lang]) failures.push(JSON.stringify([v, lang, is]));
  }
  return { counts: [data.texts.length, data.numbers.length], failures };
})()`
	got := drive.Eval[struct {
		Counts   []int    `json:"counts"`
		Failures []string `json:"failures"`
	}](t, ctx, run)
	if len(got.Counts) != 2 || got.Counts[0] < 20 || got.Counts[1] < 40 {
		t.Errorf("the phone saw %v vectors", got.Counts)
	}
	for _, f := range got.Failures {
		t.Error(f)
	}
}

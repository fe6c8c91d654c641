package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/web"
	"github.com/khaosat/khaosat/web/edge"
	"github.com/khaosat/khaosat/web/webtest"
)

// Requests of these tests come from 192.0.2.1.
func proxies(t *testing.T, texts ...string) edge.Proxies {
	t.Helper()
	p, wrong, ok := edge.ParseProxies(texts)
	if !ok {
		t.Fatal(wrong)
	}
	return p
}

// Behind a proxy that is trusted a page is of https when the proxy was asked so; anybody else may write what he likes.
func TestSchemeBehindAProxy(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	for _, tt := range []struct {
		name    string
		trusted []string
		says    string
		want    bool
	}{
		{"trusted", []string{"192.0.2.0/24"}, "https", true},
		{"trusted, by its address", []string{"10.0.0.1", "192.0.2.1"}, "HTTPS", true},
		{"trusted, plain", []string{"192.0.2.1"}, "http", false},
		{"trusted, the nearest counts", []string{"192.0.2.1"}, "https, http", false},
		{"not trusted", []string{"192.0.3.0/24"}, "https", false},
		{"none", nil, "https", false},
	} {
		w.Serve(web.Config{Proxies: proxies(t, tt.trusted...)})
		set := w.Ask(http.MethodPost, "/desk/login",
			strings.NewReader("name=phantich&password="+webtest.GoodPassword), "Content-Type",
			"application/x-www-form-urlencoded", "X-Forwarded-Proto", tt.says).Header.Get("Set-Cookie")
		if got := strings.HasPrefix(set, "__Host-") && strings.Contains(set, "Secure"); got != tt.want {
			t.Errorf("%s: cookie %q, secure %v, want %v", tt.name, set, got, tt.want)
		}
	}
}

// Who guesses at receipts is stopped by his own address: behind a trusted proxy by the one that this names, else by the
// one that he comes from, whatever he writes into the headers.
func TestClientsBehindAProxy(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	slug := w.Resolutions()
	guess := func(from string) int {
		return w.Ask(http.MethodPost, "/api/v1/surveys/"+slug+"/withdraw", strings.NewReader(`{"receipt":"AAAA"}`),
			"Content-Type", "application/json", "X-Forwarded-For", from, "X-Real-IP", from).Status
	}
	tooOften := func(from func(i int) string) bool {
		for i := range 40 {
			if guess(from(i)) == http.StatusTooManyRequests {
				return true
			}
		}
		return false
	}
	one := func(int) string { return "203.0.113.7" }
	other := func(i int) string { return "198.51.100." + string(rune('0'+i%10)) + string(rune('0'+i/10)) }
	forged := func(i int) string { return other(i) + ", 203.0.113.8" }
	neighbours := func(i int) string { return "2001:db8::" + string(rune('0'+i%10)) + string(rune('0'+i/10)) }

	w.Serve(web.Config{Proxies: proxies(t, "192.0.2.1")})
	if !tooOften(one) {
		t.Error("nothing stops one client behind a proxy")
	}
	if tooOften(other) {
		t.Error("clients behind a proxy stop each other")
	}
	if !tooOften(forged) {
		t.Error("a client behind a proxy passes with addresses of his own making")
	}
	if !tooOften(neighbours) {
		t.Error("a client passes with the many addresses of his network")
	}
	w.Serve(web.Config{})
	if !tooOften(other) {
		t.Error("without a proxy a client passes with addresses of his own making")
	}
}

func TestProxiesAreAddresses(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{"10.0.0.0/8": true, "10.0.0.2": true, "fd00::/8": true, "::1": true,
		"proxy": false, "10.0.0.0/33": false, "": false} {
		if _, wrong, ok := edge.ParseProxies([]string{"127.0.0.1", text}); ok != want || !ok && wrong != text {
			t.Errorf("%q is taken: %v, want %v (%q)", text, ok, want, wrong)
		}
	}
}

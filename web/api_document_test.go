package web_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/web/webtest"
)

// TestDocumentedRoutes: docs/api.yaml describes every route of the API, and nothing else. test/api reads it with a
// judge of OpenAPI; here two kinds of lines are enough.
func TestDocumentedRoutes(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	r := w.Get("/api/v1/openapi.yaml").Want(200)
	if got := r.Header.Get("Content-Type"); !strings.HasPrefix(got, "application/yaml") {
		t.Errorf("Content-Type %q", got)
	}
	described := describedRoutes(r.Body)
	var registered []string
	parameter := regexp.MustCompile(`[:*]([a-z0-9]+)`)
	for _, route := range w.Server.Routes() {
		if strings.HasPrefix(route.Path, "/api/") {
			registered = append(registered, route.Method+" "+parameter.ReplaceAllString(route.Path, "{$1}"))
		}
	}
	if len(registered) < 7 {
		t.Fatalf("routes are %q", registered)
	}
	for _, route := range registered {
		if !slices.Contains(described, route) {
			t.Errorf("%s is not described in docs/api.yaml", route)
		}
	}
	for _, route := range described {
		if !slices.Contains(registered, route) {
			t.Errorf("docs/api.yaml describes %s, which is no route", route)
		}
	}
}

// describedRoutes lists "GET /api/…" of the paths of an OpenAPI document.
func describedRoutes(document string) []string {
	_, paths, _ := strings.Cut(document, "\npaths:\n")
	paths, _, _ = strings.Cut(paths, "\ncomponents:\n")
	path := ""
	var out []string
	for line := range strings.Lines(paths) {
		line = strings.TrimRight(line, "\n")
		key, isKey := strings.CutSuffix(strings.TrimSpace(line), ":")
		switch indent := len(line) - len(strings.TrimLeft(line, " ")); {
		case !isKey:
		case indent == 2:
			path = key
		case indent == 4 && slices.Contains(methods, strings.ToUpper(key)):
			out = append(out, strings.ToUpper(key)+" "+path)
		}
	}
	return out
}

var methods = []string{http.MethodGet, http.MethodPut, http.MethodPost, http.MethodDelete, http.MethodPatch,
	http.MethodHead, http.MethodOptions}

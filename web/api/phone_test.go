package api_test

import (
	"net/http"
	"testing"

	"github.com/khaosat/khaosat/web/webtest"
)

// A phone that shows the communes of one district asks for those alone.
func TestChoicesOfAList(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	slug := w.Resolutions()
	at := "/api/v1/surveys/" + slug + "/lists/"
	var list struct {
		Name    string
		Choices []struct {
			Code  string
			Label map[string]string
		}
	}
	reply := w.Get(at + "xa?version=1&column=huyen&value=h1&phone=en").Want(http.StatusOK)
	reply.Json(&list)
	if list.Name != "xa" || len(list.Choices) != 2 || list.Choices[0].Code != "x1" || list.Choices[1].Code != "x2" {
		t.Errorf("the communes of h1: %+v", list)
	}
	if label := list.Choices[0].Label["en"]; label != "Muong Than commune" {
		t.Errorf("the label in English is %q: %+v", label, list.Choices[0])
	}
	if kept := reply.Header.Get("Cache-Control"); kept != "private, max-age=86400" {
		t.Errorf("a version never changes, its list is kept by %q", kept)
	}
	list.Choices = nil
	w.Get(at + "xa?column=huyen&value=h9").Want(http.StatusOK).Json(&list)
	if len(list.Choices) != 0 {
		t.Errorf("an unknown district has the communes %+v", list.Choices)
	}
	w.Get(at + "khong-co?column=huyen&value=h1").Want(http.StatusNotFound)
	w.Get("/api/v1/surveys/khong-co/lists/xa?column=huyen&value=h1").Want(http.StatusNotFound)
}

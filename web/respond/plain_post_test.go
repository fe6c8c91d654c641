package respond_test

import (
	"net/url"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/web/webtest"
)

// wholeForm is every required answer of resolutionForm, as a program without pages posts it.
func wholeForm() url.Values {
	return url.Values{"nguoi/doituong": {"nd"}, "nguoi/huyen": {"h1"}, "danhgia/kiemtra": {"1"}, "danhgia/canbo": {"1"},
		"danhgia/tuyentruyen": {"3"}}
}

// A program that filled in an earlier version says so, and is judged by that version.
func TestPlainFormOfAnEarlierVersion(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	slug := w.Resolutions()
	second := webtest.ResolutionForm()
	second.Version = "2"
	second.Items = append(second.Items,
		&survey.Item{Name: "them", Kind: survey.TextItem, Label: webtest.Tv("Thêm", "More"), Required: "yes"})
	w.Publish(second, service.PublishOptions{Mode: survey.Named})
	v := wholeForm()
	w.PostForm(t, "/s/"+slug, v).Is(422)
	v.Set("version", "1")
	w.PostForm(t, "/s/"+slug, v).Is(200)
	if got := w.Only(slug).Version; got != "1" {
		t.Errorf("stored under version %q, want 1", got)
	}
	v.Set("version", "9")
	w.PostForm(t, "/s/"+slug, v).Is(404)
}

func TestTwoValuesOfOneInputAreRefused(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	slug := w.Resolutions()
	for item, values := range map[string][]string{"danhgia/kiemtra": {"1", "3"}, "danhgia/diem": {"4", "5"}} {
		v := wholeForm()
		v[item] = values
		w.PostForm(t, "/s/"+slug, v).Is(422)
	}
	if n := len(w.Responses(slug)); n != 0 {
		t.Errorf("%d responses were stored", n)
	}
}

package desk_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/xlsform/xlsformtest"
	"github.com/khaosat/khaosat/web/webtest"
)

// versionItem is what the API says of an item of several versions.
type versionItem struct {
	Item     string
	Versions []string
	Previous bool
	Apart    []string
	Base     struct{ Valid int64 }
	Rows     []struct{ Code, Previous string }
}

// versionsWorld has answers to two versions: the second turns the scale round, takes the choice hop out, adds tivi, and
// asks tuoi no more.
func versionsWorld(t *testing.T) *webtest.World {
	t.Helper()
	w := webtest.ForDesk(t)
	q := webtest.RatingForm()
	q.Items = append(q.Items, &survey.Item{Name: "tuoi", Kind: survey.Integer, Label: webtest.Tv("Tuổi", "Age")})
	w.Publish(q, service.PublishOptions{Mode: survey.Named})
	w.Answer("danh-gia", 1, `{"canbo":"1","kenh":["hop"],"tuoi":40}`)
	w.Answer("danh-gia", 2, `{"canbo":"1","kenh":["loa","hop"],"tuoi":50}`)
	q = webtest.RatingForm()
	q.Version = "2"
	for i, label := range []survey.Text{webtest.Tv("Chưa tốt", "Not good"), webtest.Tv("Trung bình", "Average"),
		webtest.Tv("Khá tốt", "Fairly good"), webtest.Tv("Tốt", "Good")} {
		q.Lists[0].Choices[i].Label = label
	}
	q.Lists[1].Choices[1] = survey.Choice{Code: "tivi", Label: webtest.Tv("Ti vi", "Television")}
	w.Publish(q, service.PublishOptions{Accept: true})
	w.Answer("danh-gia", 3, `{"canbo":"4","kenh":["tivi"]}`)
	return w
}

// What is of a previous version is marked on the page of results, in both languages, and says why it stands apart.
func TestResultsMarkPreviousVersions(t *testing.T) {
	t.Parallel()
	w := versionsWorld(t)
	analyst := w.As("phantich")
	analyst.Get("/desk/danh-gia/results").Want(http.StatusOK).Says("Việc tăng cường cán bộ (phiên bản trước: 1)",
		"Không gộp với phiên bản hiện hành: ",
		"Không tính 2 câu trả lời theo phiên bản 1, để riêng vì: ", "Họp bản (phiên bản trước: 1)",
		"Ti vi (trên 1 người được hỏi có lựa chọn này)",
		"Tuổi (phiên bản trước: 1)", "Phiên bản hiện hành không còn hỏi câu này.")
	analyst.Get("/desk/danh-gia/results?lang=en").Want(http.StatusOK).Says("Sending cadres (previous version: 1)",
		"Not counted with the current version: ",
		"2 answers to version 1 are not counted here: ", "Meetings (previous version: 1)", "Age (previous version: 1)",
		"The current version does not ask this any more.")
}

// Answers that stand apart can be chosen for tables, as items and as breaks, and are marked there.
func TestTablesOfferPreviousVersions(t *testing.T) {
	t.Parallel()
	w := versionsWorld(t)
	analyst := w.As("phantich")
	page := analyst.Get("/desk/danh-gia/tables").Want(http.StatusOK).Says("Việc tăng cường cán bộ? (phiên bản trước: 1)", "Tuổi (phiên bản trước: 1)", "${canbo@1}").
		Silent(">= 18") // an example of a condition asks for what the current version asks, and that is no number
	for _, want := range []string{`name="item" value="canbo@1"`, `name="by" value="canbo@1"`,
		`name="item" value="tuoi"`} {
		if !strings.Contains(page.Body, want) {
			t.Errorf("the page of tables has no choice with %s", want)
		}
	}
	query := url.Values{"item": {"canbo@1", "tuoi", "kenh"}, "by": {"canbo@1"}, "where": {"${canbo@1} = '1'"}}.Encode()
	made := analyst.Get("/desk/danh-gia/tables?"+query).Want(http.StatusOK).Says("Không gộp với phiên bản hiện hành: ",
		"Phiên bản hiện hành không còn hỏi câu này.",
		"hop Họp bản (phiên bản trước: 1)", "Họp bản (phiên bản trước: 1) 100,00", "45,00") // among the codes, in the table, and the mean age of the two
	if n := strings.Count(made.Text(), "Việc tăng cường cán bộ? (phiên bản trước: 1)"); n < 4 { // two choices, a table, a break
		t.Errorf("the mark stands %d times on the page", n)
	}
	analyst.Get("/desk/danh-gia/tables?lang=en&item=canbo%401").Says("Sending cadres? (previous version: 1)",
		"Not counted with the current version: ")
	analyst.Get("/desk/danh-gia/tables.xlsx?" + query).Want(http.StatusOK)
	analyst.Get("/desk/danh-gia/tables?item=canbo%407").Want(http.StatusUnprocessableEntity)
	analyst.Get("/desk/danh-gia/tables?item=kenh&item=kenh&by=_version&by=_version").Want(http.StatusOK).Says("Biết qua kênh nào?")
}

// The JSON of results says which entries are of previous versions and why they stand apart.
func TestResultsInJSONMarkPreviousVersions(t *testing.T) {
	t.Parallel()
	w := versionsWorld(t)
	key, err := w.Service.AddKey(t.Context(), webtest.Admin, "máy", survey.Analyst)
	if err != nil {
		t.Fatal(err)
	}
	var got struct{ Items []versionItem }
	w.Get("/api/v1/surveys/danh-gia/results", "Authorization", "Bearer "+key).Want(http.StatusOK).Json(&got)
	item := func(name string) *versionItem {
		t.Helper()
		at := slices.IndexFunc(got.Items, func(it versionItem) bool { return it.Item == name })
		if at < 0 {
			t.Fatalf("there is no item %q", name)
		}
		return &got.Items[at]
	}
	for _, want := range []struct {
		name     string
		versions string
		previous bool
		apart    string
		valid    int64
	}{
		{"canbo", "2", false, "Không tính 2 câu trả lời theo phiên bản 1, để riêng vì: ", 1},
		{"canbo@1", "1", true, "Không gộp với phiên bản hiện hành: ", 2},
		{"tuoi", "1", true, "Phiên bản hiện hành không còn hỏi câu này.", 2},
		{"kenh", "1 2", false, "", 3},
	} {
		it := item(want.name)
		if strings.Join(it.Versions, " ") != want.versions || it.Previous != want.previous ||
			it.Base.Valid != want.valid || !strings.HasPrefix(strings.Join(it.Apart, "\n"), want.apart) ||
			want.apart == "" && it.Apart != nil {
			t.Errorf("%s: versions %v, previous %v, valid %d, apart %q; want %+v", want.name, it.Versions, it.Previous,
				it.Base.Valid, it.Apart, want)
		}
	}
	previous := map[string]string{}
	for _, row := range item("kenh").Rows {
		previous[row.Code] = row.Previous
	}
	if previous["hop"] != "1" || previous["loa"] != "" || previous["tivi"] != "" {
		t.Errorf("choices of previous versions: %v, want hop of 1 alone", previous)
	}
}

// Why a form cannot be published is said at the desk in one line with its causes, and nothing is stored.
func TestTheDeskSaysWhyAFormIsHeld(t *testing.T) {
	t.Parallel()
	w := webtest.ForDesk(t)
	analyst := w.As("phantich")
	book := xlsformtest.Workbook(t,
		strings.Replace(goodBook, "| text               | q2   |", "| osm                | q2   |", 1))
	for lang, want := range map[string]string{"vi": "Chưa công bố được: survey!A3: ",
		"en": "Cannot be published: survey!A3: khaosat does not support the type osm"} {
		page := analyst.Upload("/desk/upload?lang="+lang, "form", "a.xlsx", book).Says(want,
			map[string]string{"vi": "phải sửa survey A3", "en": "must change survey A3"}[lang])
		if n := strings.Count(page.Text(), want[:strings.Index(want, ":")]); n != 1 {
			t.Errorf("%s: it is said %d times, want one line", lang, n)
		}
	}
	if surveys, err := w.Service.Surveys(t.Context(), webtest.Admin); err != nil || len(surveys) != 0 {
		t.Errorf("got %d surveys, %v: what cannot be published is not stored", len(surveys), err)
	}
	analyst.Upload("/desk/upload", "form", "a.xlsx", xlsformtest.Workbook(t, goodBook)).Silent("Chưa công bố được")
}

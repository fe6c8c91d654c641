package api_test

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/web/webtest"
)

func TestPostResponse(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	slug := w.Resolutions()
	var first, again map[string]string
	w.Send(slug, webtest.Response(webtest.IdA, webtest.GoodAnswers)).Want(201).Json(&first)
	if first["id"] != webtest.IdA || len(first["receipt"]) != 19 || len(first["sha256"]) != 64 {
		t.Errorf("the receipt is %v", first)
	}
	// The same content: other order of members, other spelling of the blanks, and the id in capitals.
	w.Send(slug, fmt.Sprintf(`{"answers":{%s},"id":%q, "language":"vi","version":"1"}`, webtest.GoodAnswers,
		strings.ToUpper(webtest.IdA))).Want(200).Json(&again)
	if again["receipt"] != first["receipt"] || again["sha256"] != first["sha256"] {
		t.Errorf("the resend got %v, the first %v", again, first)
	}
	if p := w.Send(slug, webtest.Response(webtest.IdA,
		webtest.GoodAnswers+`,"diem":7`)).Want(409).Problem(); p.Code != "response.other_content" {
		t.Errorf("other content: code %q", p.Code)
	}
	// Closed: the resend still gets its receipt, a new one goes into quarantine.
	w.Change(slug, func(s *survey.Survey) { s.Closed = true })
	w.Send(slug, webtest.Response(webtest.IdA, webtest.GoodAnswers)).Want(200)
	p := w.Send(slug, webtest.Response(webtest.IdB, webtest.GoodAnswers)).Want(403).Problem()
	if p.Stored != "quarantine" || p.Code != "survey.closed" || p.Receipt == "" {
		t.Errorf("after closing: %+v", p)
	}
	if n := len(w.Responses(slug)); n != 3 {
		t.Errorf("%d responses are stored, want 2 and the copy of other content", n)
	}
	if err := w.Service.Erase(t.Context(), webtest.Admin, slug, webtest.IdA); err != nil {
		t.Fatal(err)
	}
	w.Send(slug, webtest.Response(webtest.IdA, webtest.GoodAnswers)).Want(410)
}

func TestPostResponseRefusals(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	slug := w.Resolutions()
	for _, c := range []struct {
		name, body string
		status     int
		codes      []string
	}{
		{"not JSON", `{"id":`, 400, nil},
		{"two JSON texts", webtest.Response(webtest.IdA, webtest.GoodAnswers) + `{}`, 400, nil},
		{"empty", ``, 400, nil},
		{"not UTF-8", webtest.Response(webtest.IdA, webtest.GoodAnswers+`,"gopy":"`+"\xff\xfe"+`"`), 400, nil},
		{"an array", `[]`, 422, []string{" json.object"}},
		{"no answers", `{"id":"` + webtest.IdA + `"}`, 422, []string{"answers json.answers"}},
		{"answers of a wrong shape", `{"id":"` + webtest.IdA + `","answers":[]}`, 422,
			[]string{"answers json.answers"}},
		{"an unknown member", `{"id":"` + webtest.IdA + `","answer":{},"answers":{` + webtest.GoodAnswers + `}}`, 422,
			[]string{"answer json.unknown_member"}},
		{"a member twice", `{"id":"` + webtest.IdA + `","answers":{` + webtest.GoodAnswers + `,"kiemtra":"2"}}`, 422,
			[]string{"kiemtra json.member_twice"}},
		{"no id", `{"answers":{` + webtest.GoodAnswers + `}}`, 422, []string{"id id.uuid"}},
		{"an id that is a number", `{"id":7,"answers":{` + webtest.GoodAnswers + `}}`, 422, []string{"id json.text"}},
		{"an id that is no UUID", webtest.Response("phieu-1", webtest.GoodAnswers), 422, []string{"id id.uuid"}},
		{"an unknown version", `{"id":"` + webtest.IdA + `","version":"99","answers":{` + webtest.GoodAnswers + `}}`,
			422, []string{"version version.unknown"}},
		{"a link that is not there", `{"id":"` + webtest.IdA + `","link":"nope","answers":{` + webtest.GoodAnswers +
			`}}`, 422, []string{"link link.unknown"}},
		{"an unknown item", webtest.Response(webtest.IdA, webtest.GoodAnswers+`,"bia":"1"`), 422,
			[]string{"bia answer.unknown_item"}},
		{"an unknown code", webtest.Response(webtest.IdA,
			strings.Replace(webtest.GoodAnswers, `"canbo":"2"`, `"canbo":"7"`, 1)), 422,
			[]string{"danhgia/canbo answer.choice"}},
		{"a hidden item", webtest.Response(webtest.IdA, webtest.GoodAnswers+`,"namdang":1998`), 422,
			[]string{"nguoi/namdang answer.not_asked"}},
		{"required ones missing", webtest.Response(webtest.IdA, `"doituong":"dv","huyen":"h1","kiemtra":"1"`), 422,
			[]string{"nguoi/namdang answer.required", "danhgia/canbo answer.required",
				"danhgia/tuyentruyen answer.required"}},
		{"too many choices", webtest.Response(webtest.IdA, webtest.GoodAnswers+`,"huyen":["h1","h2"]`), 422,
			[]string{"nguoi/huyen answer.twice", "nguoi/huyen answer.too_many"}},
		{"one choice given as a list",
			webtest.Response(webtest.IdA, strings.Replace(webtest.GoodAnswers, `"canbo":"2"`, `"canbo":["1","2"]`, 1)),
			422, []string{"danhgia/canbo answer.too_many"}},
		{"more choices than there are",
			webtest.Response(webtest.IdA, webtest.GoodAnswers+`,"kenh":["loa","hop","mxh","loa","hop"]`), 422,
			[]string{"khac/kenh answer.too_many"}},
		{"an exclusive choice beside another",
			webtest.Response(webtest.IdA, webtest.GoodAnswers+`,"kenh":["loa","khong"]`), 422,
			[]string{"khac/kenh answer.exclusive"}},
		{"a wrong type", webtest.Response(webtest.IdA, webtest.GoodAnswers+`,"gio":"nhiều"`), 422,
			[]string{"khac/gio answer.number"}},
		{"a decimal comma", webtest.Response(webtest.IdA, webtest.GoodAnswers+`,"gio":"12,5"`), 422,
			[]string{"khac/gio answer.decimal_comma"}},
		{"not on a step", webtest.Response(webtest.IdA, webtest.GoodAnswers+`,"diem":7.5`), 422,
			[]string{"danhgia/diem answer.step"}},
		{"a boolean and all the rest at once",
			webtest.Response(webtest.IdA,
				`"doituong":"ld","huyen":true,"kiemtra":"77","canbo":"1","tuyentruyen":"1","bia":1`), 422,
			[]string{"huyen answer.type", "bia answer.unknown_item", "danhgia/kiemtra answer.choice"}},
		{"a file that was not uploaded",
			webtest.Response(webtest.IdA,
				webtest.GoodAnswers+`,"anh":{"sha256":"`+strings.Repeat("ab",
					32)+`","name":"a.jpg","type":"image/jpeg"}`), 422, []string{"khac/anh answer.file_missing"}},
		{"a constraint", webtest.Response(webtest.IdA,
			strings.Replace(webtest.GoodAnswers, `"ld"`, `"dv"`, 1)+`,"namdang":1900`), 422,
			[]string{"nguoi/namdang answer.constraint"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := w.Send(slug, c.body)
			r.T = t
			p := r.Want(c.status).Problem()
			got := p.Codes()
			for _, want := range c.codes {
				if !slices.Contains(got, want) {
					t.Errorf("problems %q lack %q", got, want)
				}
			}
			if c.status == 422 && len(got) > len(c.codes) && c.name != "too many choices" {
				t.Errorf("problems %q, want %q", got, c.codes)
			}
			if p.Detail == "" || p.Code == "" {
				t.Errorf("the problem says nothing: %s", r.Body)
			}
		})
	}
	if n := len(w.Responses(slug)); n != 0 {
		t.Errorf("%d responses are stored", n)
	}
}

// Withdrawn is gone: a second time is 204 as well, and the answer sent again is 410.
func TestWithdrawOverTheAPI(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	slug := w.Resolutions()
	withdraw := func(body string) webtest.Reply {
		return w.Ask(http.MethodPost, "/api/v1/surveys/"+slug+"/withdraw", strings.NewReader(body), "Content-Type",
			"application/json")
	}
	var sent struct{ Receipt string }
	if err := json.Unmarshal([]byte(w.Send(slug, webtest.Response(webtest.IdA, webtest.GoodAnswers)).Want(201).Body),
		&sent); err != nil {
		t.Fatal(err)
	}
	if p := withdraw(`{"receipt":"0000-0000-0000-0000"}`).Want(404).Problem(); p.Code != "receipt.unknown" {
		t.Errorf("code %q", p.Code)
	}
	withdraw(`{}`).Want(422)
	withdraw(`{"receipt":"` + strings.ToLower(sent.Receipt) + `"}`).Want(204)
	withdraw(`{"receipt":"` + sent.Receipt + `"}`).Want(204)
	w.Send(slug, webtest.Response(webtest.IdA, webtest.GoodAnswers)).Want(410)
	if n := len(w.Responses(slug)); n != 0 {
		t.Errorf("%d responses are left", n)
	}
}

func TestPostResponseAtTheEdge(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	slug := w.Resolutions()
	api := "/api/v1/surveys/" + slug + "/responses"
	good := webtest.Response(webtest.IdA, webtest.GoodAnswers)
	t.Run("no such survey", func(t *testing.T) {
		if p := w.Send("nothing", good).Want(404).Problem(); p.Code != "survey.not_found" {
			t.Errorf("code %q", p.Code)
		}
	})
	t.Run("another content type", func(t *testing.T) {
		w.Ask(http.MethodPost, api, strings.NewReader(good), "Content-Type", "text/plain").Want(415).Problem()
		w.Ask(http.MethodPost, api, strings.NewReader(good)).Want(415)
		w.Ask(http.MethodPost, api, strings.NewReader(good), "Content-Type",
			"application/json; charset=UTF-8").Want(201)
	})
	t.Run("ten megabytes", func(t *testing.T) {
		body := webtest.Response(webtest.IdB, webtest.GoodAnswers+`,"gopy":"`+strings.Repeat("dài ", 10<<20/5)+`"`)
		if p := w.Send(slug, body).Want(413).Problem(); p.Code != "body.too_large" ||
			!strings.Contains(p.Detail, "2 MB") {
			t.Errorf("%+v", p)
		}
	})
	t.Run("a text at its limit", func(t *testing.T) {
		p := w.Send(slug, webtest.Response(webtest.IdB,
			webtest.GoodAnswers+`,"gopy":"`+strings.Repeat("a", 100_001)+`"`)).Want(422).Problem()
		if got := p.Codes(); !slices.Equal(got, []string{"khac/gopy answer.too_long"}) {
			t.Errorf("problems %q", got)
		}
	})
	t.Run("another method", func(t *testing.T) { w.Ask(http.MethodDelete, api, nil).Want(405).Problem() })
	t.Run("no such address", func(t *testing.T) { w.Get("/api/v2/surveys").Want(404).Problem() })
}

func TestMessagesInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	slug := w.Resolutions()
	body := strings.Replace(webtest.Response(webtest.IdA,
		`"doituong":"dv","huyen":"h1","namdang":1900,"kiemtra":"1","canbo":"1"`), `"vi"`, `"en"`, 1)
	message := func(headers ...string) string {
		var out []string
		for _, p := range w.Send(slug, body, headers...).Want(422).Problem().Problems {
			out = append(out, p.Message)
		}
		return strings.Join(out, " | ")
	}
	// The author's own message is in the language of the answers, ours in the reader's.
	if got, want := message(), "The year must be 1930 or later. | Xin trả lời câu này."; got != want {
		t.Errorf("without a wish: %q, want %q", got, want)
	}
	if got, want := message("Accept-Language", "fr, en;q=0.8, vi;q=0.5"),
		"The year must be 1930 or later. | Please answer this item."; got != want {
		t.Errorf("for an English reader: %q, want %q", got, want)
	}
}

// A shape that no answer can have is told with its cause in the reader's language, cause and all.
func TestShapesAreToldInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	slug := w.Resolutions()
	body := webtest.Response(webtest.IdA, webtest.GoodAnswers+`,"huyen":true,"anh":{"sha256":"ab","gì":"x"}`)
	message := func(headers ...string) (out []string) {
		for _, p := range w.Send(slug, body, headers...).Want(422).Problem().Problems {
			if p.Code == "answer.type" {
				out = append(out, p.Message)
			}
		}
		return out
	}
	if got, want := message(), []string{"Câu trả lời có dạng không dùng được: tệp không có trường “gì”.",
		"Câu trả lời có dạng không dùng được: câu trả lời không thể là true hay false."}; !slices.Equal(got, want) {
		t.Errorf("in Vietnamese: %q, want %q", got, want)
	}
	if got, want := message("Accept-Language", "en"), []string{
		"The answer has a shape that cannot be used: a file has no member “gì”.",
		"The answer has a shape that cannot be used: an answer cannot be true or false."}; !slices.Equal(got, want) {
		t.Errorf("in English: %q, want %q", got, want)
	}
}

func TestTokenByAPI(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	slug := w.Publish(webtest.ResolutionForm(), service.PublishOptions{Access: survey.ByToken})
	tokens, err := w.Service.MakeTokens(t.Context(), webtest.Admin, slug, 2, survey.Preset{})
	if err != nil {
		t.Fatal(err)
	}
	with := func(id, token string) string {
		return strings.Replace(webtest.Response(id, webtest.GoodAnswers), `{`, `{"token":"`+token+`",`, 1)
	}
	refused := func(body string) string {
		t.Helper()
		reply := w.Send(slug, body).Want(401)
		if code := reply.Problem().Code; code != "token.refused" {
			t.Errorf("code %q, want token.refused", code)
		}
		return regexp.MustCompile(`"request_id":"[0-9a-f]*"`).ReplaceAllString(reply.Body, "")
	}
	missing := refused(webtest.Response(webtest.IdA, webtest.GoodAnswers))
	unknown := refused(with(webtest.IdA, "guess"))
	w.Send(slug, with(webtest.IdA, tokens[0])).Want(201)
	w.Send(slug, with(webtest.IdA, tokens[0])).Want(200)
	used := refused(with(webtest.IdB, tokens[0]))
	if missing != unknown || unknown != used {
		t.Errorf("refusals tell tokens apart:\n%s\n%s\n%s", missing, unknown, used)
	}
}

func TestPutFile(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	slug := w.Resolutions()
	picture := "\xff\xd8\xff\xe0\x00\x10JFIF"
	name := webtest.DigestOf(picture)
	at := "/api/v1/surveys/" + slug + "/files/"
	w.Ask(http.MethodPut, at+name, strings.NewReader(picture)).Want(201)
	w.Ask(http.MethodPut, at+name, strings.NewReader(picture)).Want(201)
	if p := w.Ask(http.MethodPut, at+name, strings.NewReader(picture+"x")).Want(422).Problem(); p.Code != "file.sha256" {
		t.Errorf("other bytes: code %q", p.Code)
	}
	w.Ask(http.MethodPut, at+"cum-loa.jpg", strings.NewReader(picture)).Want(422)
	w.Ask(http.MethodPut, "/api/v1/surveys/nothing/files/"+name, strings.NewReader(picture)).Want(404)
	w.Ask(http.MethodPut, at+name, strings.NewReader(strings.Repeat("\xff\xd8\xff\x00", service.MaxFile/4+1))).Want(413)
	w.Send(slug, webtest.Response(webtest.IdA,
		webtest.GoodAnswers+`,"anh":{"sha256":"`+name+`","name":"cụm loa.jpg","type":"image/jpeg"}`)).Want(201)
}

func TestGetQuestionnaire(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	slug := w.Resolutions()
	at := "/api/v1/surveys/" + slug + "/questionnaire"
	r := w.Get(at).Want(200)
	var q struct {
		Version, Mode string
		Languages     []survey.Language
		Lists         []survey.ChoiceList
		Items         []struct {
			Path     string
			Children []struct {
				Path, Kind  string
				Label       map[string]string
				Expressions map[string]any
			}
		}
	}
	r.Json(&q)
	if q.Version != "1" || q.Mode != "named" || len(q.Languages) != 3 || len(q.Lists) != 5 || len(q.Items) != 3 {
		t.Errorf("version %q, mode %q, %d languages, %d lists, %d items", q.Version, q.Mode, len(q.Languages),
			len(q.Lists), len(q.Items))
	}
	year := q.Items[0].Children[2]
	if year.Path != "nguoi/namdang" || year.Label["vi"] == "" ||
		fmt.Sprint(year.Expressions["relevant"]) != "[= [ref doituong [data nguoi doituong]] dv]" {
		t.Errorf("namdang is %+v", year)
	}
	w.Get(at, "If-None-Match", r.Header.Get("ETag")).Want(304)
	w.Get("/api/v1/surveys/" + slug + "/questionnaire?version=2").Want(404)
	w.Get("/api/v1/surveys/nothing/questionnaire").Want(404)
}

// share is 1047 of 1088, whose Wilson interval at 95% is 94.93% to 97.21% (R: prop.test(1047, 1088, correct = FALSE)).
func share() *results.Share {
	return &results.Share{Count: 1047, Base: 1088, Estimate: 1047.0 / 1088, Lower: 0.94930, Upper: 0.97210,
		Method: "wilson"}
}

func TestGetResults(t *testing.T) {
	t.Parallel()
	w := webtest.New(t)
	slug := w.Resolutions()
	w.Figures = func(slug string, scope results.Scope) (*results.Results, error) {
		sv, err := w.Service.Survey(t.Context(), slug)
		if err != nil {
			return nil, err
		}
		form, err := w.Service.Form(t.Context(), slug, "")
		if err != nil {
			return nil, err
		}
		field := form.Field("danhgia/kiemtra")
		return &results.Results{Survey: sv, Form: form, Snapshot: "abc", Counted: 1100, Items: []*results.Item{
			{Field: field, Base: results.Base{Asked: 1100, Answered: 1090, Valid: 1088}, Top: share(), Top2: share(),
				Rows: []results.Row{{Code: "1", Label: webtest.Tv("Tốt", "Good"), Count: 1047,
					Proportion: 1047.0 / 1088}, {Code: "9", Label: webtest.Tv("Khó trả lời", "Hard to say"), Count: 2,
					Proportion: math.NaN()}},
				Scores: &results.Numbers{Mean: 3.5, SD: math.NaN()}},
			{Field: form.Field("khac/gopy")},
		}}, nil
	}
	at := "/api/v1/surveys/" + slug + "/results"
	w.Get(at).Want(401).Problem()
	w.Get(at, "Authorization", "Bearer ks_guess").Want(401).Problem()
	key, err := w.Service.AddKey(t.Context(), webtest.Admin, "report", survey.Analyst)
	if err != nil {
		t.Fatal(err)
	}
	w.Get("/api/v1/surveys/nothing/results", "Authorization", "Bearer "+key).Want(404)
	got := w.Get(at, "Authorization", "Bearer "+key).Want(200).Body
	want := `{"survey":"nghi-quyet","version":"1","snapshot":"abc","counted":1100,"items":[` +
		`{"item":"danhgia/kiemtra","type":"single","base":{"asked":1100,"answered":1090,"valid":1088},"rows":[` +
		`{"code":"1","label":"Tốt","count":1047,"proportion":0.9623161764705882},{"code":"9","label":"Khó trả lời","count":2,"proportion":null}],` +
		`"top_box":{"count":1047,"base":1088,"estimate":0.9623161764705882,"lower":0.9493,"upper":0.9721,"method":"wilson"},` +
		`"top2_box":{"count":1047,"base":1088,"estimate":0.9623161764705882,"lower":0.9493,"upper":0.9721,"method":"wilson"},"mean":3.5,"sd":null},` +
		`{"item":"khac/gopy","type":"text","base":{"asked":0,"answered":0,"valid":0},"rows":[],"top_box":null,"top2_box":null,"mean":null,"sd":null}]}`
	if strings.TrimSpace(got) != want {
		t.Errorf("results are\n%s\nwant\n%s", got, want)
	}

	if err := w.Service.AddUser(t.Context(), webtest.Admin,
		survey.User{Name: "lan", Role: survey.Analyst}); err != nil {
		t.Fatal(err)
	}
	cookie, err := w.Service.StartSession(t.Context(), "lan")
	if err != nil {
		t.Fatal(err)
	}
	w.Get(at, "Cookie", "khaosat="+cookie).Want(200)
	r := w.Get("/api/v1/surveys/"+slug+"/report.xlsx?lang=en", "Cookie", "khaosat="+cookie).Want(200)
	if r.Body != "workbook of nghi-quyet in en for lan" ||
		r.Header.Get("Content-Type") != "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" ||
		r.Header.Get("Content-Disposition") != "attachment; filename=nghi-quyet.xlsx" {
		t.Errorf("report: %q %v", r.Body, r.Header)
	}
	w.Get("/api/v1/surveys/" + slug + "/report.xlsx").Want(401)
}

package web

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
)

func TestPostResponse(t *testing.T) {
	w := newWorld(t)
	slug := w.resolutions()
	var first, again map[string]string
	w.send(slug, response(idA, goodAnswers)).want(201).json(&first)
	if first["id"] != idA || len(first["receipt"]) != 19 || len(first["sha256"]) != 64 {
		t.Errorf("the receipt is %v", first)
	}
	// The same content: other order of members, other spelling of the blanks, and the id in capitals.
	w.send(slug, fmt.Sprintf(`{"answers":{%s},"id":%q, "language":"vi","version":"1"}`, goodAnswers, strings.ToUpper(idA))).want(200).json(&again)
	if again["receipt"] != first["receipt"] || again["sha256"] != first["sha256"] {
		t.Errorf("the resend got %v, the first %v", again, first)
	}
	if p := w.send(slug, response(idA, goodAnswers+`,"diem":7`)).want(409).problem(); p.Code != "response.other_content" {
		t.Errorf("other content: code %q", p.Code)
	}
	// Closed: the resend still gets its receipt, a new one goes into quarantine.
	w.change(slug, func(s *survey.Survey) { s.Closed = true })
	w.send(slug, response(idA, goodAnswers)).want(200)
	p := w.send(slug, response(idB, goodAnswers)).want(403).problem()
	if p.Stored != "quarantine" || p.Code != "survey.closed" || p.Receipt == "" {
		t.Errorf("after closing: %+v", p)
	}
	if n := len(w.responses(slug)); n != 2 {
		t.Errorf("%d responses are stored, want 2", n)
	}
	if err := w.service.Erase(t.Context(), admin, slug, idA); err != nil {
		t.Fatal(err)
	}
	w.send(slug, response(idA, goodAnswers)).want(410)
}

func TestPostResponseRefusals(t *testing.T) {
	w := newWorld(t)
	slug := w.resolutions()
	for _, c := range []struct {
		name, body string
		status     int
		codes      []string
	}{
		{"not JSON", `{"id":`, 400, nil},
		{"two JSON texts", response(idA, goodAnswers) + `{}`, 400, nil},
		{"empty", ``, 400, nil},
		{"not UTF-8", response(idA, goodAnswers+`,"gopy":"`+"\xff\xfe"+`"`), 400, nil},
		{"an array", `[]`, 422, []string{" json.object"}},
		{"no answers", `{"id":"` + idA + `"}`, 422, []string{"answers json.answers"}},
		{"answers of a wrong shape", `{"id":"` + idA + `","answers":[]}`, 422, []string{"answers json.answers"}},
		{"an unknown member", `{"id":"` + idA + `","answer":{},"answers":{` + goodAnswers + `}}`, 422, []string{"answer json.unknown_member"}},
		{"a member twice", `{"id":"` + idA + `","answers":{` + goodAnswers + `,"kiemtra":"2"}}`, 422, []string{"kiemtra json.member_twice"}},
		{"no id", `{"answers":{` + goodAnswers + `}}`, 422, []string{"id id.uuid"}},
		{"an id that is a number", `{"id":7,"answers":{` + goodAnswers + `}}`, 422, []string{"id json.text"}},
		{"an id that is no UUID", response("phieu-1", goodAnswers), 422, []string{"id id.uuid"}},
		{"an unknown version", `{"id":"` + idA + `","version":"99","answers":{` + goodAnswers + `}}`, 422, []string{"version version.unknown"}},
		{"a link that is not there", `{"id":"` + idA + `","link":"nope","answers":{` + goodAnswers + `}}`, 422, []string{"link link.unknown"}},
		{"an unknown item", response(idA, goodAnswers+`,"bia":"1"`), 422, []string{"bia answer.unknown_item"}},
		{"an unknown code", response(idA, strings.Replace(goodAnswers, `"canbo":"2"`, `"canbo":"7"`, 1)), 422, []string{"danhgia/canbo answer.choice"}},
		{"a hidden item", response(idA, goodAnswers+`,"namdang":1998`), 422, []string{"nguoi/namdang answer.not_asked"}},
		{"required ones missing", response(idA, `"doituong":"dv","huyen":"h1","kiemtra":"1"`), 422,
			[]string{"nguoi/namdang answer.required", "danhgia/canbo answer.required", "danhgia/tuyentruyen answer.required"}},
		{"too many choices", response(idA, goodAnswers+`,"huyen":["h1","h2"]`), 422, []string{"nguoi/huyen answer.twice", "nguoi/huyen answer.too_many"}},
		{"one choice given as a list", response(idA, strings.Replace(goodAnswers, `"canbo":"2"`, `"canbo":["1","2"]`, 1)), 422, []string{"danhgia/canbo answer.too_many"}},
		{"more choices than there are", response(idA, goodAnswers+`,"kenh":["loa","hop","mxh","loa","hop"]`), 422, []string{"khac/kenh answer.too_many"}},
		{"an exclusive choice beside another", response(idA, goodAnswers+`,"kenh":["loa","khong"]`), 422, []string{"khac/kenh answer.exclusive"}},
		{"a wrong type", response(idA, goodAnswers+`,"gio":"nhiều"`), 422, []string{"khac/gio answer.number"}},
		{"a decimal comma", response(idA, goodAnswers+`,"gio":"12,5"`), 422, []string{"khac/gio answer.decimal_comma"}},
		{"not on a step", response(idA, goodAnswers+`,"diem":7.5`), 422, []string{"danhgia/diem answer.step"}},
		{"a boolean and all the rest at once", response(idA, `"doituong":"ld","huyen":true,"kiemtra":"77","canbo":"1","tuyentruyen":"1","bia":1`), 422,
			[]string{"huyen answer.type", "bia answer.unknown_item", "danhgia/kiemtra answer.choice"}},
		{"a file that was not uploaded", response(idA, goodAnswers+`,"anh":{"sha256":"`+strings.Repeat("ab", 32)+`","name":"a.jpg","type":"image/jpeg"}`), 422, []string{"khac/anh answer.file_missing"}},
		{"a constraint", response(idA, strings.Replace(goodAnswers, `"ld"`, `"dv"`, 1)+`,"namdang":1900`), 422, []string{"nguoi/namdang answer.constraint"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := w.send(slug, c.body)
			r.t = t
			p := r.want(c.status).problem()
			got := p.codes()
			for _, want := range c.codes {
				if !slices.Contains(got, want) {
					t.Errorf("problems %q lack %q", got, want)
				}
			}
			if c.status == 422 && len(got) > len(c.codes) && c.name != "too many choices" {
				t.Errorf("problems %q, want %q", got, c.codes)
			}
			if p.Detail == "" || p.Code == "" {
				t.Errorf("the problem says nothing: %s", r.body)
			}
		})
	}
	if n := len(w.responses(slug)); n != 0 {
		t.Errorf("%d responses are stored", n)
	}
}

// Withdrawn is gone: a second time is 204 as well, and the answer sent again is 410.
func TestWithdrawOverTheAPI(t *testing.T) {
	w := quickWorld(t)
	slug := w.resolutions()
	withdraw := func(body string) reply {
		return w.ask(http.MethodPost, "/api/v1/surveys/"+slug+"/withdraw", strings.NewReader(body), "Content-Type", "application/json")
	}
	var sent struct{ Receipt string }
	if err := json.Unmarshal([]byte(w.send(slug, response(idA, goodAnswers)).want(201).body), &sent); err != nil {
		t.Fatal(err)
	}
	if p := withdraw(`{"receipt":"0000-0000-0000-0000"}`).want(404).problem(); p.Code != "receipt.unknown" {
		t.Errorf("code %q", p.Code)
	}
	withdraw(`{}`).want(422)
	withdraw(`{"receipt":"` + strings.ToLower(sent.Receipt) + `"}`).want(204)
	withdraw(`{"receipt":"` + sent.Receipt + `"}`).want(204)
	w.send(slug, response(idA, goodAnswers)).want(410)
	if n := len(w.responses(slug)); n != 0 {
		t.Errorf("%d responses are left", n)
	}
}

func TestPostResponseAtTheEdge(t *testing.T) {
	w := quickWorld(t)
	slug := w.resolutions()
	api := "/api/v1/surveys/" + slug + "/responses"
	good := response(idA, goodAnswers)
	t.Run("no such survey", func(t *testing.T) {
		if p := w.send("nothing", good).want(404).problem(); p.Code != "survey.not_found" {
			t.Errorf("code %q", p.Code)
		}
	})
	t.Run("another content type", func(t *testing.T) {
		w.ask(http.MethodPost, api, strings.NewReader(good), "Content-Type", "text/plain").want(415).problem()
		w.ask(http.MethodPost, api, strings.NewReader(good)).want(415)
		w.ask(http.MethodPost, api, strings.NewReader(good), "Content-Type", "application/json; charset=UTF-8").want(201)
	})
	t.Run("ten megabytes", func(t *testing.T) {
		body := response(idB, goodAnswers+`,"gopy":"`+strings.Repeat("dài ", 10<<20/5)+`"`)
		if p := w.send(slug, body).want(413).problem(); p.Code != "body.too_large" || !strings.Contains(p.Detail, "2 MB") {
			t.Errorf("%+v", p)
		}
	})
	t.Run("a text at its limit", func(t *testing.T) {
		p := w.send(slug, response(idB, goodAnswers+`,"gopy":"`+strings.Repeat("a", 100_001)+`"`)).want(422).problem()
		if got := p.codes(); !slices.Equal(got, []string{"khac/gopy answer.too_long"}) {
			t.Errorf("problems %q", got)
		}
	})
	t.Run("another method", func(t *testing.T) { w.ask(http.MethodDelete, api, nil).want(405).problem() })
	t.Run("no such address", func(t *testing.T) { w.get("/api/v2/surveys").want(404).problem() })
}

func TestMessagesInTheReadersLanguage(t *testing.T) {
	w := quickWorld(t)
	slug := w.resolutions()
	body := strings.Replace(response(idA, `"doituong":"dv","huyen":"h1","namdang":1900,"kiemtra":"1","canbo":"1"`), `"vi"`, `"en"`, 1)
	message := func(headers ...string) string {
		var out []string
		for _, p := range w.send(slug, body, headers...).want(422).problem().Problems {
			out = append(out, p.Message)
		}
		return strings.Join(out, " | ")
	}
	// The author's own message is in the language of the answers, ours in the reader's.
	if got, want := message(), "The year must be 1930 or later. | Xin trả lời câu này."; got != want {
		t.Errorf("without a wish: %q, want %q", got, want)
	}
	if got, want := message("Accept-Language", "fr, en;q=0.8, vi;q=0.5"), "The year must be 1930 or later. | Please answer this item."; got != want {
		t.Errorf("for an English reader: %q, want %q", got, want)
	}
}

func TestTokenByAPI(t *testing.T) {
	w := quickWorld(t)
	slug := w.publish(resolutionForm(), survey.PublishOptions{Access: survey.ByToken})
	tokens, err := w.service.MakeTokens(t.Context(), admin, slug, 2, survey.Token{})
	if err != nil {
		t.Fatal(err)
	}
	with := func(id, token string) string {
		return strings.Replace(response(id, goodAnswers), `{`, `{"token":"`+token+`",`, 1)
	}
	for name, body := range map[string]string{"token.missing": response(idA, goodAnswers), "token.unknown": with(idA, "guess")} {
		if p := w.send(slug, body).want(401).problem(); p.Code != name {
			t.Errorf("code %q, want %q", p.Code, name)
		}
	}
	w.send(slug, with(idA, tokens[0])).want(201)
	w.send(slug, with(idA, tokens[0])).want(200)
	if p := w.send(slug, with(idB, tokens[0])).want(401).problem(); p.Code != "token.used" {
		t.Errorf("code %q, want token.used", p.Code)
	}
}

func TestPutFile(t *testing.T) {
	w := newWorld(t)
	slug := w.resolutions()
	picture := "a picture"
	name := digestOf(picture)
	at := "/api/v1/surveys/" + slug + "/files/"
	w.ask(http.MethodPut, at+name, strings.NewReader(picture)).want(201)
	w.ask(http.MethodPut, at+name, strings.NewReader(picture)).want(201)
	if p := w.ask(http.MethodPut, at+name, strings.NewReader("another")).want(422).problem(); p.Code != "file.sha256" {
		t.Errorf("other bytes: code %q", p.Code)
	}
	w.ask(http.MethodPut, at+"cum-loa.jpg", strings.NewReader(picture)).want(422)
	w.ask(http.MethodPut, "/api/v1/surveys/nothing/files/"+name, strings.NewReader(picture)).want(404)
	w.ask(http.MethodPut, at+name, strings.NewReader(strings.Repeat("x", survey.MaxFile+1))).want(413)
	w.send(slug, response(idA, goodAnswers+`,"anh":{"sha256":"`+name+`","name":"cụm loa.jpg","type":"image/jpeg"}`)).want(201)
}

func TestGetQuestionnaire(t *testing.T) {
	w := quickWorld(t)
	slug := w.resolutions()
	at := "/api/v1/surveys/" + slug + "/questionnaire"
	r := w.get(at).want(200)
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
	r.json(&q)
	if q.Version != "1" || q.Mode != "named" || len(q.Languages) != 3 || len(q.Lists) != 5 || len(q.Items) != 3 {
		t.Errorf("version %q, mode %q, %d languages, %d lists, %d items", q.Version, q.Mode, len(q.Languages), len(q.Lists), len(q.Items))
	}
	year := q.Items[0].Children[2]
	if year.Path != "nguoi/namdang" || year.Label["vi"] == "" || fmt.Sprint(year.Expressions["relevant"]) != "[= [ref doituong [data nguoi doituong]] dv]" {
		t.Errorf("namdang is %+v", year)
	}
	w.get(at, "If-None-Match", r.header.Get("ETag")).want(304)
	w.get("/api/v1/surveys/" + slug + "/questionnaire?version=2").want(404)
	w.get("/api/v1/surveys/nothing/questionnaire").want(404)
}

// share is 1047 of 1088, whose Wilson interval at 95% is 94.93% to 97.21% (R: prop.test(1047, 1088, correct = FALSE)).
func share() *results.Share {
	return &results.Share{Count: 1047, Base: 1088, Estimate: 1047.0 / 1088, Lower: 0.94930, Upper: 0.97210, Method: "wilson"}
}

func TestGetResults(t *testing.T) {
	w := newWorld(t)
	slug := w.resolutions()
	w.figures = func(slug string, scope results.Scope) (*results.Results, error) {
		sv, err := w.service.Survey(t.Context(), slug)
		if err != nil {
			return nil, err
		}
		form, err := w.service.Form(t.Context(), slug, "")
		if err != nil {
			return nil, err
		}
		field := form.Field("danhgia/kiemtra")
		return &results.Results{Survey: sv, Form: form, Snapshot: "abc", Counted: 1100, Items: []*results.Item{
			{Field: field, Base: results.Base{Asked: 1100, Answered: 1090, Valid: 1088}, Top: share(), Top2: share(),
				Rows:   []results.Row{{Code: "1", Label: tv("Tốt", "Good"), Count: 1047, Proportion: 1047.0 / 1088}, {Code: "9", Label: tv("Khó trả lời", "Hard to say"), Count: 2, Proportion: math.NaN()}},
				Scores: &results.Numbers{Mean: 3.5, SD: math.NaN()}},
			{Field: form.Field("khac/gopy")},
		}}, nil
	}
	at := "/api/v1/surveys/" + slug + "/results"
	w.get(at).want(401).problem()
	w.get(at, "Authorization", "Bearer ks_guess").want(401).problem()
	key, err := w.service.AddKey(t.Context(), admin, "report", survey.Analyst)
	if err != nil {
		t.Fatal(err)
	}
	w.get("/api/v1/surveys/nothing/results", "Authorization", "Bearer "+key).want(404)
	got := w.get(at, "Authorization", "Bearer "+key).want(200).body
	want := `{"survey":"nghi-quyet","version":"1","snapshot":"abc","counted":1100,"items":[` +
		`{"item":"danhgia/kiemtra","type":"single","base":{"asked":1100,"answered":1090,"valid":1088},"rows":[` +
		`{"code":"1","label":"Tốt","count":1047,"proportion":0.9623161764705882},{"code":"9","label":"Khó trả lời","count":2,"proportion":null}],` +
		`"top_box":{"count":1047,"base":1088,"estimate":0.9623161764705882,"lower":0.9493,"upper":0.9721,"method":"wilson"},` +
		`"top2_box":{"count":1047,"base":1088,"estimate":0.9623161764705882,"lower":0.9493,"upper":0.9721,"method":"wilson"},"mean":3.5,"sd":null},` +
		`{"item":"khac/gopy","type":"text","base":{"asked":0,"answered":0,"valid":0},"rows":[],"top_box":null,"top2_box":null,"mean":null,"sd":null}]}`
	if strings.TrimSpace(got) != want {
		t.Errorf("results are\n%s\nwant\n%s", got, want)
	}

	if err := w.service.AddUser(t.Context(), admin, survey.User{Name: "lan", Role: survey.Analyst}); err != nil {
		t.Fatal(err)
	}
	cookie, err := w.service.StartSession(t.Context(), "lan")
	if err != nil {
		t.Fatal(err)
	}
	w.get(at, "Cookie", "khaosat="+cookie).want(200)
	r := w.get("/api/v1/surveys/"+slug+"/report.xlsx?lang=en", "Cookie", "khaosat="+cookie).want(200)
	if r.body != "workbook of nghi-quyet in en for lan" || r.header.Get("Content-Type") != "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" ||
		r.header.Get("Content-Disposition") != "attachment; filename=nghi-quyet.xlsx" {
		t.Errorf("report: %q %v", r.body, r.header)
	}
	w.get("/api/v1/surveys/" + slug + "/report.xlsx").want(401)
}

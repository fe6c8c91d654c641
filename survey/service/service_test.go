package service_test

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/memstore"
	"github.com/khaosat/khaosat/survey/rows"
	"github.com/khaosat/khaosat/survey/service"
)

var admin = survey.System("quản trị")

type world struct {
	*service.Service
	store survey.Store
	now   time.Time
	ctx   context.Context
}

func newWorld(t *testing.T) *world { return newWorldWith(t, service.Options{}) }

func newWorldWith(t *testing.T, o service.Options) *world {
	t.Helper()
	w := &world{now: time.Date(2025, 7, 1, 2, 3, 4, 567_000_000, time.UTC), ctx: t.Context()}
	clock := func() time.Time { return w.now }
	o.Now = clock
	w.store = memstore.New(clock)
	svc, err := service.New(w.ctx, w.store, o)
	if err != nil {
		t.Fatal(err)
	}
	w.Service = svc
	return w
}

func questionnaire() *survey.Questionnaire {
	return &survey.Questionnaire{FormID: "y-kien", Title: survey.Text{"vi": "Ý kiến"}, DefaultLanguage: "vi",
		Lists: []survey.ChoiceList{{Name: "tot",
			Choices: []survey.Choice{{Code: "tot", Role: survey.PositiveStrong},
				{Code: "chua", Role: survey.Negative}}},
			{Name: "kenh", Choices: []survey.Choice{{Code: "loa"}, {Code: "tivi"}}}},
		Items: []*survey.Item{
			{Name: "device", Kind: survey.Metadata, Meta: "deviceid"},
			{Name: "q1", Kind: survey.Single, List: "tot", Required: "yes"},
			{Name: "q2", Kind: survey.Multiple, List: "kenh"},
			{Name: "tuoi", Kind: survey.Integer},
		}}
}

func (w *world) publish(t *testing.T, o service.PublishOptions) {
	t.Helper()
	if _, err := w.SaveDraft(w.ctx, admin, "yk", questionnaire()); err != nil {
		t.Fatal(err)
	}
	if _, err := w.PublishDraft(w.ctx, admin, "yk", o); err != nil {
		t.Fatal(err)
	}
}

func id(n int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", n) }

func answer(n int, code string) service.Submission {
	return service.Submission{ID: id(n), Answers: survey.Answers{"q1": survey.OfText(code)}, Channel: survey.ByAPI}
}

func kind(t *testing.T, err error, want survey.Kind, code string) {
	t.Helper()
	if err == nil || survey.KindOf(err) != want {
		t.Fatalf("error %v, want kind %v", err, want)
	}
	if e, ok := err.(*survey.Error); !ok || code != "" && e.Code != code {
		t.Fatalf("error %v, want code %s", err, code)
	}
}

func (w *world) stored(t *testing.T) []*survey.Response {
	t.Helper()
	var out []*survey.Response
	for r, err := range w.Responses(w.ctx, admin, "yk") {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, r)
	}
	return out
}

func TestResendGetsTheFirstReceipt(t *testing.T) {
	t.Parallel()
	for _, mode := range []survey.Mode{survey.Named, survey.Anonymous} {
		t.Run(string(mode), func(t *testing.T) {
			w := newWorld(t)
			w.publish(t, service.PublishOptions{Mode: mode})
			first, err := w.Submit(w.ctx, "yk", answer(1, "tot"))
			if err != nil || !first.New {
				t.Fatal(first, err)
			}
			again, err := w.Submit(w.ctx, "yk", answer(1, "tot"))
			if err != nil || again.New || again.Receipt != first.Receipt || again.SHA256 != first.SHA256 {
				t.Fatalf("resend: %+v, %v; first %+v", again, err, first)
			}
			_, err = w.Submit(w.ctx, "yk", answer(1, "chua"))
			kind(t, err, survey.Conflict, "response.other_content")
			if n := len(w.counted(t)); n != 1 {
				t.Errorf("%d responses count, want 1", n)
			}
		})
	}
}

func TestAnonymousKeepsNothingThatLeadsBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.publish(t, service.PublishOptions{Mode: survey.Anonymous, Access: survey.ByToken})
	tokens, err := w.MakeTokens(w.ctx, admin, "yk", 1, survey.Preset{Unit: "03388"})
	if err != nil {
		t.Fatal(err)
	}
	in := answer(7, "tot")
	in.Token, in.Answers["device"] = tokens[0], survey.OfText("imei-358240051111110")
	receipt, err := w.Submit(w.ctx, "yk", in)
	if err != nil {
		t.Fatal(err)
	}
	r := w.stored(t)[0]
	all, _ := json.Marshal(r)
	rows, _ := w.store.Tokens().List(w.ctx, "")
	by, err := w.store.Tokens().BurntBy(w.ctx, rows[0].Key)
	if err != nil {
		t.Fatal(err)
	}
	claim := rows[0].Key + " " + by
	for what, text := range map[string]string{"posted id": id(7), "receipt code": receipt.Receipt, "token": tokens[0],
		"device": "imei", "time": "2025"} {
		if strings.Contains(string(all), text) || strings.Contains(claim, text) {
			t.Errorf("the %s is stored: %s %s", what, all, claim)
		}
	}
	if by == "" || strings.Contains(claim, r.ID) || strings.Contains(string(all), by) ||
		strings.Contains(string(all), rows[0].Value.Hash) {
		t.Errorf("claim and answer share something: %s %s", claim, all)
	}
	if r.Unit != "03388" {
		t.Errorf("unit %q, want the token's 03388", r.Unit)
	}
	if err := w.Withdraw(w.ctx, "yk", strings.ToLower(receipt.Receipt)); err != nil {
		t.Fatal(err)
	}
	if left := w.stored(t); len(left) != 0 {
		t.Errorf("after withdrawal: %+v", left[0])
	}
	kind(t, w.Withdraw(w.ctx, "yk", "0000-0000-0000-0000"), survey.NotFound, "receipt.unknown")
}

func TestATokenAdmitsOneResponse(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.publish(t, service.PublishOptions{Access: survey.ByToken})
	tokens, err := w.MakeTokens(w.ctx, admin, "yk", 1, survey.Preset{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.Submit(w.ctx, "yk", answer(1, "tot"))
	kind(t, err, survey.Unauthorized, "token.refused")
	bad := answer(1, "không có")
	bad.Token = tokens[0]
	_, err = w.Submit(w.ctx, "yk", bad)
	kind(t, err, survey.Invalid, "") // and the token is not burnt
	for _, n := range []int{1, 1} {
		good := answer(n, "tot")
		good.Token = tokens[0]
		if _, err := w.Submit(w.ctx, "yk", good); err != nil {
			t.Fatal(err)
		}
	}
	other := answer(2, "tot")
	other.Token = tokens[0]
	_, err = w.Submit(w.ctx, "yk", other)
	kind(t, err, survey.Unauthorized, "token.refused")
}

func TestClosedSurveyKeepsLateAnswersApart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.publish(t, service.PublishOptions{})
	if _, err := w.Submit(w.ctx, "yk", answer(1, "tot")); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Change(w.ctx, admin, "yk", func(s *survey.Survey) { s.Closed = true }); err != nil {
		t.Fatal(err)
	}
	_, err := w.Submit(w.ctx, "yk", answer(2, "tot"))
	kind(t, err, survey.Closed, "survey.closed")
	if r, err := w.Submit(w.ctx, "yk", answer(1, "tot")); err != nil || r.New {
		t.Errorf("a resend after closing: %v, %v; want its receipt", r, err)
	}
	states := map[survey.State]int{}
	for _, r := range w.stored(t) {
		states[r.State]++
	}
	if states[survey.Submitted] != 1 || states[survey.Quarantined] != 1 {
		t.Fatalf("states %v", states)
	}
	if err := w.Review(w.ctx, admin, "yk", id(2), survey.Submitted, "đến muộn vì mất sóng"); err != nil {
		t.Fatal(err)
	}
	revisions, err := w.Revisions(w.ctx, admin, "yk", id(2))
	if err != nil || len(revisions) != 2 || revisions[0].State != survey.Quarantined || revisions[1].By != admin.Name ||
		revisions[1].Why == "" {
		t.Errorf("revisions %+v, %v", revisions, err)
	}
}

func TestPublishedVersionsNeverChange(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.publish(t, service.PublishOptions{})
	w.publish(t, service.PublishOptions{}) // the same content is the same version
	s, _ := w.Survey(w.ctx, "yk")
	if len(s.Versions) != 1 || s.Current != "1" {
		t.Fatalf("versions %v", s.Versions)
	}
	q := questionnaire()
	q.Items = q.Items[:2]
	if _, err := w.SaveDraft(w.ctx, admin, "yk", q); err != nil {
		t.Fatal(err)
	}
	v, err := w.PublishDraft(w.ctx, admin, "yk", service.PublishOptions{})
	if err != nil || v.Version != "2" {
		t.Fatal(v, err)
	}
	q.Version = "1"
	if _, err := w.SaveDraft(w.ctx, admin, "yk", q); err != nil {
		t.Fatal(err)
	}
	_, err = w.PublishDraft(w.ctx, admin, "yk", service.PublishOptions{})
	kind(t, err, survey.Conflict, "version.exists")
	_, err = w.PublishDraft(w.ctx, admin, "yk", service.PublishOptions{Mode: survey.Anonymous})
	kind(t, err, survey.Conflict, "survey.mode_fixed")
	old := answer(1, "tot") // an older phone
	old.Version = "1"
	old.Answers["tuoi"] = survey.OfNumber("40")
	if _, err := w.Submit(w.ctx, "yk", old); err != nil {
		t.Error("an answer to the older version:", err)
	}
}

// What pyxform takes for a version is one here, and a version that is numbered by us never meets one that the author
// named.
func TestVersionNames(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	publish := func(version, title string) (string, error) {
		q := questionnaire()
		q.Version, q.Title = version, survey.Text{"vi": title}
		if _, err := w.SaveDraft(w.ctx, admin, "yk", q); err != nil {
			t.Fatal(err)
		}
		v, err := w.PublishDraft(w.ctx, admin, "yk", service.PublishOptions{})
		if err != nil {
			return "", err
		}
		return v.Version, nil
	}
	for _, c := range []struct{ version, title, want string }{{"2", "a", "2"}, {"", "b", "3"}, {"", "b", "3"},
		{"2025/07 bản 1", "c", "2025/07 bản 1"}, {"", "d", "4"}} {
		if got, err := publish(c.version, c.title); err != nil || got != c.want {
			t.Errorf("version %q, title %q: got %q, %v; want %q", c.version, c.title, got, err, c.want)
		}
	}
	if form, err := w.Form(w.ctx, "yk", "2025/07 bản 1"); err != nil || form.Q.Title["vi"] != "c" {
		t.Errorf("the version with a slash: %v", err)
	}
	_, err := publish(strings.Repeat("1", 501), "e")
	kind(t, err, survey.Invalid, "version.name")
}

func firstError(responses iter.Seq2[*survey.Response, error]) error {
	for _, err := range responses {
		return err
	}
	return nil
}

func TestRights(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.publish(t, service.PublishOptions{})
	nobody := survey.Actor{}
	totals := survey.Actor{Name: "xem",
		Grants: []survey.Grant{{Survey: "yk", Actions: []survey.Action{survey.SeeTotals}}}}
	_, err := w.SaveDraft(w.ctx, nobody, "yk", questionnaire())
	kind(t, err, survey.Unauthorized, "login.required")
	_, err = w.PublishDraft(w.ctx, totals, "yk", service.PublishOptions{})
	kind(t, err, survey.Forbidden, "right.missing")
	rows := map[string]func(survey.Actor) error{
		"Responses":    func(a survey.Actor) error { return firstError(w.Responses(w.ctx, a, "yk")) },
		"ChangedSince": func(a survey.Actor) error { return firstError(w.ChangedSince(w.ctx, a, "yk", time.Time{})) },
		"Keys":         func(a survey.Actor) error { _, err := w.Keys(w.ctx, a, "yk"); return err },
		"Few": func(a survey.Actor) error {
			_, err := w.ResponsesByID(w.ctx, a, "yk", []string{id(1)})
			return err
		},
		"Snapshot": func(a survey.Actor) error { _, err := w.Snapshot(w.ctx, a, "yk", "x"); return err },
		"OpenAttachment": func(a survey.Actor) error {
			_, _, err := w.OpenAttachment(w.ctx, a, "yk", id(1), strings.Repeat("ab", 32))
			return err
		},
	}
	for name, ask := range rows {
		t.Run(name, func(t *testing.T) {
			kind(t, ask(totals), survey.Forbidden, "right.missing")
			kind(t, ask(nobody), survey.Unauthorized, "login.required")
			if err := ask(admin); err != nil && survey.KindOf(err) != survey.NotFound {
				t.Errorf("who may see rows is told %v", err)
			}
		})
	}
	_, err = w.Frames(w.ctx, nobody, "yk")
	kind(t, err, survey.Unauthorized, "login.required")
	if list, err := w.Surveys(w.ctx, nobody); err != nil || len(list) != 0 {
		t.Errorf("nobody sees %v, %v", list, err)
	}
}

func file(header string, list ...string) rows.ImportFile {
	f := rows.ImportFile{Name: "f.csv", SHA256: fmt.Sprintf("%064x", len(list)), Header: strings.Split(header, ","),
		Cell: func(c, line int) string { return fmt.Sprintf("%c%d", 'A'+c, line) }}
	for i, r := range list {
		f.Rows = append(f.Rows, rows.ImportRow{Line: i + 2, Cells: strings.Split(r, ",")})
	}
	return f
}

func TestImportResponses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.publish(t, service.PublishOptions{})
	good := file("q1,q2/loa,q2/tivi,tuoi,_unit", "tot,1,1,40,03388", "chua,0,1,,03388")
	report, err := w.ImportResponses(w.ctx, admin, "yk", good, service.ImportOptions{})
	if err != nil || report.Stored != 2 {
		t.Fatal(report, err)
	}
	if again, err := w.ImportResponses(w.ctx, admin, "yk", good, service.ImportOptions{}); err != nil ||
		again.Stored != 0 || again.Known != 2 {
		t.Errorf("second import: %+v, %v", again, err)
	}
	for _, r := range w.stored(t) {
		if r.Answers["q1"].Text == "tot" && strings.Join(r.Answers["q2"].Codes, " ") != "loa tivi" {
			t.Errorf("split columns: %v", r.Answers["q2"])
		}
		if r.Unit != "03388" {
			t.Errorf("unit %q", r.Unit)
		}
	}
	bad := file("q1,tuoi,lạ", "tot,40,x")
	_, err = w.ImportResponses(w.ctx, admin, "yk", bad, service.ImportOptions{})
	if p := survey.ProblemsOf(err); len(p) != 1 || p[0].Place.Cell != "C1" {
		t.Errorf("unknown column: %v", err)
	}
	mixed := file("q1,tuoi", "tot,41", "tốt lắm,\"1", "chua,12.5")
	mixed.Rows[1].Cells = []string{"tốt lắm", "x"}
	report, err = w.ImportResponses(w.ctx, admin, "yk", mixed, service.ImportOptions{})
	var places []string
	for _, p := range survey.ProblemsOf(err) {
		places = append(places, p.Place.Cell+" "+p.Code)
	}
	if got := strings.Join(places, ", "); got != "A3 answer.choice, B3 answer.number, B4 answer.integer" {
		t.Errorf("problems %q", got)
	}
	if report.Stored != 0 || len(w.stored(t)) != 2 {
		t.Error("a file with bad rows stored something")
	}
	report, err = w.ImportResponses(w.ctx, admin, "yk", mixed, service.ImportOptions{GoodRows: true})
	if err != nil || report.Stored != 1 || len(report.Rejected) != 2 || len(w.stored(t)) != 3 {
		t.Errorf("good rows: %+v, %v", report, err)
	}
	if err := w.UndoImport(w.ctx, admin, "yk", report.Batch); err != nil || len(w.stored(t)) != 2 {
		t.Errorf("undo: %v, %d left", err, len(w.stored(t)))
	}
}

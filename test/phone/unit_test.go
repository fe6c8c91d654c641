package phone

import (
	"errors"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/sqlitestore"
	"github.com/khaosat/khaosat/test/drive"
)

// placed publishes a form that asks for the commune, with a link for the commune a, and gives the folder and the link's
// code.
func placed(t *testing.T) (dir, link string) {
	t.Helper()
	dir = t.TempDir()
	publish(t, dir, nil, []*survey.Questionnaire{{FormID: "noi", Version: "1", Title: vi("Nơi"),
		Languages: []survey.Language{{ID: "vi", Name: "Tiếng Việt"}}, DefaultLanguage: "vi",
		Lists: []survey.ChoiceList{{Name: "xa",
			Choices: []survey.Choice{{Code: "03388", Label: vi("Đoàn Kết")}, {Code: "03390", Label: vi("Tân Phong")}}}},
		Items: []*survey.Item{
			{Name: "xa", Kind: survey.Single, List: "xa", Label: vi("Ở xã nào?"), Required: "yes"},
			{Name: "tinh", Kind: survey.TextItem, Label: vi("Tỉnh"), Default: "12", ReadOnly: "yes"},
			{Name: "tuoi", Kind: survey.Integer, Label: vi("Tuổi")},
			{Name: "cho", Kind: survey.TextItem, Label: vi("Chợ nào?"),
				Relevant: "${xa} = '03388' and ${tinh} = '12' and ${tuoi} > 17"},
			{Name: "pho", Kind: survey.TextItem, Label: vi("Phố nào?"), Relevant: "${xa} = '03390' and ${tuoi} > 17"},
			{Name: "loi", Kind: survey.Note, Label: vi("Xã ${xa}, ${tuoi} tuổi")},
		}}})
	store, err := sqlitestore.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	service, err := service.New(t.Context(), store, service.Options{})
	if err == nil {
		err = service.ImportUnits(t.Context(), survey.System("phone"),
			survey.UnitSet{ID: "xa",
				Units: []survey.Unit{{Code: "03388", Name: "Đoàn Kết", Level: "commune"},
					{Code: "03390", Name: "Tân Phong", Level: "commune"}}}, nil)
	}
	if err == nil {
		_, err = service.Change(t.Context(), survey.System("phone"), "noi",
			func(sv *survey.Survey) { sv.Units, sv.UnitItem = "xa", "xa" })
	}
	if err == nil {
		var l *survey.Link
		if l, err = service.AddLink(t.Context(), survey.System("phone"),
			survey.Link{Survey: "noi", Unit: "03388"}); err == nil {
			link = l.Code
		}
	}
	if err := errors.Join(err, store.Close()); err != nil {
		t.Fatal(err, survey.ProblemsOf(err))
	}
	return dir, link
}

// A link of a unit answers the unit question: it is shown, cannot be changed, and what depends on it follows on the
// phone.
func TestPhoneKnowsTheUnitOfALink(t *testing.T) {
	t.Parallel()
	dir, link := placed(t)
	url := drive.Start(t, &drive.Log{}, "serve", "--data", dir, "--addr", "127.0.0.1:0")
	ctx := tab(t, 1)
	open(t, ctx, url+"/s/noi?link="+link)
	if got := drive.Eval[string](t, ctx,
		`document.querySelector('[data-path=xa] output').textContent.trim()`); got != "Đoàn Kết" {
		t.Errorf("the unit is shown as %q", got)
	}
	for _, step := range []struct{ age, asks, note string }{
		{"", "tuoi", "Xã Đoàn Kết,  tuổi"}, {"40", "tuoi cho", "Xã Đoàn Kết, 40 tuổi"},
		{"9", "tuoi", "Xã Đoàn Kết, 9 tuổi"}, {"41", "tuoi cho", "Xã Đoàn Kết, 41 tuổi"},
	} {
		if step.age != "" {
			write(t, ctx, "tuoi", step.age)
		}
		if got := shown(t, ctx); got != step.asks {
			t.Errorf("age %q: asks %s, want %s", step.age, got, step.asks)
		}
		if got := drive.Eval[string](t, ctx, `document.getElementById('q.loi').textContent.trim()`); got != step.note {
			t.Errorf("age %q: the note says %q, want %q", step.age, got, step.note)
		}
	}
	write(t, ctx, "cho", "Tam Đường")
	if said := send(t, ctx); !strings.Contains(said, "iên nhận") {
		t.Fatalf("no receipt:\n%s", said)
	}
	if a := stored(t, dir, "noi")[0]; a["xa"].Text != "03388" || a["cho"].Text != "Tam Đường" {
		t.Errorf("stored %v", a)
	}
}

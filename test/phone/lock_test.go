package phone

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/test/drive"
)

// What an answer on the same page unlocks can be answered at once, whatever it looks like, and is locked again when the
// answer is taken back. Locked answers are sent as they stand, and blank ones count as not shown.
func TestPhoneUnlocks(t *testing.T) {
	t.Parallel()
	const locked = "${mo} != 'c'"
	lists := []survey.ChoiceList{{Name: "co",
		Choices: []survey.Choice{{Code: "c", Label: vi("Có")}, {Code: "k", Label: vi("Không")}}}}
	var items []*survey.Item
	add := func(it survey.Item) {
		it.Label, it.ReadOnly = vi(it.Name), locked
		items = append(items, &it)
	}
	add(survey.Item{Name: "chu", Kind: survey.TextItem, Default: "sẵn"})
	add(survey.Item{Name: "trong", Kind: survey.TextItem})
	add(survey.Item{Name: "so", Kind: survey.Integer, Default: "7", Required: "yes"})
	add(survey.Item{Name: "mot", Kind: survey.Single, List: "co", Default: "k"})
	add(survey.Item{Name: "nhieu", Kind: survey.Multiple, List: "co", Default: "c k"})
	add(survey.Item{Name: "chon", Kind: survey.Single, List: "co", Appearance: "minimal", Default: "c"})
	add(survey.Item{Name: "ngay", Kind: survey.Date, Default: "2025-07-01"})
	add(survey.Item{Name: "loc", Kind: survey.Single, List: "co", ChoiceFilter: "${mo} = '' or name = ${mo}",
		Relevant: "${mo} != ''"})
	add(survey.Item{Name: "dia_diem", Kind: survey.Geopoint})
	items = append(items, &survey.Item{Name: "mo", Kind: survey.Single, List: "co", Label: vi("Mở?")})
	url := serve(t, &survey.Questionnaire{FormID: "khoa", Version: "1", Title: vi("Khóa"),
		Languages: []survey.Language{{ID: "vi", Name: "Tiếng Việt"}}, DefaultLanguage: "vi", Lists: lists,
		Items: items})
	ctx := tab(t, 1)
	open(t, ctx, url+"/s/khoa")
	// what can be answered, and what would be sent
	page := func(before string) (open []string, sent string) {
		t.Helper()
		var got struct {
			Open []string `json:"open"`
			Sent string   `json:"sent"`
		}
		text := drive.Eval[string](t, ctx, `(() => {
  const set = (path, value) => {
    for (const i of document.querySelectorAll('[data-path=' + path + '] :is(input:not([type=hidden]), select)')) {
      if (i.type === 'radio' || i.type === 'checkbox') i.checked = i.value === value;
      else i.value = value;
      if (i.checked || i.type === 'text' || i.tagName === 'SELECT') i.dispatchEvent(new Event('change', { bubbles: true }));
    }
  };
  `+before+`
  const open = [...document.querySelectorAll('.item[data-path]')].filter(el => el.querySelector(':is(input:not([type=hidden]), select):enabled')).map(el => el.dataset.path);
  const sent = [...new FormData(document.getElementById('form'))].filter(([name]) => name === '.shown' || name[0] !== '.').map(([name, value]) => name + '=' + value.split('#')[0]);
  return JSON.stringify({ open, sent: sent.join(' ') });
})()`)
		if err := json.Unmarshal([]byte(text), &got); err != nil {
			t.Fatal(err)
		}
		return got.Open, got.Sent
	}
	const held = "chu=sẵn so=7 mot=k nhieu=c nhieu=k chon=c ngay=2025-07-01"
	same := func(what, got, want string) {
		t.Helper()
		a, b := strings.Fields(got), strings.Fields(want)
		slices.Sort(a)
		slices.Sort(b)
		if !slices.Equal(a, b) {
			t.Errorf("%s:\n%s\nwant\n%s", what, got, want)
		}
	}
	unlocked, sent := page("")
	same("at first open", strings.Join(unlocked, " "), "mo")
	same("at first sent", sent, held+" .shown=mo")
	unlocked, sent = page("set('mo', 'c'); set('chu', 'khác'); set('mot', 'c'); set('so', '8')")
	same("unlocked", strings.Join(unlocked, " "), "chu trong so mot nhieu chon ngay loc dia_diem mo")
	shown := ""
	for _, path := range unlocked {
		shown += " .shown=" + path
	}
	same("sent once unlocked", sent,
		"chu=khác trong= so=8 mot=c nhieu=c nhieu=k chon=c ngay=2025-07-01 dia_diem= mo=c"+shown)
	unlocked, sent = page("set('mo', 'k')")
	same("locked again", strings.Join(unlocked, " "), "mo")
	same("sent when locked again", sent, "chu=khác so=8 mot=c nhieu=c nhieu=k chon=c ngay=2025-07-01 mo=k .shown=mo")
	if faint := drive.Eval[int](t, ctx, `document.querySelectorAll('.locked').length`); faint != 9 {
		t.Errorf("%d items look locked, want 9", faint)
	}
}

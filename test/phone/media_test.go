package phone

import (
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/test/drive"
)

const dot = `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect width="40" height="30" fill="teal"/></svg>`

// cutForm has one list with pictures and sounds, cut by an answer, asked in every way in which choices stand on a page.
func cutForm() *survey.Questionnaire {
	kinds := survey.ChoiceList{Name: "loai",
		Choices: []survey.Choice{{Code: "cay", Label: vi("Cây")}, {Code: "con", Label: vi("Con")}}}
	things := survey.ChoiceList{Name: "vat"}
	for _, c := range []struct{ code, kind string }{{"lua", "cay"}, {"ngo", "cay"}, {"bo", "con"}, {"ga", "con"},
		{"ong", "con"}} {
		things.Choices = append(things.Choices,
			survey.Choice{Code: c.code, Label: vi("**Vật** " + c.code), Columns: map[string]string{"loai": c.kind},
				Media: map[string]survey.Text{"image": {"vi": c.code + ".svg"},
					"audio": {"": "tên " + c.code + ".mp3"}}})
	}
	ask := func(name string, kind survey.ItemKind, appearance string) *survey.Item {
		return &survey.Item{Name: name, Kind: kind, List: "vat", Label: vi("Câu " + name), Appearance: appearance,
			ChoiceFilter: "loai = ${l}"}
	}
	mixed := ask("tron", survey.Single, "")
	mixed.Parameters = map[string]string{"randomize": "true", "seed": "7"}
	return &survey.Questionnaire{FormID: "hinh", Version: "1 b", Title: vi("Hình"),
		Languages: []survey.Language{{ID: "vi", Name: "Tiếng Việt"}}, DefaultLanguage: "vi",
		Lists: []survey.ChoiceList{kinds, things},
		Items: []*survey.Item{{Name: "l", Kind: survey.Single, List: "loai", Label: vi("Loại")},
			ask("mot", survey.Single, ""), ask("nhieu", survey.Multiple, ""), ask("thang", survey.Single, "likert"),
			mixed, ask("hang", survey.Rank, "")}}
}

// media lists, item by item, the choices with the pictures and sounds that are really there.
const media = `(async kind => {
  document.querySelector('[name=l][value="' + kind + '"]').click();
  const out = [];
  for (const el of document.querySelectorAll('[data-path]')) {
    if (el.dataset.path === 'l') continue;
    for (const label of el.querySelectorAll('.choice, .step')) {
      const img = label.querySelector('img.media'), audio = label.querySelector('audio.media');
      if (img) { img.loading = 'eager'; await img.decode().catch(() => {}); }
      const sound = audio && (await fetch(audio.src)).ok;
      out.push([el.dataset.path, label.className, label.querySelector('input').value, img && img.naturalWidth, sound, label.control === label.querySelector('input')].join(' '));
    }
    for (const place of el.querySelectorAll('.ranks select')) out.push(el.dataset.path + ' ' + Array.from(place.options, o => o.value).join('/'));
  }
  return out.sort().join('\n');
})`

func TestMediaOfChoicesStay(t *testing.T) {
	t.Parallel()
	files := map[string]string{}
	for _, code := range []string{"lua", "ngo", "bo", "ga", "ong"} {
		files[code+".svg"], files["tên "+code+".mp3"] = dot, "ID3"
	}
	delete(files, "ong.svg") // was never uploaded: no broken picture
	url := serveFiles(t, files, cutForm())
	ctx := tab(t, 1)
	open(t, ctx, url+"/s/hinh")
	for _, step := range []struct{ kind, codes string }{{"cay", "lua ngo"}, {"con", "bo ga ong"}, {"cay", "lua ngo"}} {
		var want []string
		codes := strings.Fields(step.codes)
		for _, item := range []string{"mot", "nhieu", "thang", "tron"} {
			look := map[bool]string{true: "step", false: "choice"}[item == "thang"]
			for _, code := range codes {
				width := map[bool]string{true: "", false: "40"}[code == "ong"]
				want = append(want, strings.Join([]string{item, look, code, width, "true", "true"}, " "))
			}
		}
		for range codes {
			want = append(want, "hang /"+strings.Join(codes, "/"))
		}
		if got := drive.Eval[[]string](t, ctx,
			media+`('`+step.kind+`').then(text => text.split('\n'))`); !sameLines(got, want) {
			t.Errorf("of %s there stands\n%s\nwant\n%s", step.kind, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

// What was drawn stays: a sound that plays is not cut off, and the picture is not fetched again; what is chosen stays
// chosen.
func TestDrawnChoicesStay(t *testing.T) {
	t.Parallel()
	q := cutForm()
	q.Items[1].ChoiceFilter = "loai = ${l} or name = 'lua'"
	url := serveFiles(t, map[string]string{"lua.svg": dot}, q)
	ctx := tab(t, 1)
	open(t, ctx, url+"/s/hinh")
	if !drive.Eval[bool](t, ctx, `(() => {
  const choose = kind => document.querySelector('[name=l][value=' + kind + ']').click();
  choose('cay');
  const rice = document.querySelector('[name=mot][value=lua]');
  rice.click();
  choose('con');
  return rice.isConnected && rice.checked && document.querySelectorAll('[name=mot]').length === 4 &&
    document.querySelector('[data-path=nhieu] .faint:not([hidden])') === null;
})()`) {
		t.Error("the choice that was there was drawn anew")
	}
}

func sameLines(a, b []string) bool {
	count := map[string]int{}
	for _, line := range a {
		count[line]++
	}
	for _, line := range b {
		count[line]--
	}
	for _, n := range count {
		if n != 0 {
			return false
		}
	}
	return true
}

package storetest

import (
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
)

// vietnamese has every vowel with every mark in NFC, Tai Viet, Hmong and a rune of four bytes.
const vietnamese = "ĂÂĐÊÔƠƯ ắằẳẵặấầẩẫậếềểễệốồổỗộớờởỡợứừửữựỳỷỹỵ · ꪁꪫꪱꪣ ꪼꪕ · 𖬌𖬣𖬵 · 👩‍🌾 “96,23%”\n\t<b>&amp;</b> \u2028 \\ \" '"

var nounIdeas = []idea{
	{"every-noun-comes-back-whole", func(t *testing.T, h Harness) {
		s := h.Store
		day := time.Date(2025, 7, 1, 1, 2, 3, 4_000_000, time.UTC)
		whole(t, s.Surveys(), slug,
			survey.Survey{Slug: slug, Title: survey.Text{"": "không tên ngôn ngữ", "vi": vietnamese},
				Mode:   survey.Named,
				Access: survey.ByToken, TimeZone: "Asia/Ho_Chi_Minh", Current: "2", Versions: []string{"1", "2"},
				Opens: day, Closes: day, Created: day,
				Classes: []survey.Class{{Code: "can.bo", Label: survey.Text{"vi": "cán bộ"}}},
				Waves:   []survey.Wave{{Code: "$1", From: "2025-07-01"}}})
		whole(t, s.Versions(), slug+"/1",
			survey.Version{Survey: slug, Version: "1", Questionnaire: questionnaire(), Published: day, By: "lan",
				After: "0", Accepted: true,
				Decisions: []survey.Decision{{Item: "nhóm/q.1", Merge: survey.Pool},
					{Item: "q2", Merge: survey.Apart}}})
		whole(t, s.UnitSets(), "lai-chau",
			survey.UnitSet{ID: "lai-chau",
				Units: []survey.Unit{{Code: "03163", Name: "Bum Nưa", Level: "xã", From: "2004-01-01",
					To: "2025-06-30"}}})
		whole(t, s.Frames(), slug+"/",
			survey.SamplingFrame{Survey: slug,
				Rows: []survey.FrameRow{{Unit: "03163", Class: "dan", Population: 1 << 40, Planned: 12,
					Due: "2025-01-31"}},
				Quotas: []survey.Quota{{Unit: "03163", Class: "dan", Most: 1 << 40}}})
		whole(t, s.Links(), "l",
			survey.Link{Survey: slug, Code: "l", Label: vietnamese, Unit: "03163", Class: "dan", Wave: "1",
				Language: "blt", Off: true})
		whole(t, s.Tokens(), slug+"/h", survey.Token{Survey: slug, Hash: "h", Unit: "03163", Class: "dan", Wave: "1"})
		whole(t, s.Pictures(), slug+"/h", survey.Picture{SHA256: "s"})
		whole(t, s.Snapshots(), slug+"/s",
			survey.Snapshot{Survey: slug, ID: "s", Made: day, Keys: []survey.Key{{ID: "a", Revision: 2}}})
		whole(t, s.Releases(), slug+"/1",
			survey.Release{Survey: slug, Wave: "1", Created: day, Seen: 12, Counted: 10,
				Items: []survey.ReleasedItem{{Name: "nhóm/q.1", Parts: []survey.ReleasedCount{{Of: "=a.$b", N: 1 << 40}},
					Counts: []survey.ReleasedCount{{Of: "$x", N: 2}}, Numbers: []float64{1.5, 0.1, 1e300}}}})
		whole(t, s.Users(), "lan",
			survey.User{Name: "lan", Role: survey.Analyst, Password: "$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA",
				Grants: []survey.Grant{{Survey: "*", Unit: "03163", Actions: []survey.Action{survey.SeeTotals}}}})
		whole(t, s.APIKeys(), "k", survey.APIKey{Name: "máy", Role: survey.Admin, Hash: "k"})
		whole(t, s.Sessions(), "c", survey.Session{User: "lan", Expires: 1<<53 + 1})
		whole(t, s.Secrets(), "p", survey.Secret{Key: []byte{0, 255, 128, 10}})
	}},
	{"times-are-utc-to-the-millisecond", func(t *testing.T, h Harness) {
		at := time.Date(2025, 7, 1, 0, 30, 0, 123_999_999, time.FixedZone("+07", 7*3600))
		must(t, h.Store.Surveys().Insert(bg, slug, survey.Survey{Slug: slug, Opens: at}))
		must(t, h.Store.Snapshots().Insert(bg, "s", survey.Snapshot{Made: at}))
		must(t, h.Store.Versions().Insert(bg, "v", survey.Version{Published: at}))
		want := time.Date(2025, 6, 30, 17, 30, 0, 123_000_000, time.UTC)
		got := one[survey.Row[survey.Survey]](t)(h.Store.Surveys().Get(bg, slug)).Value
		equal(t, "Opens", got.Opens, want)
		equal(t, "Closes that was not set", got.Closes, time.Time{})
		equal(t, "Made", one[survey.Row[survey.Snapshot]](t)(h.Store.Snapshots().Get(bg, "s")).Value.Made, want)
		equal(t, "Published", one[survey.Row[survey.Version]](t)(h.Store.Versions().Get(bg, "v")).Value.Published, want)
		listed := one[[]survey.Row[survey.Survey]](t)(h.Store.Surveys().List(bg, slug))
		equal(t, "Opens listed", listed[0].Value.Opens, want)
	}},
	{"a-large-register-of-units", func(t *testing.T, h Harness) {
		set := survey.UnitSet{ID: "vn"}
		for range 10_000 {
			set.Units = append(set.Units,
				survey.Unit{Code: "03163", Name: "Xã Bum Nưa", Level: "commune", Parent: "107", From: "2013-01-01"})
		}
		whole(t, h.Store.UnitSets(), "vn", set)
	}},
}

// whole inserts v and fails unless it comes back the same by Get, List and after Replace.
func whole[T any](t *testing.T, table survey.Collection[T], key string, v T) {
	t.Helper()
	must(t, table.Insert(bg, key, v))
	equal(t, "Get "+key, one[survey.Row[T]](t)(table.Get(bg, key)).Value, v)
	rows := one[[]survey.Row[T]](t)(table.List(bg, key))
	equal(t, "List "+key, rows, []survey.Row[T]{{Key: key, Revision: 1, Value: v}})
	one[int64](t)(table.Replace(bg, key, 1, v))
	equal(t, "Get after Replace "+key, one[survey.Row[T]](t)(table.Get(bg, key)),
		survey.Row[T]{Key: key, Revision: 2, Value: v})
}

// questionnaire has names, codes, columns and languages that an engine might trip over.
func questionnaire() *survey.Questionnaire {
	return &survey.Questionnaire{
		FormID: "phieu.1", Title: survey.Text{"": "Phiếu", "Tiếng Việt (vi)": vietnamese}, Version: "2025.7",
		Languages: []survey.Language{{ID: "vi", Header: "Tiếng Việt (vi)", Name: "Tiếng Việt"}}, DefaultLanguage: "vi",
		Settings: map[string]string{"style.$theme": "a.b", "$": ".", "instance/name": ""},
		Files:    map[string]string{"xa.huyen.csv": "e3b0c442"},
		Lists: []survey.ChoiceList{{Name: "muc.do", Choices: []survey.Choice{
			{Code: "1.5", Label: survey.Text{"vi": "Tốt"}, Role: survey.PositiveStrong, Score: "4",
				Columns: map[string]string{"tinh.$id": "12"}},
			{Code: "$khong", Role: survey.Refused, Exclusive: true,
				Source: survey.Place{Sheet: "choices", Cell: "A3", Row: 3}},
			{Code: ""},
		}}},
		Items: []*survey.Item{
			{Name: "nhom", Kind: survey.Group, Children: []*survey.Item{
				{Name: "cau.1", Key: "$khoa", Kind: survey.Single, List: "muc.do", Label: survey.Text{"vi": vietnamese},
					Relevant:   "${a} > 1 and regex(${b}, '^[a-z]$')",
					Parameters: map[string]string{"max.pixels": "1024"}, Bind: map[string]string{"bind::jr:x.y": "z"}},
			}},
			{Name: "so", Kind: survey.Range, Parameters: map[string]string{"start": "0", "end": "10"}},
		},
	}
}

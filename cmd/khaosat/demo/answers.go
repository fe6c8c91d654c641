package demo

import (
	"context"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/rows"
	"github.com/khaosat/khaosat/survey/service"
)

// The sample: how many there are, and the two figures that the first screen quotes.
const (
	Answers      = 1088
	CheckedGood  = 1047 // rate the checking and urging "Tốt": 96,23%
	SentDownGood = 1024 // rate the sending down of cadres "Tốt" or "Khá tốt": 94,12%
)

var classes = []string{"lanh_dao", "dang_vien", "nhan_dan"}

// exactly lists n answers of which so many are of each code, in a drawn order.
func exactly(r *rand.Rand, counts map[string]int) []string {
	var out []string
	for _, code := range []string{"tot", "kha_tot", "trung_binh", "chua_tot"} {
		out = append(out, slices.Repeat([]string{code}, counts[code])...)
	}
	r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// pick draws a code by weights; "" = left blank.
func pick(r *rand.Rand, codes []string, weights ...float64) string {
	x := r.Float64()
	for i, w := range weights {
		if x -= w; x < 0 {
			return codes[i]
		}
	}
	return codes[len(codes)-1]
}

var rating = []string{"tot", "kha_tot", "trung_binh", "chua_tot", "kho_tra_loi", ""}

// answers submits the sample, the same each time; round makes other ids after a reset.
func (in Installer) answers(ctx context.Context, round int64) error {
	r := rand.New(rand.NewPCG(2025, 1088))
	tree, err := in.Service.Units(ctx, Opinions)
	if err != nil {
		return err
	}
	var communes []string
	for _, code := range tree.Codes() {
		if u, _ := tree.Unit(code); u.Level == "commune" {
			communes = append(communes, code)
		}
	}
	checked := exactly(r, map[string]int{"tot": CheckedGood, "kha_tot": 24, "trung_binh": 12,
		"chua_tot": Answers - CheckedGood - 36})
	sent := exactly(r, map[string]int{"tot": 742, "kha_tot": SentDownGood - 742, "trung_binh": 47,
		"chua_tot": Answers - SentDownGood - 47})
	submissions := make([]service.Submission, Answers)
	for i := range submissions {
		commune := communes[(i+r.IntN(9))%len(communes)]
		u, _ := tree.Unit(commune)
		a := respondent(r, u)
		a["danh_gia/kiem_tra_don_doc"], a["danh_gia/can_bo_ve_co_so"] = survey.OfText(checked[i]),
			survey.OfText(sent[i])
		submissions[i] = service.Submission{ID: sampleID(round, i), Language: "vi", Answers: a, Channel: survey.ByWeb,
			Class: a["chung/doi_tuong"].Text}
	}
	return in.submit(ctx, Opinions, submissions)
}

// respondent draws everything but the two quoted items.
func respondent(r *rand.Rand, commune survey.Unit) survey.Answers {
	a := survey.Answers{}
	put := func(path, code string) {
		if code != "" {
			a[path] = survey.OfText(code)
		}
	}
	put("chung/huyen", commune.Parent)
	put("chung/xa", commune.Code)
	put("chung/doi_tuong", pick(r, classes, 0.16, 0.34))
	put("chung/gioi", pick(r, []string{"nam", "nu", ""}, 0.53, 0.45))
	if r.Float64() < 0.96 {
		a["chung/tuoi"] = survey.OfNumber(fmt.Sprint(min(88, 18+int(r.ExpFloat64()*9)+r.IntN(32))))
	}
	study := pick(r, rating[:5], 0.71, 0.18, 0.07, 0.02)
	put("danh_gia/to_chuc_hoc_tap", study)
	if study == "chua_tot" {
		put("danh_gia/vi_sao_chua_tot",
			pick(r, []string{"Tài liệu dài, khó hiểu.", "Hội nghị tổ chức chưa phù hợp với mùa vụ.",
				"Chưa có bản dịch tiếng dân tộc.", ""}, 0.3, 0.3, 0.2))
	}
	put("danh_gia/tuyen_truyen", pick(r, rating, 0.62, 0.23, 0.08, 0.025, 0.03))
	put("danh_gia/chuong_trinh", pick(r, rating, 0.58, 0.25, 0.07, 0.02, 0.06))
	put("danh_gia/neu_guong", pick(r, rating, 0.66, 0.21, 0.06, 0.02, 0.035))
	put("thong_tin/hieu_biet", pick(r, []string{"ro", "co_ban", "it", "khong", ""}, 0.41, 0.42, 0.11, 0.04))
	if r.Float64() < 0.97 {
		a["thong_tin/diem"] = survey.OfNumber(fmt.Sprint(max(0, 10-int(r.ExpFloat64()*1.7))))
	}
	if channels := channels(r); len(channels) > 0 {
		a["thong_tin/kenh"] = survey.OfCodes(channels...)
	}
	if r.Float64() < 0.12 {
		put("thong_tin/de_xuat", pick(r, []string{
			"Đề nghị tăng thời lượng phát thanh bằng tiếng Thái, tiếng Mông.",
			"Cần cử thêm cán bộ về giúp các bản vùng cao.",
			"Mong tài liệu ngắn gọn, dễ hiểu hơn.",
			"Đề nghị sửa cụm loa của bản.",
		}, 0.3, 0.25, 0.25))
	}
	return a
}

func channels(r *rand.Rand) []string {
	if r.Float64() < 0.02 {
		return []string{"chua_biet"}
	}
	var out []string
	for _, c := range []struct {
		code string
		p    float64
	}{{"hoi_nghi", 0.62}, {"sinh_hoat", 0.71}, {"loa", 0.55}, {"bao_dai", 0.38}, {"mang", 0.44}} {
		if r.Float64() < c.p {
			out = append(out, c.code)
		}
	}
	return out
}

// returns submits the figures of the districts.
func (in Installer) returns(ctx context.Context, round int64) error {
	t, err := readTable("bao-cao-don-vi.returns.csv")
	if err != nil {
		return err
	}
	form, err := in.Service.Form(ctx, Returns, "")
	if err != nil {
		return err
	}
	reader, problems := rows.NewFormReader(form, t.Header, rows.Mapping{},
		func(c int) string { return t.Rows[0].Cell(c) })
	reader.Learn(t.ImportRows())
	var submissions []service.Submission
	for i, row := range t.ImportRows() {
		values, more := reader.Read(row, t.Rows[i].Cell)
		problems = append(problems, more...)
		submissions = append(submissions,
			service.Submission{ID: sampleID(round, 10_000+i), Language: "vi", Answers: values.Answers,
				Unit: values.Unit, Channel: survey.ByWeb})
	}
	if len(problems) > 0 {
		return survey.Wrong("demo", problems)
	}
	return in.submit(ctx, Returns, submissions)
}

func (in Installer) submit(ctx context.Context, slug string, list []service.Submission) error {
	return parallel(len(list), func(i int) error {
		_, err := in.Service.Submit(ctx, slug, list[i])
		return err
	})
}

// parallel calls f for 0..n-1, many at once: a store commits waiting answers together.
func parallel(n int, f func(i int) error) error {
	var g errgroup.Group
	g.SetLimit(64)
	for i := range n {
		g.Go(func() error { return f(i) })
	}
	return g.Wait()
}

// sampleID is a version 4 UUID drawn from the round and the number.
func sampleID(round int64, n int) string {
	r := rand.New(rand.NewPCG(uint64(round), uint64(n)))
	var b [16]byte
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	x := hex.EncodeToString(b[:])
	return x[:8] + "-" + x[8:12] + "-" + x[12:16] + "-" + x[16:20] + "-" + x[20:]
}

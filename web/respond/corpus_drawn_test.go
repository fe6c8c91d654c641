package respond_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey/xlsform"
	"github.com/khaosat/khaosat/survey/xlsform/xlsformtest"
)

// drawnHead is the header of most drawn forms.
const drawnHead = "| survey |\n| | type | name | label | relevant | constraint | calculation | required | default | choice_filter | repeat_count | read_only | appearance | parameters |\n"

// drawnForms are those that the corpus does not have, one for each way in which forms of others may differ from it.
var drawnForms = []struct{ name, form string }{
	{"repeats within groups within repeats", drawnHead + `
| | integer | so_ho | Số hộ? | | . >= 0 and . <= 3 | | yes | | | | | | |
| | begin_group | thon | Thôn | | | | | | | | | | |
| | begin_repeat | ho | Hộ | | | | | | | ${so_ho} | | | |
| | begin_group | chu_ho | Chủ hộ | | | | | | | | | | |
| | text | ten | Tên chủ hộ | | | | yes | | | | | | |
| | integer | so_con | Mấy con? | | . >= 0 and . < 4 | | yes | | | | | | |
| | end_group | | | | | | | | | | | | |
| | begin_group | cac_con | Các con của ${ten} | ${so_con} > 0 | | | | | | | | | |
| | begin_repeat | con | Con | | | | | | | ${so_con} | | | |
| | integer | tuoi | Tuổi của con thứ mấy của ${ten}? | | . >= 0 and . < 60 | | yes | | | | | | |
| | select_one co | di_hoc | Đi học? | ${tuoi} >= 6 and ${tuoi} <= 18 | | | yes | | | | | | |
| | text | truong | Trường nào? | ${di_hoc} = 'c' | | | | | | | | | |
| | end_repeat | | | | | | | | | | | | |
| | calculate | tong_tuoi | | | | sum(${tuoi}) | | | | | | | |
| | end_group | | | | | | | | | | | | |
| | end_repeat | | | | | | | | | | | | |
| | end_group | | | | | | | | | | | | |
| | calculate | tat_ca | | | | sum(${so_con}) | | | | | | | |
| | text | dong_con | Vì sao đông con? | ${tat_ca} > 4 | | | | | | | | | |
` + coList},
	{"choices from the rows of a repeat", drawnHead + `
| | begin_repeat | nguoi | Người | | | | | | | | | | |
| | text | ten | Tên | | string-length(.) < 30 | | yes | | | | | | |
| | integer | tuoi | Tuổi | | . >= 0 and . < 120 | | yes | | | | | | |
| | calculate | thu_tu | | | | position(..) | | | | | | | |
| | text | chi_dong_dau | Ghi chú | position(..) = 1 | | | | | | | | | |
| | end_repeat | | | | | | | | | | | | |
| | calculate | n | | | | count(${nguoi}) | | | | | | | |
| | calculate | ten_dau | | | | indexed-repeat(${ten}, ${nguoi}, 1) | | | | | | | |
| | select_one thu | ai | Ai trả lời? ${ten_dau}? | ${n} > 1 | | | yes | | name <= ${n} | | | | |
| | text | cao_tuoi | Người già nhất? | max(${tuoi}) >= 80 | | | | | | | | | |
| choices |
| | list_name | name | label |
| | thu | 1 | Người thứ nhất |
| | thu | 2 | Người thứ hai |
| | thu | 3 | Người thứ ba |
`},
	{"or_other in two languages", `
| survey |
| | type | name | label::Tiếng Việt (vi) | label::English (en) | required |
| | select_one nguon or_other | nguon | Nguồn nước | Water source | yes |
| | select_multiple nguon or_other | nguon_khac | Các nguồn khác | Other sources | |
| choices |
| | list_name | name | label::Tiếng Việt (vi) | label::English (en) |
| | nguon | gieng | Giếng | Well |
| | nguon | suoi | Suối | Stream |
`},
	{"calculations in any order", drawnHead + `
| | calculate | cuoi | | | | ${giua} * 2 | | | | | | | |
| | note | n | Kết quả ${cuoi} | ${cuoi} > 10 | | | | | | | | | |
| | calculate | giua | | | | if(${dau} > 5, ${dau} + 1, 0) | | | | | | | |
| | text | vi_sao | Vì sao lớn? | ${cuoi} > 100 | | | | | | | | | |
| | integer | dau | Số đầu? | | . >= 0 | | yes | | | | | | |
`},
	{"required and read-only by expression, defaults that are calculated", drawnHead + `
| | date | ngay | Ngày | | . <= today() and . >= date('2026-01-01') | | yes | today() | | | | | |
| | select_one co | co_ban | Có bản không? | | | | | c | | | | | |
| | text | ten_ban | Tên bản | | | | ${co_ban} = 'c' | concat('Bản ', 'Mường') | | | | | |
| | text | da_biet | Đã biết | | | | | sẵn có | | | yes | | |
| | integer | tong | Tổng | | | ${so} + 1 | | | | | yes | | |
| | integer | so | Số | | . > 0 | | ${co_ban} = 'c' | 7 | | | | | |
| | calculate | lan_dau | | | | once(random()) | | | | | | | |
| | begin_group | sau | Sau đó | | | | | | | | | | |
| | text | khoa | Khóa khi có | | | | | | | | ${co_ban} = 'c' | | |
| | end_group | | | | | | | | | | | | |
` + coList},
	{"dates, times and ranges", drawnHead + `
| | date | tu | Từ ngày | | . > date('2020-02-29') and . < today() | | yes | | | | | | |
| | date | den | Đến ngày | | . >= ${tu} and . <= today() + 30 | | yes | | | | | | |
| | time | gio | Giờ | | | | | | | | | | |
| | dateTime | luc | Lúc | | . >= now() - 400 | | | | | | | | |
| | calculate | so_ngay | | | | ${den} - ${tu} | | | | | | | |
| | text | lau | Sao lâu thế? | ${so_ngay} > 365 | | | | | | | | | |
| | range | do | Độ | ${so_ngay} >= 0 | . != 37.5 | | | | | | | | start=34.5 end=42 step=0.1 |
| | range | nguoc | Ngược | | | | | | | | | | start=10 end=-10 step=2.5 |
| | range | mac_dinh | Mặc định | | | | | | | | | | |
`},
	{"names like ours", drawnHead + `
| | text | id | Số định danh | | | | yes | | | | | | |
| | text | _version | Bản nào | | | | | | | | | | |
| | text | lang | Tiếng gì | | | | | | | | | | |
| | text | language | Ngôn ngữ | | | | | | | | | | |
| | integer | page | Trang mấy | | | | | | | | | | |
| | text | token | Mã | | | | | | | | | | |
| | text | link | Đường dẫn | | | | | | | | | | |
| | text | send | Gửi ai | | | | | | | | | | |
| | select_one co | answers | Trả lời | | | | | | | | | | |
| | text | missing | Thiếu gì | | | | | | | | | | |
| | text | version | Phiên bản | | | | | | | | | | |
| | begin_group | data | Dữ liệu | | | | | | | | | | |
| | text | name | Tên | ${answers} = 'c' | | | | | | | | | |
| | end_group | | | | | | | | | | | | |
` + coList},
	{"names with dots, hyphens and Vietnamese letters", drawnHead + `
| | select_one co | c1.1 | Câu 1.1 | | | | yes | | | | | | |
| | text | c1.1-khác | Khác | ${c1.1} = 'c' | | | | | | | | | |
| | integer | số_người | Số người | | . > 0 and . < 20 | | | | | | | | |
| | begin_group | nhóm-một | Nhóm | ${số_người} > 2 | | | | | | | | | |
| | select_multiple có.thể | đã-chọn.gì | Chọn gì | | count-selected(.) <= 2 | | | | | | | | |
| | end_group | | | | | | | | | | | | |
| | text | vì_sao | Vì sao | selected(${đã-chọn.gì}, 'lúa.nước') | | | | | | | | | |
| choices |
| | list_name | name | label |
| | co | c | Có |
| | co | k | Không |
| | có.thể | lúa.nước | Lúa nước |
| | có.thể | ngô-lai | Ngô lai |
| | có.thể | 01 | Sắn |
| | có.thể | 1.50 | Khoai |
`},
	{"the same name in several groups", drawnHead + `
| | begin_group | vo | Vợ | | | | | | | | | | |
| | integer | tuoi | Tuổi vợ | | . > 15 and . < 100 | | yes | | | | | | |
| | text | nghe | Nghề | ${tuoi} < 60 | | | | | | | | | |
| | end_group | | | | | | | | | | | | |
| | begin_group | chong | Chồng | | | | | | | | | | |
| | integer | tuoi_chong | Tuổi chồng | | . > 15 and . < 100 | | yes | | | | | | |
| | text | nghe | Nghề | ${tuoi_chong} < 60 | | | | | | | | | |
| | end_group | | | | | | | | | | | | |
`},
	{"languages without tags, and texts that are missing", `
| survey |
| | type | name | label::Tiếng Thái | label::Tiếng Mông | hint::Tiếng Mông | constraint_message::Tiếng Thái | constraint |
| | select_one l | a | Câu một | | gợi ý | | |
| | integer | b | | Câu hai | | Nhỏ hơn 9 | . < 9 |
| | note | c | Cảm ơn | | | | |
| choices |
| | list_name | name | label::Tiếng Thái | label::Tiếng Mông |
| | l | x | Ích | |
| | l | y | | Ơ |
`},
	{"a page for each item", drawnHead + `
| | select_one co | a | Có không? | | | | yes | | | | | | |
| | begin_group | g | Nhóm | ${a} = 'c' | | | | | | | | field-list | |
| | text | b | Chữ | | | | yes | | | | | | |
| | select_one co | c | Nữa? | ${b} != 'ABC' | | | | | | | | | |
| | end_group | | | | | | | | | | | | |
| | begin_group | h | Nhóm khác | | | | | | | | | | |
| | text | d | Đ | ${c} = 'k' | | | | | | | | | |
| | begin_repeat | r | Vòng | | | | | | | | | | |
| | text | e | E | | | | | | | | | | |
| | end_repeat | | | | | | | | | | | | |
| | end_group | | | | | | | | | | | | |
` + coList + `
| settings |
| | style |
| | pages |
`},
	{"texts with signs", drawnHead + `
| | select_one l | a | 1 < 2 && "ba" <b>đậm</b> **mạnh** # {{.}} %s $x | | | | yes | | | | | | |
| | text | b | Chọn ${a}? <script>alert(1)</script> | ${a} = 'a/b' or ${a} = "it's" | | | | | | | | | |
| | text | c | Đoạn | | regex(., '[^<>]+') and not(contains(., '"')) | | | @1+1 | | | | | |
| choices |
| | list_name | name | label |
| | l | it's | Nháy 'đơn' |
| | l | a/b | a/b |
| | l | 100% | 100 % |
| | l | -1 | Âm một |
`},
	{"a battery and a scale with words", `
| survey |
| | type | name | label | appearance | required |
| | begin_group | bang | Đánh giá | table-list | |
| | select_one tot | k1 | Việc một | | yes |
| | select_one tot | k2 | Việc hai | | yes |
| | end_group | | | | |
| | begin_group | bang2 | Đánh giá | field-list | |
| | select_one tot | dau | Mức | label | |
| | select_one tot | k3 | Việc ba | list-nolabel | |
| | select_one tot | k4 | Việc bốn | list-nolabel | yes |
| | end_group | | | | |
| | rank tot | hang | Xếp hạng | | |
| | select_multiple tot | nhieu | Những mức nào | | |
| choices |
| | list_name | name | label | role | score | exclusive |
| | tot | 1 | Tốt | positive_strong | 3 | |
| | tot | 2 | Trung bình | neutral | 2 | |
| | tot | 3 | Chưa tốt | negative | 1 | |
| | tot | 9 | Khó trả lời | dont_know | | yes |
`},
	{"paths between neighbours", drawnHead + `
| | select_one co | co_con | Có con? | | | | yes | | | | | | |
| | integer | may | Mấy con? | ../co_con = 'c' | . > 0 and . < 4 | | yes | | | | | | |
| | begin_repeat | con | Con | ../co_con = 'c' | | | | | | ../may | | | |
| | text | ten | Tên | | | | yes | | | | | | |
| | begin_group | truong | Trường | string-length(../ten) > 1 | | | | | | | | | |
| | select_one huyen | huyen | Huyện | | | | yes | | | | | | |
| | select_one xa | xa | Xã | | | | yes | | huyen = current()/../huyen | | | | |
| | text | o_dau | Ở đâu? | ../xa = 'x3' and ../../../may > 1 | | | | | | | | | |
| | end_group | | | | | | | | | | | | |
| | calculate | nhan | | | | instance('xa')/root/item[name = current()/../truong/xa]/label | | | | | | | |
| | text | hai | Người thứ hai? | position(..) = 2 and ../nhan != '' | | | | | | | | | |
| | end_repeat | | | | | | | | | | | | |
| choices |
| | list_name | name | label | huyen |
| | co | c | Có | |
| | co | k | Không | |
| | huyen | h1 | Than Uyên | |
| | huyen | h2 | Tam Đường | |
| | xa | x1 | Mường Than | h1 |
| | xa | x2 | Mường Kim | h1 |
| | xa | x3 | Bình Lư | h2 |
`},
	{"counts that are fixed, and rows that know their place", drawnHead + `
| | begin_repeat | quy | Quý | | | | | | | 4 | | | |
| | calculate | so | | | | position(..) | | | | | | | |
| | decimal | thu | Thu quý ${so}? | | . >= 0 and . <= 1000.5 | | yes | | | | | | |
| | calculate | luy_ke | | | | if(${so} = 1, 0, number(indexed-repeat(${luy_ke}, ${quy}, ${so} - 1))) + ${thu} | | | | | | | |
| | text | giam | Vì sao giảm? | ${so} > 1 and ${thu} < number(indexed-repeat(${thu}, ${quy}, ${so} - 1)) | | | | | | | | | |
| | end_repeat | | | | | | | | | | | | |
| | calculate | nam | | | | sum(${thu}) | | | | | | | |
| | acknowledge | dung | Cả năm ${nam}: đúng chưa? | ${nam} > 0 | | | yes | | | | | | |
| | text | it | Sao ít thế? | ${nam} <= 0 | | | | | | | | | |
`},
	{"everything hidden", drawnHead + `
| | start | bat_dau | | | | | | | | | | | |
| | hidden | an | | | | | | x | | | | | |
| | calculate | c | | | | 1 + 1 | | | | | | | |
| | note | n | Chỉ để đọc | | | | | | | | | | |
`},
	{"a repeat that opens more rows", drawnHead + `
| | begin_repeat | nguoi | Người | | | | | | | ${them} | | | |
| | text | ten | Tên | | | | yes | | | | | | |
| | select_one so | nua | Còn nữa? | position(..) < 4 | | | yes | | | | | | |
| | end_repeat | | | | | | | | | | | | |
| | calculate | them | | | | sum(${nua}) + 1 | | | | | | | |
| choices |
| | list_name | name | label |
| | so | 1 | Có |
| | so | 0 | Không |
`},
}

const coList = "| choices |\n| | list_name | name | label |\n| | co | c | Có |\n| | co | k | Không |\n"

// TestDrawnFormsRun takes the drawn forms, and two large ones, through what the corpus goes through.
func TestDrawnFormsRun(t *testing.T) {
	t.Parallel()
	for _, d := range append(drawnForms, struct{ name, form string }{"600 items", manyItems(600)},
		struct{ name, form string }{"a list of 5,000 choices", longCascade(5000)}) {
		t.Run(d.name, func(t *testing.T) {
			data := xlsformtest.Workbook(t, d.form)
			res, err := xlsform.Read(bytes.NewReader(data), int64(len(data)), "mau.xlsx")
			if err != nil || !res.Publishable {
				t.Fatalf("%v; ok %v, %v", err, res.OK, res.Problems)
			}
			c := newCorpusForm(t, res.Questionnaire)
			c.lives()
			if reached, total, missing := c.gen.Covered(); reached != total {
				t.Errorf("%d of %d items were asked, not %q", reached, total, missing)
			}
		})
	}
}

// manyItems has items in groups of 20, every fifth asked after an answer to the one before, and calculations over all
// of them.
func manyItems(n int) string {
	var b strings.Builder
	b.WriteString(drawnHead)
	row := func(kind, name, label, relevant, calculation string) {
		fmt.Fprintf(&b, "| | %s | %s | %s | %s | | %s | | | | | | | |\n", kind, name, label, relevant, calculation)
	}
	for i := range n {
		if i%20 == 0 {
			row("begin_group", fmt.Sprintf("trang%d", i/20), fmt.Sprintf("Trang %d", i/20), "", "")
		}
		switch {
		case i%5 == 4:
			row("text", fmt.Sprintf("q%d", i), "Vì sao?", fmt.Sprintf("${q%d} = 'k'", i-1), "")
		case i%5 == 3:
			row("select_one co", fmt.Sprintf("q%d", i), "Có không?", "", "")
		case i%5 == 2:
			row("calculate", fmt.Sprintf("q%d", i), "", "", fmt.Sprintf("${q%d} + ${q%d}", i-1, i-2))
		default:
			row("integer", fmt.Sprintf("q%d", i), "Bao nhiêu?", "", "")
		}
		if i%20 == 19 {
			row("end_group", "", "", "", "")
		}
	}
	return b.String() + coList
}

// longCascade has a list of communes filtered by district.
func longCascade(n int) string {
	var b strings.Builder
	b.WriteString(drawnHead +
		"| | select_one huyen | huyen | Huyện | | | | yes | | | | | minimal | |\n| | select_one xa | xa | Xã | | | | yes | | huyen = ${huyen} | | | autocomplete | |\n" +
		"| | text | o_xa | Ở đâu trong xã? | ${xa} = 'x17' | | | | | | | | | |\n| choices |\n| | list_name | name | label | huyen |\n")
	for i := range 20 {
		fmt.Fprintf(&b, "| | huyen | h%d | Huyện %d | |\n", i, i)
	}
	for i := range n {
		fmt.Fprintf(&b, "| | xa | x%d | Xã %d | h%d |\n", i, i, i%20)
	}
	return b.String()
}

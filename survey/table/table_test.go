package table

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/unicode/norm"

	"github.com/khaosat/khaosat/survey"
)

const people = "STT,Họ và tên,Dân tộc,Xã,Đánh giá chung\n1,Hoàng Thị Mín,Thái,Xã Đắc Ta,Khá tốt\n2,Thào A Sình,Mông,Xã Khổng Lào,Tốt\n"

func TestDecodeKnowsTheEncodingsOfOffices(t *testing.T) {
	utf16 := func(order unicode.Endianness, mark unicode.BOMPolicy, s string) string {
		out, err := unicode.UTF16(order, mark).NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	numbers := strings.Repeat("1,0,23,-5,", 40)
	sparse := "ten," + numbers + "\n" +
		strings.Repeat("Nguyễn Thị Đào,"+numbers+"\n"+strings.Repeat("An,"+numbers+"\n", 30), 3)
	capitals := "HỌ VÀ TÊN,X\nPHẠM VĂN ĐỨC,1\n"
	quoted := "ý kiến\nGiá “cao” – đường xấu…\n"
	for name, text := range map[string]string{"letters": people, "numbers with a name among them": sparse,
		"capitals": capitals, "quotes": quoted} {
		for encoding, in := range map[string]string{"utf-8": text, "windows-1258": cp1258(t, text),
			"tcvn3": inPage(tcvn3(), text), "vni": inPage(vni(), text)} {
			if name == "capitals" && encoding == "tcvn3" {
				continue // has no capitals with tones
			}
			t.Run(name+" "+encoding, func(t *testing.T) {
				if got, is := Decode([]byte(in)); got != text || is != encoding {
					t.Errorf("Decode = %.300q as %s", got, is)
				}
			})
		}
	}
	for name, in := range map[string]string{"with a mark": utf16(unicode.LittleEndian, unicode.UseBOM, people),
		"without":    utf16(unicode.LittleEndian, unicode.IgnoreBOM, people),
		"big endian": utf16(unicode.BigEndian, unicode.IgnoreBOM, people)} {
		if got, is := Decode([]byte(in)); got != people || is != "utf-16" {
			t.Errorf("UTF-16 %s: Decode = %q as %s", name, got, is)
		}
	}
	if got, is := Decode([]byte(norm.NFD.String(people))); got != people || is != "utf-8" {
		t.Errorf("NFD: Decode = %q as %s", got, is)
	}
	if got, is := Decode([]byte(people + "Đ\xe1 hỏng\n")); got != people+"Đ\uFFFD hỏng\n" || is != "utf-8" {
		t.Errorf("one broken letter: Decode = %q as %s", got, is)
	}
	if got, _ := Decode([]byte(strings.ReplaceAll(people, "\n", "\r"))); got != people {
		t.Errorf("lines of old Macs: Decode = %q", got)
	}
	if got, encoding := Decode([]byte("A question about Caf\xe9 culture in the \x93United States\x94, asked of everybody who had seen the film in the last twelve months, and of those who had not, by the same interviewer, at home")); !strings.HasPrefix(got, "A question about Café culture in the “United") || encoding != "windows-1252" {
		t.Errorf("windows-1252: got %q as %s", got, encoding)
	}
	if got, encoding := Decode([]byte("name,age\nFran\xe7ois M\xfcller,3\nJos\xe9 Pe\xf1a,4\n\xc5sa \xd6berg,5\n")); got != "name,age\nFrançois Müller,3\nJosé Peña,4\nÅsa Öberg,5\n" {
		t.Errorf("windows-1252: got %q as %s", got, encoding)
	}
}

// The file of case 07: one column of names, forty of numbers, 1.6 % of the bytes beyond ASCII.
func TestReadTellsTheEncodingOfASparseFile(t *testing.T) {
	row := "Nguy\xea\xden Thi\xf2 \xd0a\xcco" + strings.Repeat(",12345", 40) + "\n"
	got, problems := Read(strings.NewReader("ten" + header(40) + "\n" + row +
		strings.Replace(row, "Nguy\xea\xden", "Nguyen", 1)))
	if len(problems) > 0 || got.Encoding != "windows-1258" || got.Rows[0].Cells[0] != "Nguyễn Thị Đào" {
		t.Errorf("%+v, problems %v", got, problems)
	}
	if w := EncodingWords(got.Encoding); w == nil || !strings.Contains(w.In("en"), "windows-1258") {
		t.Errorf("said %v", w)
	}
}

func header(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, ",q%d", i)
	}
	return b.String()
}

// inPage writes text in a page that spells each letter, or its base and its marks.
func inPage(p *page, s string) string {
	back := map[string]byte{}
	for b, r := range p.runes {
		if _, there := back[r]; !there {
			back[r] = byte(b)
		}
	}
	var out strings.Builder
	for _, r := range s {
		if b, ok := back[string(r)]; ok {
			out.WriteByte(b)
			continue
		}
		letters := []rune(norm.NFD.String(string(r)))
		base, marks := string(letters[:1]), string(letters[1:])
		for _, horned := range []string{"ơ", "ư", "Ơ", "Ư"} {
			if norm.NFC.String(base+"\u031b") == horned && strings.Contains(marks, "\u031b") {
				base, marks = horned, strings.ReplaceAll(marks, "\u031b", "")
			}
		}
		if strings.HasPrefix(marks, below) && len(marks) > len(below) {
			marks = strings.TrimPrefix(marks, below) + below
		}
		out.WriteByte(back[base])
		out.WriteByte(back[marks])
	}
	return out.String()
}

// cp1258 writes text as windows-1258 does: letters that it has stay, tones are marks behind their letter.
func cp1258(t *testing.T, s string) string {
	t.Helper()
	tones := map[rune]rune{'̀': 0xCC, '́': 0xEC, '̉': 0xD2, '̃': 0xDE, '̣': 0xF2}
	var b strings.Builder
	for _, r := range s {
		letter, tone := "", ""
		for _, c := range norm.NFD.String(string(r)) {
			if _, ok := tones[c]; ok {
				tone = string(c)
			} else {
				letter += string(c)
			}
		}
		for _, c := range survey.NFC(letter) + tone {
			if tone, ok := tones[c]; ok {
				b.WriteByte(byte(tone))
			} else if x, ok := charmap.Windows1258.EncodeRune(c); ok {
				b.WriteByte(x)
			} else {
				t.Fatalf("%q is not in windows-1258", c)
			}
		}
	}
	return b.String()
}

func TestReadNamesThePlaceOfEveryProblem(t *testing.T) {
	for _, tt := range []struct{ name, in, code, place string }{
		{"empty", "  \n", "file.empty", ""},
		{"ragged row", "a,b\n1,2\n3\n", "csv.width", "3"},
		{"open quote", "a,b\n1,\"2\n3,4\n", "csv.quote", "2"},
		{"header twice", "a,b,a\n1,2,3\n", "csv.header_twice", "C1 · 1"},
		{"old Excel", "\xd0\xcf\x11\xe0\xa1\xb1", "file.xls", ""},
		{"XML", "<?xml version='1.0'?><document/>", "file.xml", ""},
		{"HTML in disguise", "<html><table>", "file.html", ""},
		{"cut-off workbook", "PK\x03\x04 and no more", "file.truncated", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, problems := Read(strings.NewReader(tt.in))
			if len(problems) != 1 || problems[0].Code != tt.code || problems[0].Place.String() != tt.place {
				t.Errorf("problems %v, want %s at %q", problems, tt.code, tt.place)
			}
			for _, p := range problems {
				if p.Words.In("vi") == "" || p.Words.In("en") == "" {
					t.Error("a problem without words")
				}
			}
		})
	}
}

func TestReadGuessesTheDelimiter(t *testing.T) {
	for in, want := range map[string]rune{"a;b,c;d\n1;2;3\n": ';', "a\tb\n1\t2\n": '\t', "\"x;y;z\",b\n1,2\n": ','} {
		if table, problems := Read(strings.NewReader(in)); len(problems) > 0 || table.Delimiter != want {
			t.Errorf("%q: delimiter %q, problems %v", in, table.Delimiter, problems)
		}
	}
}

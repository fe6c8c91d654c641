package table

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/unicode/norm"

	"github.com/khaosat/khaosat/survey"
)

const people = "STT,Họ và tên,Dân tộc,Xã,Đánh giá chung\n1,Hoàng Thị Mín,Thái,Xã Đắc Ta,Khá tốt\n2,Thào A Sình,Mông,Xã Khổng Lào,Tốt\n"

func TestDecodeKnowsTheEncodingsOfOffices(t *testing.T) {
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(people)
	if err != nil {
		t.Fatal(err)
	}
	var tcvn strings.Builder
	back := map[rune]byte{}
	for b, r := range tcvn3 {
		back[r] = b
	}
	for _, r := range people {
		if b, ok := back[r]; ok {
			tcvn.WriteByte(b)
		} else {
			tcvn.WriteRune(r)
		}
	}
	for name, in := range map[string]string{"utf-8": people, "utf-16": utf16, "tcvn3": tcvn.String(), "windows-1258": cp1258(t, people)} {
		t.Run(name, func(t *testing.T) {
			got, encoding := Decode([]byte(in))
			if got != people || encoding != name {
				t.Errorf("Decode = %q as %s", got, encoding)
			}
		})
	}
	if got, encoding := Decode([]byte("A question about Caf\xe9 culture in the \x93United States\x94, asked of everybody who had seen the film in the last twelve months, and of those who had not, by the same interviewer, at home")); !strings.HasPrefix(got, "A question about Café culture in the “United") {
		t.Errorf("windows-1252: got %q as %s", got, encoding)
	}
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
		{"cut-off workbook", "PK\x03\x04 and no more", "file.workbook", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, problems := Read(strings.NewReader(tt.in))
			if len(problems) != 1 || problems[0].Code != tt.code || problems[0].Place.String() != tt.place {
				t.Errorf("problems %v, want %s at %q", problems, tt.code, tt.place)
			}
			for _, p := range problems {
				if p.Words.VI == "" || p.Words.EN == "" {
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

func TestColumn(t *testing.T) {
	for i, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 701: "ZZ", 702: "AAA"} {
		if got := Column(i); got != want {
			t.Errorf("Column(%d) = %s, want %s", i, got, want)
		}
	}
}

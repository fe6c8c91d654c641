package survey_test

import (
	"strings"
	"testing"

	"github.com/khaosat/khaosat/survey"
)

// Names by which a program looks like a picture, or leaves its folder (Trojan Source, CVE-2021-42574).
func TestFileName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"cụm loa.jpg": "cụm loa.jpg", "anh\u202egpj.exe": "anhgpj.exe", "\u2066a\u2069.png": "a.png",
		"ａｎｈ．ｅｘｅ": "anh.exe", "a／..／b.png": "b.png", `C:\ảnh\b.png`: "b.png", "../../etc/passwd": "passwd",
		"a\u200b\u0000\n.png": "a.png", strings.Repeat("x", 200) + ".png": strings.Repeat("x", 116) + ".png",
	} {
		if got := survey.FileName(name); got != want {
			t.Errorf("%q is called %q, want %q", name, got, want)
		}
	}
}

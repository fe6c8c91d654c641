package survey_test

import (
	"regexp"
	"slices"
	"testing"

	"github.com/khaosat/khaosat/survey"
)

// The code of a link has six letters without I, L, O and U; whatever a person makes of one leads back to it. By hand,
// of Crockford's table: the bytes FF FF FF FF are 30 ones and two more, six times the last letter Z; 08 42 10 84 is six
// times 00001; 00 44 32 14 is 00000 00001 00010 00011 00100 00101.
func TestLinkCodes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		bytes []byte
		want  string
		typed []string
	}{
		{[]byte{0xff, 0xff, 0xff, 0xff}, "zzzzzz", []string{"ZZZZZZ", " zzz-zzz ", "ZZZ ZZZ"}},
		{[]byte{0x08, 0x42, 0x10, 0x84}, "111111", []string{"iiiiii", "LLLLLL", "1I1l1L"}},
		{[]byte{0x00, 0x44, 0x32, 0x14}, "012345", []string{"OI2345", "ol2345", "0l23-45"}},
	} {
		code := survey.LinkCode(tt.bytes)
		if code != tt.want || !regexp.MustCompile(`^[0-9a-hjkmnp-tv-z]{6}$`).MatchString(code) {
			t.Errorf("%x: code %q, want %q", tt.bytes, code, tt.want)
		}
		for _, typed := range append(tt.typed, survey.SpellLink(code)) {
			if !slices.Contains(survey.LinkCodes(typed), code) {
				t.Errorf("who types %q is not led to %q: %q", typed, code, survey.LinkCodes(typed))
			}
		}
	}
	for _, own := range []string{"xa-lao-chai", "Xa1", "k2l7ooxq"} { // codes of an office, and of earlier versions
		if got := survey.SpellLink(own); got != own || survey.LinkCodes(own)[0] != own {
			t.Errorf("%q is printed as %q and looked up as %q", own, got, survey.LinkCodes(own))
		}
	}
}

package kinds

import "testing"

// Whoever writes what the refusal of a number advises gets what it says, in either language of the page and by program.
func TestAdviceIsReadAsItIsMeant(t *testing.T) {
	for _, whole := range []bool{false, true} {
		for _, c := range []struct{ advice, want string }{{"12345", "12345"}, {"12,3450", "12.3450"},
			{"12.3450", "12.3450"}} {
			if whole && c.advice != "12345" {
				continue
			}
			for _, marks := range []NumberMarks{MarksUnknown, CommaDecimal, DotDecimal} {
				if got, doubt := TypedNumber(c.advice, whole, marks); got != c.want || doubt {
					t.Errorf("%s, whole %v, marks %d: %s (doubt %v), want %s", c.advice, whole, marks, got, doubt,
						c.want)
				}
			}
		}
	}
	for _, plain := range []string{"1.234", "-12.345", "999.999", "0.125", "1234.567", "5"} {
		for _, marks := range []NumberMarks{MarksUnknown, CommaDecimal, DotDecimal} {
			got, doubt := TypedNumber(SafeNumber(plain), false, marks)
			back, bad := cleanNumber(got)
			if doubt || bad != nil || back != plain {
				t.Errorf("%s is written %s and read back as %s (%v)", plain, SafeNumber(plain), back, doubt)
			}
		}
	}
}

package xlsx

import "testing"

// What Excel shows of 45351.29513888889 and its like under a format, as the format's documentation has it.
func TestFormatsTellDaysFromTimesAndNumbers(t *testing.T) {
	const day, time, both = "2024-02-29", "07:05", "2024-02-29T07:05"
	number := "45351.29513888889"
	for format, want := range map[string]string{
		"General": number, "0.00": number, "#,##0": number, "0.00E+00": number, `0" dặm"`: number, `0 "days"`: number,
		"[Red]0": number, "@": number,
		"yyyy-mm-dd": day, "dd/mm/yyyy": day, "mmm yyyy": day, "mmmm": day, `[$-42A]dd "tháng" mm "năm" yyyy;@`: day,
		`d\h`:  day,
		"h:mm": time, "hh:mm:ss AM/PM": time, "mm:ss": time, "dd/mm/yyyy hh:mm": both,
		"[$-409]m/d/yy h:mm AM/PM;@": both, "[h]:mm": number,
	} {
		got := number
		if text, ok := ofFormat(format).iso(number, false); ok {
			got = text
		}
		if got != want {
			t.Errorf("%s: %s, want %s", format, got, want)
		}
	}
	for number, want := range map[string]string{"1": "1900-01-01", "59": "1900-02-28", "60": "", "61": "1900-03-01",
		"2958465": "9999-12-31", "-1": "", "x": "", "45351.9999999": "2024-03-01"} {
		if got, _ := showsDay.iso(number, false); got != want {
			t.Errorf("day %s: %q, want %q", number, got, want)
		}
	}
	if got, _ := showsDay.iso("43889", true); got != "2024-02-29" {
		t.Errorf("from 1904: %s", got)
	}
	if got, _ := showsSpan.iso("0.5", false); got != "12:00" {
		t.Errorf("half a day of hours: %s", got)
	}
}

package survey

import "testing"

func TestRowReaderTakesLabelsOfChoices(t *testing.T) {
	form := testForm(t)
	reader, problems := form.NewRowReader([]string{"danh_gia", "kenh"}, Mapping{}, func(int) string { return "A1" })
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for cell, want := range map[string]string{"tot": "tot", "Khá tốt": "kha", " khó trả lời ": "kb", "Tuyệt vời": "Tuyệt vời"} {
		values, problems := reader.Read([]string{cell, ""}, func(int) string { return "A2" })
		if got := values.Answers["danh_gia"].Text; got != want || len(problems) > 0 {
			t.Errorf("%q is read as %q, want %q (%v)", cell, got, want, problems)
		}
	}
}

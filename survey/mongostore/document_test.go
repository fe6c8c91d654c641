package mongostore

import (
	"reflect"
	"testing"
)

// TestNumbersOfNouns: whole numbers and others come back as they were, to the last digit.
func TestNumbersOfNouns(t *testing.T) {
	t.Parallel()
	type noun struct {
		Whole  int64     `json:"whole"`
		Others []float64 `json:"others"`
	}
	want := noun{Whole: 1<<62 + 1, Others: []float64{1.5, 0.1, 1e300, -2, 5e-324, 1 << 60}}
	doc, err := documentOf(want)
	if err != nil {
		t.Fatal(err)
	}
	var got noun
	if err := nounOf(doc, &got); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
}

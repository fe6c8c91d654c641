package xlsform_test

import (
	"bytes"
	"testing"

	"github.com/khaosat/khaosat/survey/stream/streamtest"
	"github.com/khaosat/khaosat/survey/xlsform"
)

// pyxform 4.5.0 reads sheets piece by piece and sees none of the rows below what a sheet says of itself.
func TestExportSaysHowFarItsSheetsReach(t *testing.T) {
	var b bytes.Buffer
	if err := xlsform.Write(&b, xlsform.Sample()); err != nil {
		t.Fatal(err)
	}
	if got := streamtest.CheckDimension(t, b.Bytes()); got["sheet1.xml"] == "A1" {
		t.Errorf("the survey sheet says that it is empty: %v", got)
	}
}

package xlsform_test

import (
	"bytes"
	"testing"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/xlsform"
)

// The sample is what authors copy from: it comes in without a single remark, can be published, and its scales say what
// is good.
func TestSampleComesInClean(t *testing.T) {
	var b bytes.Buffer
	if err := xlsform.Write(&b, xlsform.Sample()); err != nil {
		t.Fatal(err)
	}
	got, err := xlsform.Read(bytes.NewReader(b.Bytes()), int64(b.Len()), "mau.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range got.Problems {
		t.Errorf("%s!%s: %s", p.Sheet, p.Cell, p.Words.In("en"))
	}
	if !got.OK || !got.Publishable {
		t.Errorf("ok %v, publishable %v", got.OK, got.Publishable)
	}
	form, problems := form.Compile(got.Questionnaire)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for path, roles := range map[string][]survey.Role{
		"danh_gia/thai_do": {survey.PositiveStrong, survey.Positive, survey.Neutral, survey.Negative, survey.DontKnow},
		"hai_long": {survey.PositiveStrong, survey.Positive, survey.Neutral, survey.Negative, survey.Negative,
			survey.DontKnow},
	} {
		for i, c := range form.Field(path).List.Choices {
			if c.Role != roles[i] || (c.Score == "") != (c.Role == survey.DontKnow) {
				t.Errorf("%s, choice %d: role %q, score %q; want role %q", path, i+1, c.Role, c.Score, roles[i])
			}
		}
	}
}

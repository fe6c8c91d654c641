package form

import (
	"regexp"

	"github.com/khaosat/khaosat/survey"
)

var SHA256Pattern = regexp.MustCompile(`^[0-9a-f]{64}$`)

func acceptFile(_ *Field, v survey.Value) (survey.Value, *survey.Flaw) {
	if v.Kind != survey.VFile || !SHA256Pattern.MatchString(v.File.SHA256) {
		return v, survey.NewFlaw("answer.file", "Câu này cần một tệp đã tải lên (sha256, tên, loại).", "This item takes an uploaded file (sha256, name, type).")
	}
	return v, nil
}

func nodeFile(v survey.Value) string { return v.File.Title() }

package survey

import "regexp"

var sha256Pattern = regexp.MustCompile(`^[0-9a-f]{64}$`)

func acceptFile(_ *Field, v Value) (Value, *flaw) {
	if v.Kind != VFile || !sha256Pattern.MatchString(v.File.SHA256) {
		return v, wrong("answer.file", "Câu này cần một tệp đã tải lên (sha256, tên, loại).", "This item takes an uploaded file (sha256, name, type).")
	}
	return v, nil
}

func nodeFile(v Value) string { return v.File.Title() }

package export

import (
	"context"

	"github.com/khaosat/khaosat/survey"
)

// TablesRecipe is what tables of a survey are made of.
type TablesRecipe struct {
	Items   []string `json:"items"`
	By      []string `json:"by,omitempty"`
	Where   string   `json:"where,omitempty"`
	Letters string   `json:"letters,omitempty"`
	Least   int64    `json:"least,omitempty"` // columns of fewer valid answers are not shown; 0 = all are
}

// tables makes a workbook of tables again.
func (c *checker) tables(_ context.Context, _ *survey.Service) error {
	return c.nothing(survey.Say("Tệp bảng không kèm phiếu nào: không kiểm tra được ô nào. Hãy kiểm tra với kho dữ liệu.",
		"A workbook of tables brings no responses along: no cell can be checked. Please verify it against the store."))
}

package edge

import (
	"github.com/khaosat/khaosat/survey/service"
)

// Sizes of bodies, in bytes.
const (
	MaxJSON = 2 << 20 // one response as JSON, one page of a form
	MaxFile = service.MaxFile
	MaxForm = 2*MaxFile + MaxJSON // a form with attachments
)

// WorkbookType is the content type of a workbook.
const WorkbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

package web

import "github.com/khaosat/khaosat/survey"

// Sizes of bodies, in bytes.
const (
	maxJSON = 2 << 20 // one response as JSON, one page of a form
	maxFile = survey.MaxFile
	maxForm = 2*maxFile + maxJSON // a form with attachments
)

// workbookType is the content type of a workbook.
const workbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

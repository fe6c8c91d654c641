package desk

import (
	"io"

	"github.com/khaosat/khaosat/export/digits"
	"github.com/khaosat/khaosat/export/verify"
	"github.com/khaosat/khaosat/export/workbook"
	"github.com/khaosat/khaosat/survey"
)

// verifyPage shows what came of verifying a workbook.
type verifyPage struct {
	KeyMark string // of the installation's seal
	Report  *verifyView
}

type verifyView struct {
	File, Checked, Cells, Responses string
	Good, Sealed                    bool // every cell is as recomputed; the seal is the installation's
	Seal                            string
	Notes                           []string
	Differences                     []verifyDifference
	More                            int // differences that are not listed
}

type verifyDifference struct{ Sheet, Cell, Printed, Recomputed, Text string }

// mostDifferences is how many differences a page lists.
const mostDifferences = 200

func (d *Desk) verifyPage(v *visit) error { return d.showVerify(v, nil) }

func (d *Desk) showVerify(v *visit, report *verifyView) error {
	return d.render(v, "verify", verifyPage{KeyMark: workbook.KeyMark(d.Service.Identity().SealKey()), Report: report})
}

// errNoWorkbook says that no file was chosen.
var errNoWorkbook = survey.Fail(survey.Invalid, "verify.no_file")

// verify makes an uploaded workbook again from the stored responses and lists every cell that differs. A workbook of
// another survey is refused: whose rows this person may see was asked for this one.
func (d *Desk) verify(v *visit) error {
	part, header, err := v.file("file", errNoWorkbook)
	if err != nil {
		return d.again(v, err, d.verifyPage)
	}
	defer func() { _ = part.Close() }()
	content, err := io.ReadAll(part)
	if err != nil {
		return err
	}
	found, err := verify.Verify(v.Request.Context(), content, verify.VerifyOptions{Store: d.Service, Survey: v.sv.Slug})
	if err != nil {
		return d.again(v, err, d.verifyPage)
	}
	count := func(n int) string { return digits.FormatCount(v.Lang, int64(n)) }
	view := &verifyView{File: header.Filename, Checked: count(found.Checked), Cells: count(found.Cells),
		Responses: count(found.Responses), Seal: v.T("desk.verify.seal." + found.Seal),
		Good: len(found.Differences) == 0 && found.Checked == found.Cells, Sealed: found.Seal == workbook.SealGood}
	for _, w := range append(found.Unchecked, found.Notes...) {
		view.Notes = append(view.Notes, w.In(v.Lang))
	}
	shown := found.Differences[:min(len(found.Differences), mostDifferences)]
	view.More = len(found.Differences) - len(shown)
	for _, x := range shown {
		view.Differences = append(view.Differences,
			verifyDifference{x.Sheet, x.Cell, x.Printed, x.Recomputed, x.Words.In(v.Lang)})
	}
	return d.showVerify(v, view)
}

// sealKey gives the public key of the installation's seal, by which anybody outside checks a report.
func (d *Desk) sealKey(v *visit) error {
	v.attach("khaosat-seal.pem", "application/x-pem-file", workbook.KeyFile(d.Service.Identity().SealKey()))
	return nil
}

package verify

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"

	"github.com/khaosat/khaosat/export/workbook"
	"github.com/khaosat/khaosat/survey/words"
)

// checkSeal checks the signature over all cells.
func (c *checker) checkSeal(o VerifyOptions) {
	key, signed := c.workbook.seal()
	c.out.Seal = workbook.SealNone
	trusted := o.Key
	if trusted == nil && o.Store != nil {
		trusted = o.Store.Identity().SealKey()
	}
	sheet := c.workbook.sealSheetOf()
	if key == nil || signed == nil {
		if o.Key != nil {
			c.differs(sheet.name, "", "", "", "verify.no_seal")
		}
		return
	}
	c.out.Seal = workbook.SealGood
	switch {
	case trusted != nil && !bytes.Equal(key, trusted):
		c.out.Seal = workbook.SealBad
		c.differs(sheet.name, "", workbook.KeyMark(key), workbook.KeyMark(trusted), "verify.seal_somebody_elses_key",
			"key", workbook.KeyMark(key), "wanted", workbook.KeyMark(trusted))
	case !ed25519.Verify(key, c.workbook.message(c.recipe.Snapshot), signed):
		c.out.Seal = workbook.SealBad
		c.differs(sheet.name, "", "", "", "verify.seal_does_not_fit")
	default:
		c.out.KeyMark = workbook.KeyMark(key)
	}
}

// seal reads the public key and the signature; nil where there are none.
func (w *file) seal() (key ed25519.PublicKey, signed []byte) {
	s := w.sealSheetOf()
	for row := range s.rows {
		text := s.at(2, row+1).Text
		for _, lang := range words.Languages() {
			switch s.at(1, row+1).Text {
			case words.T(lang, "xlsx.seal.key"):
				if raw, err := base64.StdEncoding.DecodeString(text); err == nil && len(raw) == ed25519.PublicKeySize {
					key = raw
				}
			case words.T(lang, "xlsx.seal.signature"):
				if raw, err := base64.StdEncoding.DecodeString(text); err == nil {
					signed = raw
				}
			}
		}
	}
	return key, signed
}

// message is what a seal must have signed: all cells but its own, the last row of its sheet.
func (w *file) message(snapshot string) []byte {
	l := workbook.NewLedger()
	own := w.sealSheetOf()
	for _, s := range w.sheets {
		for i, row := range s.rows {
			if s != own || i+1 < len(s.rows) {
				l.Digest(s.name, i+1, row)
			}
		}
	}
	return workbook.SealMessage(snapshot, l.Sums())
}

package form

import (
	"strings"
	"unicode/utf8"

	"github.com/khaosat/khaosat/survey"
)

// kindRules is what one kind of item does with an answer. A further kind is one more entry of Kinds; CONTRIBUTING.md lists its other places.
type kindRules struct {
	// accept brings an answer that is not empty to its stored form, or says in words what is wrong with it.
	accept func(f *Field, v survey.Value) (survey.Value, *survey.Flaw)
	// Read makes an answer of the strings of a page's input or of a table's cell; blank strings were taken out before.
	Read func(f *Field, texts []string) survey.Value
	// node is the answer as expressions see it.
	node func(v survey.Value) string
}

var Kinds = map[survey.ItemKind]kindRules{
	survey.Single:      {acceptSingle, readText, nodeText},
	survey.Multiple:    {acceptMultiple, readCodes, nodeCodes},
	survey.Rank:        {acceptRank, readCodes, nodeCodes},
	survey.Integer:     {acceptInteger, readNumber, nodeText},
	survey.Decimal:     {acceptDecimal, readNumber, nodeText},
	survey.Range:       {acceptRange, readNumber, nodeText},
	survey.TextItem:    {acceptText, readText, nodeText},
	survey.Barcode:     {acceptText, readText, nodeText},
	survey.Date:        {acceptDate, readText, nodeText},
	survey.Time:        {acceptTime, readText, nodeText},
	survey.DateTime:    {acceptDateTime, readText, nodeText},
	survey.Geopoint:    {acceptPoints, readPoints, nodePoints},
	survey.Geotrace:    {acceptPoints, readPoints, nodePoints},
	survey.Geoshape:    {acceptPoints, readPoints, nodePoints},
	survey.Image:       {acceptFile, readText, nodeFile},
	survey.Audio:       {acceptFile, readText, nodeFile},
	survey.Video:       {acceptFile, readText, nodeFile},
	survey.File:        {acceptFile, readText, nodeFile},
	survey.Acknowledge: {acceptAcknowledge, readText, nodeText},
	survey.Calculate:   {acceptComputed, readText, nodeText},
	survey.Hidden:      {acceptComputed, readText, nodeText},
	survey.Metadata:    {acceptComputed, readText, nodeText},
}

// maxText is how many characters one text answer may have.
const maxText = 100_000

func acceptText(_ *Field, v survey.Value) (survey.Value, *survey.Flaw) {
	if v.Kind == survey.VNumber {
		v = survey.OfText(v.Text)
	}
	if v.Kind != survey.VText {
		return v, survey.NewFlaw("answer.type", "Câu này cần một đoạn chữ.", "This item takes text.")
	}
	if len(v.Text) > maxText && utf8.RuneCountInString(v.Text) > maxText {
		return v, survey.NewFlaw("answer.too_long", "Câu trả lời quá dài (tối đa %d ký tự).", "The answer is too long (at most %d characters).", maxText)
	}
	if !utf8.ValidString(v.Text) || strings.ContainsRune(v.Text, 0) {
		return v, survey.NewFlaw("answer.utf8", "Câu trả lời có ký tự hỏng.", "The answer has broken characters.")
	}
	return v, nil
}

// acceptComputed takes what a phone computed; the server computes again whatever it can.
func acceptComputed(f *Field, v survey.Value) (survey.Value, *survey.Flaw) {
	switch v.Kind {
	case survey.VCodes, survey.VPoints, survey.VFile, survey.VRows:
		return v, survey.NewFlaw("answer.type", "Giá trị tính sẵn phải là chữ hoặc số.", "A computed value must be text or a number.")
	}
	return acceptText(f, v)
}

func acceptAcknowledge(_ *Field, v survey.Value) (survey.Value, *survey.Flaw) {
	if v.Kind == survey.VText && strings.EqualFold(v.Text, "OK") {
		return survey.OfText("OK"), nil
	}
	return v, survey.NewFlaw("answer.type", "Câu này chỉ nhận “OK”.", "This item takes only “OK”.")
}

func readText(_ *Field, texts []string) survey.Value { return survey.OfText(texts[0]) }

func nodeText(v survey.Value) string { return v.Text }

// FromInput makes the answer of a page's input: the strings that a browser sent under the item's name. Blank ones are no answer.
func (f *Field) FromInput(texts []string) survey.Value {
	kept := make([]string, 0, len(texts))
	for _, t := range texts {
		if survey.Clean(t) != "" {
			kept = append(kept, t)
		}
	}
	rules, takes := Kinds[f.Item.Kind]
	switch several := f.Item.Kind == survey.Multiple || f.Item.Kind == survey.Rank; {
	case !takes || len(kept) == 0:
		return survey.Value{}
	case len(kept) > 1 && !several:
		return survey.OfCodes(kept...) // refused by the item's own words: none is taken for the answer in silence
	}
	return rules.Read(f, kept)
}

package survey

import (
	"strings"
	"unicode/utf8"
)

// kindRules is what one kind of item does with an answer. A further kind is one more entry of kinds and its own file.
type kindRules struct {
	// accept brings an answer that is not empty to its stored form, or says in words what is wrong with it.
	accept func(f *Field, v Value) (Value, *flaw)
	// read makes an answer of the strings of a page's input or of a table's cell; blank strings were taken out before.
	read func(f *Field, texts []string) Value
	// node is the answer as expressions see it.
	node func(v Value) string
}

var kinds = map[ItemKind]kindRules{
	Single:      {acceptSingle, readText, nodeText},
	Multiple:    {acceptMultiple, readCodes, nodeCodes},
	Rank:        {acceptRank, readCodes, nodeCodes},
	Integer:     {acceptInteger, readNumber, nodeText},
	Decimal:     {acceptDecimal, readNumber, nodeText},
	Range:       {acceptRange, readNumber, nodeText},
	TextItem:    {acceptText, readText, nodeText},
	Barcode:     {acceptText, readText, nodeText},
	Date:        {acceptDate, readText, nodeText},
	Time:        {acceptTime, readText, nodeText},
	DateTime:    {acceptDateTime, readText, nodeText},
	Geopoint:    {acceptPoints, readPoints, nodePoints},
	Geotrace:    {acceptPoints, readPoints, nodePoints},
	Geoshape:    {acceptPoints, readPoints, nodePoints},
	Image:       {acceptFile, readText, nodeFile},
	Audio:       {acceptFile, readText, nodeFile},
	Video:       {acceptFile, readText, nodeFile},
	File:        {acceptFile, readText, nodeFile},
	Acknowledge: {acceptAcknowledge, readText, nodeText},
	Calculate:   {acceptComputed, readText, nodeText},
	Hidden:      {acceptComputed, readText, nodeText},
	Metadata:    {acceptComputed, readText, nodeText},
}

// maxText is how many characters one text answer may have.
const maxText = 100_000

func acceptText(_ *Field, v Value) (Value, *flaw) {
	if v.Kind == VNumber {
		v = OfText(v.Text)
	}
	if v.Kind != VText {
		return v, wrong("answer.type", "Câu này cần một đoạn chữ.", "This item takes text.")
	}
	if len(v.Text) > maxText && utf8.RuneCountInString(v.Text) > maxText {
		return v, wrong("answer.too_long", "Câu trả lời quá dài (tối đa %d ký tự).", "The answer is too long (at most %d characters).", maxText)
	}
	if !utf8.ValidString(v.Text) || strings.ContainsRune(v.Text, 0) {
		return v, wrong("answer.utf8", "Câu trả lời có ký tự hỏng.", "The answer has broken characters.")
	}
	return v, nil
}

// acceptComputed takes what a phone computed; the server computes again whatever it can.
func acceptComputed(f *Field, v Value) (Value, *flaw) {
	switch v.Kind {
	case VCodes, VPoints, VFile, VRows:
		return v, wrong("answer.type", "Giá trị tính sẵn phải là chữ hoặc số.", "A computed value must be text or a number.")
	}
	return acceptText(f, v)
}

func acceptAcknowledge(_ *Field, v Value) (Value, *flaw) {
	if v.Kind == VText && strings.EqualFold(v.Text, "OK") {
		return OfText("OK"), nil
	}
	return v, wrong("answer.type", "Câu này chỉ nhận “OK”.", "This item takes only “OK”.")
}

func readText(_ *Field, texts []string) Value { return OfText(texts[0]) }

func nodeText(v Value) string { return v.Text }

// FromInput makes the answer of a page's input: the strings that a browser sent under the item's name. Blank ones are no answer.
func (f *Field) FromInput(texts []string) Value {
	kept := make([]string, 0, len(texts))
	for _, t := range texts {
		if Clean(t) != "" {
			kept = append(kept, t)
		}
	}
	rules, takes := kinds[f.Item.Kind]
	switch several := f.Item.Kind == Multiple || f.Item.Kind == Rank; {
	case !takes || len(kept) == 0:
		return Value{}
	case len(kept) > 1 && !several:
		return OfCodes(kept...) // refused by the item's own words: none is taken for the answer in silence
	}
	return rules.read(f, kept)
}

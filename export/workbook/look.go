package workbook

import "github.com/xuri/excelize/v2"

// look is a way in which cells look. Numbers carry their format here, so that the value stays the unrounded number.
type look int

const (
	lookText look = iota
	lookTitle
	lookSection
	lookNote
	lookLink
	lookSentence
	lookLead // a sentence that a report quotes first
	lookHead
	lookHeadLeft
	lookItem // the line above an item's figures
	lookNo   // an item's number
	lookCount
	lookPercent
	lookDecimal
	lookNumber // whole or decimal, as it is
	lookDash
	lookBase // a line of bases
	lookBaseCount
	lookBasePercent
	lookBaseDecimal
	lookCode
	lookNotAsked
	lookStrong // a unit at the top of the tree
	lookIndent1
	lookIndent2
	lookIndent3
)

// Colours of the workbook: one accent, quiet greys.
const (
	accent    = "1F5A7A"
	accentBar = "9CC3DA"
	paleFill  = "E9F1F6"
	greyFill  = "E4E4E4"
	greyText  = "5F6B73"
	lineGrey  = "C9D3DA"
)

const bodyFont = "Arial"

func font(size float64, bold bool, colour string) *excelize.Font {
	return &excelize.Font{Family: bodyFont, Size: size, Bold: bold, Color: colour}
}

func fill(colour string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
}

func align(horizontal string, wrap bool, indent int) *excelize.Alignment {
	return &excelize.Alignment{Horizontal: horizontal, Vertical: "top", WrapText: wrap, Indent: indent}
}

var (
	hairline  = []excelize.Border{{Type: "bottom", Color: lineGrey, Style: 4}}
	underline = []excelize.Border{{Type: "bottom", Color: accent, Style: 1}}
)

const (
	formatCount   = 3  // #,##0
	formatDecimal = 4  // #,##0.00
	formatPercent = 10 // 0.00%
	formatText    = 49 // @
)

var looks = map[look]excelize.Style{
	lookText:    {Font: font(10, false, ""), Alignment: align("left", true, 0), Border: hairline},
	lookTitle:   {Font: font(15, true, accent), Alignment: &excelize.Alignment{Vertical: "center"}},
	lookSection: {Font: font(12, true, accent), Alignment: align("left", false, 0), Border: underline},
	lookNote:    {Font: font(9, false, greyText), Alignment: align("left", false, 0)},
	lookLink: {Font: &excelize.Font{Family: bodyFont, Size: 10, Color: accent, Underline: "single"},
		Alignment: align("left", false, 0)},
	lookSentence: {Font: font(10.5, false, ""), Alignment: align("left", true, 0)},
	lookLead:     {Font: font(12.5, true, ""), Alignment: align("left", true, 0)},
	lookHead: {Font: font(10, true, ""), Fill: fill(paleFill),
		Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}, Border: underline},
	lookHeadLeft: {Font: font(10, true, ""), Fill: fill(paleFill),
		Alignment: &excelize.Alignment{Horizontal: "left", Vertical: "center", WrapText: true}, Border: underline},
	lookItem: {Font: font(10.5, true, accent), Alignment: align("left", true, 0), Border: underline},
	lookNo:   {Font: font(10, false, greyText), Alignment: align("center", false, 0), Border: hairline},
	lookCount: {Font: font(10, false, ""), Alignment: align("right", false, 0), Border: hairline,
		NumFmt: formatCount},
	lookPercent: {Font: font(10, false, ""), Alignment: align("right", false, 0), Border: hairline,
		NumFmt: formatPercent},
	lookDecimal: {Font: font(10, false, ""), Alignment: align("right", false, 0), Border: hairline,
		NumFmt: formatDecimal},
	lookNumber: {Font: font(10, false, ""), Alignment: align("right", false, 0)},
	lookDash:   {Font: font(10, false, greyText), Alignment: align("right", false, 0), Border: hairline},
	lookBase: {Font: font(10, true, ""), Fill: fill(paleFill), Alignment: align("left", true, 0),
		Border: hairline},
	lookBaseCount: {Font: font(10, true, ""), Fill: fill(paleFill), Alignment: align("right", false, 0),
		Border: hairline, NumFmt: formatCount},
	lookBasePercent: {Font: font(10, true, ""), Fill: fill(paleFill), Alignment: align("right", false, 0),
		Border: hairline, NumFmt: formatPercent},
	lookBaseDecimal: {Font: font(10, true, ""), Fill: fill(paleFill), Alignment: align("right", false, 0),
		Border: hairline, NumFmt: formatDecimal},
	lookCode:     {Font: font(10, false, ""), Alignment: align("left", false, 0), NumFmt: formatText},
	lookNotAsked: {Fill: fill(greyFill)},
	lookStrong:   {Font: font(10, true, ""), Alignment: align("left", true, 0), Border: hairline},
	lookIndent1:  {Font: font(10, false, ""), Alignment: align("left", true, 1), Border: hairline},
	lookIndent2:  {Font: font(10, false, ""), Alignment: align("left", true, 2), Border: hairline},
	lookIndent3:  {Font: font(10, false, ""), Alignment: align("left", true, 3), Border: hairline},
}

// style is the number of a look in this workbook, made when it is first used.
func (b *Builder) style(l look) int {
	if id, ok := b.styles[l]; ok {
		return id
	}
	s := looks[l]
	id, err := b.NewStyle(&s)
	if err != nil && b.err == nil {
		b.err = err
	}
	b.styles[l], b.Ledger.formats[id] = id, formatOf(&s)
	if s.Alignment != nil && s.Alignment.WrapText && s.Font != nil {
		b.wraps[id] = l
	}
	return id
}

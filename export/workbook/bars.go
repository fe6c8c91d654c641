package workbook

import (
	"encoding/xml"
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/export/cell"
)

// bars draws data bars in the cells of a column: the whole width is 100 %, none is 0 %.
func (p *page) bars(col, from, to int) {
	if from > to {
		return
	}
	cells := cell.Name(col, from) + ":" + cell.Name(col, to)
	p.do(p.book.SetConditionalFormat(p.name, cells, []excelize.ConditionalFormatOptions{{
		Type: "data_bar", Criteria: "=", MinType: "num", MinValue: "0", MaxType: "num", MaxValue: "1",
		BarColor: accentBar}}))
	p.book.bars[p.name] = append(p.book.bars[p.name], cells)
}

// The parts of a data bar beyond ECMA-376, part 1: [MS-XLSX] 2.6.30 (CT_DataBar) and 2.2.4 for how a rule names its
// extension.
const (
	barStart = `<dataBar showValue="true">`
	barEnd   = `</dataBar></cfRule>`
	barSpace = `xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"`
	ruleExt  = `<extLst><ext uri="{B025F937-C7B1-47D3-B67F-A62EFF666E3E}" ` + barSpace +
		`><x14:id>%s</x14:id></ext></extLst>`
	sheetExt = `<extLst><ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}" ` + barSpace +
		`><x14:conditionalFormattings>%s</x14:conditionalFormattings></ext></extLst>`
	sheetRule = `<x14:conditionalFormatting xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:cfRule type="dataBar" id="%s">` +
		`<x14:dataBar minLength="0" maxLength="100" gradient="0"><x14:cfvo type="num"><xm:f>0</xm:f></x14:cfvo><x14:cfvo type="num"><xm:f>1</xm:f></x14:cfvo>` +
		`<x14:negativeFillColor rgb="FFFF0000"/><x14:axisColor rgb="FF000000"/></x14:dataBar></x14:cfRule><xm:sqref>%s</xm:sqref></x14:conditionalFormatting>`
)

// plainBars completes the rules of a sheet's data bars, which stand in the order of bars.
func plainBars(sheet string, bars []string) string {
	var out, rules strings.Builder
	for i, cells := range bars {
		before, after, ok := strings.Cut(sheet, barStart)
		if !ok {
			break
		}
		inner, rest, _ := strings.Cut(after, barEnd)
		id := fmt.Sprintf("{6B686173-6174-4B53-8000-%012X}", i+1)
		out.WriteString(before + `<dataBar minLength="0" maxLength="100" showValue="true">` + inner + `</dataBar>`)
		fmt.Fprintf(&out, ruleExt+"</cfRule>", id)
		var place strings.Builder
		_ = xml.EscapeText(&place, []byte(cells))
		fmt.Fprintf(&rules, sheetRule, id, place.String())
		sheet = rest
	}
	body, ok := strings.CutSuffix(sheet, "</worksheet>")
	if !ok || rules.Len() == 0 {
		return out.String() + sheet
	}
	out.WriteString(body)
	fmt.Fprintf(&out, sheetExt, rules.String())
	return out.String() + "</worksheet>"
}

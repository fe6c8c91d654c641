package export

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/stats"
)

// spokenShare is a share as package sentence says it: percentage, base, count and base as numbers. Only our own words match, so that an
// author's text that quotes some percentage is nobody's business.
var spokenShare = regexp.MustCompile(`([0-9]+)[.,]([0-9]{2})% (?:số người (?:được hỏi|trả lời|có ý kiến đánh giá)|of the people (?:asked|who answered|who gave a rating)) ` +
	`\(([0-9.,]+)/([0-9.,]+) (?:người|people)\)`)

// sentences checks the shares in the sentences of the summary, which is what a report quotes: count and base must be those of a figure
// of the data, and the percentage theirs.
func (c *checker) sentences() error {
	summary, ok := sheetOf(c.report.file, "summary")
	if !ok {
		return nil
	}
	shares := map[[2]int64]bool{}
	for _, fig := range c.report.figures {
		if item := c.report.items[fig.path]; item != nil && item.found && fig.what != figureTotal {
			shares[[2]int64{item.count(fig), item.valid}] = true
		}
	}
	return eachRow(c.report.file, summary, func(line int, cell func(int) string) error {
		m := spokenShare.FindStringSubmatch(cell(0))
		if m == nil {
			return nil
		}
		whole := strings.NewReplacer(".", "", ",", "")
		said, errSaid := strconv.ParseInt(m[1]+m[2], 10, 64)
		count, errCount := strconv.ParseInt(whole.Replace(m[3]), 10, 64)
		base, errBase := strconv.ParseInt(whole.Replace(m[4]), 10, 64)
		at, _ := excelize.CoordinatesToCellName(1, line)
		switch {
		case errSaid != nil || errCount != nil || errBase != nil || !shares[[2]int64{count, base}]:
			c.differs("Câu ở ô %[1]s!%[2]s ghi %[3]s/%[4]s người: dữ liệu không cho số liệu nào như vậy.", "The sentence in cell %[1]s!%[2]s says %[3]s/%[4]s people: the data give no such figure.",
				summary, at, m[3], m[4])
		case said != stats.PercentHundredths(count, base):
			c.differs("Câu ở ô %[1]s!%[2]s ghi %[3]s%%: %[4]s/%[5]s người là %[6]s%%.", "The sentence in cell %[1]s!%[2]s says %[3]s%%: %[4]s/%[5]s people are %[6]s%%.",
				summary, at, m[1]+"."+m[2], m[3], m[4], hundredths(stats.PercentHundredths(count, base)))
		}
		return nil
	})
}

func hundredths(n int64) string { return fmt.Sprintf("%d.%02d", n/100, n%100) }

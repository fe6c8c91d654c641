package export

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/stats"
	"github.com/khaosat/khaosat/survey"
)

// Verification is what came of recomputing a report.
type Verification struct {
	Checked     int            // published figures that were recomputed
	Responses   int            // rows of the sheet of data
	Survey      string         // address of the survey, as the contents say
	Keys        []survey.Key   // the responses of the sheet of data, to be compared with a store
	Differences []survey.Words // what is not as it should be, each naming its cell and both values; empty when all is well
}

// tolerance is how far a figure may be from its recomputed value: absolute for shares, relative for totals beyond 1. Both are made from
// the same counts, only the order of a sum of decimals may differ.
const tolerance = 1e-12

// Bounds on what a report may unpack to.
const (
	maxUnzipped = 1 << 30
	maxInMemory = 64 << 20 // larger sheets are read from temporary files
)

// Verify recomputes every published figure of a report workbook, each cell that a name pct_… or tot_… points to, from the workbook's sheets
// of data and its codebook alone, by counting of its own, and checks the sentences of its summary against them. It also sees whether the responses are those of the snapshot that the
// contents name. A file that is no report of ours, or whose sheet of data was left out, is an Invalid error.
func Verify(b []byte) (v *Verification, err error) {
	defer func() {
		if x := recover(); x != nil { // a hostile file that trips the reader
			v, err = nil, notOurs(fmt.Errorf("%v", x))
		}
	}()
	f, err := excelize.OpenReader(bytes.NewReader(b), excelize.Options{UnzipSizeLimit: maxUnzipped, UnzipXMLSizeLimit: maxInMemory, RawCellValue: true})
	if err != nil {
		return nil, notOurs(err)
	}
	defer f.Close()
	r, err := readReport(f)
	if err != nil {
		return nil, err
	}
	c := checker{report: r, out: &Verification{Responses: len(r.keys), Survey: r.survey, Keys: r.keys}}
	c.snapshot()
	c.figures()
	return c.out, c.sentences()
}

func notOurs(err error) error {
	e := survey.Fail(survey.Invalid, "report.not_ours", survey.Say("Tệp này không phải báo cáo Excel do khaosat lập, hoặc đã hỏng.", "This file is no report workbook of khaosat, or it is broken."))
	e.Err = err
	return e
}

// checker compares a report with what its data say.
type checker struct {
	report *report
	out    *Verification
}

func (c *checker) differs(vi, en string, args ...any) {
	c.out.Differences = append(c.out.Differences, survey.Say(vi, en, args...))
}

// snapshot compares the ids and revisions of the sheet of data with the snapshot of the contents.
func (c *checker) snapshot() {
	want, got := c.report.snapshot, survey.SnapshotID(c.report.keys)
	if want != "" && want != got {
		c.differs("Trang %[1]s: các phiếu không còn đúng là những phiếu mà báo cáo được lập từ đó (mã tập phiếu %[2]s, trang Mục lục ghi %[3]s): có phiếu bị thêm, bớt hoặc thay bằng bản khác.",
			"Sheet %[1]s: the responses are not those that the report was made from (snapshot %[2]s, the contents say %[3]s): some were added, removed or revised.",
			c.report.dataSheet, got, want)
	}
}

// figures checks each figure that the codebook names, in its order, and then that no other name claims to be a figure.
func (c *checker) figures() {
	known := map[string]bool{}
	for _, fig := range c.report.figures {
		known[strings.ToLower(fig.name)] = true
		place, ok := c.report.places[strings.ToLower(fig.name)]
		if !ok {
			c.differs("Tên ô %s có trong Bảng mã nhưng không có trong tệp.", "The name %s stands in the codebook, but the file does not have it.", fig.name)
			continue
		}
		c.figure(fig, place)
	}
	for _, name := range c.report.order {
		if !known[strings.ToLower(name)] {
			c.differs("Tên ô %s không có trong Bảng mã.", "The codebook does not have the name %s.", name)
		}
	}
}

func (c *checker) figure(fig figure, at place) {
	item := c.report.items[fig.path]
	if item == nil || !item.found {
		c.differs("%[1]s (%[2]s): không có cột “%[3]s” trong dữ liệu.", "%[1]s (%[2]s): the data have no column “%[3]s”.", fig.name, at, fig.path)
		return
	}
	c.out.Checked++
	want := item.value(fig)
	text, err := at.text(c.report.file)
	if err != nil {
		c.differs("%[1]s: không đọc được ô %[2]s.", "%[1]s: the cell %[2]s cannot be read.", fig.name, at)
		return
	}
	got, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	switch {
	case math.IsNaN(want) && strings.TrimSpace(text) == stats.Dash:
	case err != nil || math.IsNaN(want) || math.Abs(got-want) > tolerance*math.Max(1, math.Abs(want)):
		c.differs("%[1]s, ô %[2]s: tệp ghi %[3]s, tính lại từ dữ liệu là %[4]s.", "%[1]s, cell %[2]s: the file says %[3]s, the data give %[4]s.",
			fig.name, at, shown(text), recomputed(want))
	}
}

func shown(text string) string {
	if text == "" {
		return `""`
	}
	return short(text, 60)
}

func recomputed(x float64) string {
	if math.IsNaN(x) {
		return stats.Dash
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}

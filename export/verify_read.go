package export

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/words"
)

// report is what Verify reads of a workbook: its codebook, its data, already counted, and where its names point to.
type report struct {
	file      *excelize.File
	dataSheet string
	survey    string // its address, as the contents say
	snapshot  string // as the contents say; "" when they say none
	keys      []survey.Key
	items     map[string]*itemCount // by path
	figures   []figure              // in the codebook's order
	places    map[string]place      // by defined name in small letters
	order     []string              // the names of figures, in the file's order
}

// place is where a defined name points to.
type place struct{ sheet, cell string }

func (p place) String() string { return p.sheet + "!" + p.cell }

func (p place) text(f *excelize.File) (string, error) { return f.GetCellValue(p.sheet, p.cell) }

func readReport(f *excelize.File) (*report, error) {
	r := &report{file: f, items: map[string]*itemCount{}, places: map[string]place{}}
	codebook, ok := sheetOf(f, "codebook")
	if !ok {
		return nil, notOurs(errors.New("no codebook"))
	}
	if r.dataSheet, ok = sheetOf(f, "data"); !ok {
		return nil, noData()
	}
	if err := r.readCodebook(codebook); err != nil {
		return nil, err
	}
	if err := r.readData(); err != nil {
		return nil, err
	}
	r.readNames()
	return r, r.readSnapshot()
}

func noData() error {
	return survey.Fail(survey.Invalid, "report.no_data", survey.Say("Báo cáo này không có trang Dữ liệu nên không kiểm tra lại được.", "This report has no Data sheet, so it cannot be verified."))
}

// sheetOf finds a sheet by its name in any language of the workbook.
func sheetOf(f *excelize.File, key string) (string, bool) {
	for _, name := range f.GetSheetList() {
		for _, lang := range words.Languages() {
			if name == words.T(lang, "xlsx.sheet."+key) {
				return name, true
			}
		}
	}
	return "", false
}

// eachRow calls do for each row of a sheet, with cells beyond its end empty.
func eachRow(f *excelize.File, sheet string, do func(line int, cell func(int) string) error) error {
	rows, err := f.Rows(sheet)
	if err != nil {
		return notOurs(err)
	}
	defer rows.Close()
	for line := 1; rows.Next(); line++ {
		cells, err := rows.Columns()
		if err != nil {
			return notOurs(err)
		}
		if err := do(line, func(i int) string {
			if i < 0 || i >= len(cells) {
				return ""
			}
			return cells[i]
		}); err != nil {
			return err
		}
	}
	return rows.Error()
}

// readCodebook reads the items with their codes and roles, and the figures that have a name.
func (r *report) readCodebook(sheet string) error {
	return eachRow(r.file, sheet, func(line int, cell func(int) string) error {
		path, kind := cell(codebookPath), survey.ItemKind(cell(codebookKind))
		if line <= codebookHead || path == "" {
			return nil
		}
		item := r.items[path]
		if item == nil {
			item = &itemCount{kind: kind, sheet: cell(codebookSheet), roles: map[string]survey.Role{}, counts: map[string]int64{}}
			r.items[path] = item
		}
		if code := cell(codebookCode); code != "" {
			item.roles[code] = survey.Role(cell(codebookRole))
		}
		switch what := cell(codebookFigure); what {
		case figureCode, figureTop, figureTop2, figureTotal:
			r.figures = append(r.figures, figure{name: cell(codebookName), path: path, what: what, code: cell(codebookCode)})
		}
		return nil
	})
}

// readData counts the sheet of data and those of repeats, one pass over each.
func (r *report) readData() error {
	sheets := map[string][]string{r.dataSheet: nil}
	for path, item := range r.items {
		sheets[item.sheet] = append(sheets[item.sheet], path)
	}
	for sheet, paths := range sheets {
		if i, err := r.file.GetSheetIndex(sheet); sheet == "" || err != nil || i < 0 {
			continue
		}
		if err := r.countSheet(sheet, paths); err != nil {
			return err
		}
	}
	return nil
}

func (r *report) countSheet(sheet string, paths []string) error {
	type column struct {
		at    int
		count *itemCount
	}
	var columns []column
	hashed := false // reports made before there were row hashes have no column of them
	return eachRow(r.file, sheet, func(line int, cell func(int) string) error {
		if line == 1 {
			at := map[string]int{}
			for i := 0; cell(i) != ""; i++ {
				at[cell(i)] = i
			}
			for _, path := range paths {
				if i, ok := at[path]; ok {
					r.items[path].found = true
					columns = append(columns, column{i, r.items[path]})
				}
			}
			if sheet != r.dataSheet {
				return nil
			}
			if strings.TrimLeft(cell(0), "_") != dataID || !strings.HasSuffix(cell(1), dataRevision) {
				return noData()
			}
			hashed = strings.HasSuffix(cell(2), dataHash)
			return nil
		}
		for _, c := range columns {
			c.count.add(cell(c.at))
		}
		if sheet == r.dataSheet && cell(0) != "" {
			n, err := strconv.Atoi(cell(1))
			if err != nil {
				n = -1
			}
			key := survey.Key{ID: cell(0), Revision: n}
			if hashed {
				key.Row = cell(2)
			}
			r.keys = append(r.keys, key)
		}
		return nil
	})
}

// readNames finds out where the names of figures point to.
func (r *report) readNames() {
	for _, n := range r.file.GetDefinedName() {
		low := strings.ToLower(n.Name)
		if !strings.HasPrefix(low, "pct_") && !strings.HasPrefix(low, "tot_") {
			continue
		}
		r.order = append(r.order, n.Name)
		at := strings.LastIndexByte(n.RefersTo, '!')
		if at < 0 {
			continue
		}
		sheet := strings.TrimPrefix(n.RefersTo[:at], "=")
		if len(sheet) > 1 && sheet[0] == '\'' {
			sheet = strings.ReplaceAll(sheet[1:len(sheet)-1], "''", "'")
		}
		r.places[low] = place{sheet, strings.ReplaceAll(n.RefersTo[at+1:], "$", "")}
	}
}

var snapshotPattern = regexp.MustCompile(`^[0-9a-f]{64}$`)

// readSnapshot finds the survey and the snapshot's id in the contents.
func (r *report) readSnapshot() error {
	contents, ok := sheetOf(r.file, "contents")
	if !ok {
		return notOurs(fmt.Errorf("no contents"))
	}
	return eachRow(r.file, contents, func(_ int, cell func(int) string) error {
		if snapshotPattern.MatchString(cell(1)) {
			r.snapshot = cell(1)
		}
		if name := cell(0); name == words.T("vi", "xlsx.fact.questionnaire") || name == words.T("en", "xlsx.fact.questionnaire") {
			r.survey, _, _ = strings.Cut(cell(1), " · ")
		}
		return nil
	})
}

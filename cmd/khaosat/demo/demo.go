// Package demo makes the sample surveys: a study of how resolutions are taught and made known, with 1,088 seeded
// answers that go in through the Service like anybody's, and a unit return of figures per district.
package demo

import (
	"bytes"
	"context"
	"embed"
	"encoding/csv"
	"fmt"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/rows"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/table"
	"github.com/khaosat/khaosat/survey/xlsform"
)

//go:embed data/*.csv data/NOTICE
var files embed.FS

// The sample surveys.
const (
	Opinions = "nghi-quyet"     // anonymous; 1,088 answers
	Returns  = "bao-cao-don-vi" // named; one return per district
)

const unitSet = "lai-chau-2025-03"

// Installer puts the sample into a service.
type Installer struct {
	Service *service.Service
	Actor   survey.Actor
}

// Install makes what is missing of the sample and leaves alone what is there.
func (in Installer) Install(ctx context.Context) error {
	if err := in.units(ctx); err != nil {
		return fmt.Errorf("sample units: %w", err)
	}
	for _, slug := range []string{Opinions, Returns} {
		sv, err := in.Service.Survey(ctx, slug)
		if err == nil && sv.Current != "" {
			continue
		}
		if err != nil && survey.KindOf(err) != survey.NotFound {
			return err
		}
		if err := in.publish(ctx, slug); err != nil {
			return fmt.Errorf("sample survey %s: %w", slug, err)
		}
		if err := in.fill(ctx, slug, 0); err != nil {
			return fmt.Errorf("sample answers of %s: %w", slug, err)
		}
	}
	return nil
}

// Reset erases every answer of the sample surveys and puts the sample answers back.
func (in Installer) Reset(ctx context.Context) error {
	round := in.Service.Now().UnixNano()
	for _, slug := range []string{Opinions, Returns} {
		if _, err := in.Service.Survey(ctx, slug); err != nil {
			continue
		}
		var ids []string
		for r, err := range in.Service.Responses(ctx, in.Actor, slug) {
			if err != nil {
				return err
			}
			ids = append(ids, r.ID)
		}
		err := parallel(len(ids), func(i int) error { return in.Service.Erase(ctx, in.Actor, slug, ids[i]) })
		if err != nil {
			return err
		}
		if _, err := in.Service.Change(ctx, in.Actor, slug, func(s *survey.Survey) { s.Closed = false }); err != nil {
			return err
		}
		if err := in.fill(ctx, slug, round); err != nil {
			return err
		}
	}
	return in.Install(ctx)
}

func (in Installer) fill(ctx context.Context, slug string, round int64) error {
	if slug == Returns {
		return in.returns(ctx, round)
	}
	return in.answers(ctx, round)
}

func (in Installer) units(ctx context.Context) error {
	t, err := readTable("units.csv")
	if err != nil {
		return err
	}
	units, lines, problems := rows.ReadUnits(t.Header, t.ImportRows())
	if len(problems) > 0 {
		return survey.Wrong("demo", problems)
	}
	return in.Service.ImportUnits(ctx, in.Actor,
		survey.UnitSet{ID: unitSet, Title: "Lai Châu, trước 1/7/2025", Units: units}, lines)
}

func (in Installer) publish(ctx context.Context, slug string) error {
	b, err := Workbook(slug)
	if err != nil {
		return err
	}
	form, err := xlsform.Read(bytes.NewReader(b), int64(len(b)), slug+".xlsx")
	if err != nil {
		return err
	}
	if !form.Publishable {
		return fmt.Errorf("the sample form is not publishable: %v", form.Problems)
	}
	if _, err := in.Service.SaveDraft(ctx, in.Actor, slug, form.Questionnaire); err != nil {
		return err
	}
	mode, item, class := survey.Anonymous, "chung/xa", []survey.Class{
		{Code: "lanh_dao", Label: survey.Text{"vi": "Cán bộ lãnh đạo, quản lý", "en": "Leaders and managers"}},
		{Code: "dang_vien", Label: survey.Text{"vi": "Đảng viên", "en": "Members"}},
		{Code: "nhan_dan", Label: survey.Text{"vi": "Người dân", "en": "People"}},
	}
	if slug == Returns {
		mode, item, class = survey.Named, "huyen", nil
	}
	if _, err := in.Service.PublishDraft(ctx, in.Actor, slug, service.PublishOptions{Mode: mode}); err != nil {
		return err
	}
	wave := survey.Wave{Code: "2025-1", Label: survey.Text{"vi": "Đợt 1 năm 2025", "en": "Round 1 of 2025"},
		From: "2025-05-05", To: "2025-06-30"}
	_, err = in.Service.Change(ctx, in.Actor, slug, func(s *survey.Survey) {
		s.Units, s.UnitDay, s.UnitItem, s.Classes = unitSet, "2025-06-01", item, class
		s.Waves, s.Wave, s.Public = []survey.Wave{wave}, wave.Code, slug == Opinions
	})
	if err != nil {
		return err
	}
	if err := in.frame(ctx, slug, wave.Code); err != nil {
		return err
	}
	return in.links(ctx, slug)
}

// frame plans answers: by commune and class for the opinions, one return per district.
func (in Installer) frame(ctx context.Context, slug, wave string) error {
	tree, err := in.Service.Units(ctx, slug)
	if err != nil {
		return err
	}
	f := survey.SamplingFrame{Survey: slug, Wave: wave}
	due := survey.DayOf(in.Service.Now().AddDate(0, 0, 7))
	for _, code := range tree.Codes() {
		u, _ := tree.Unit(code)
		switch {
		case slug == Returns && u.Level == "district":
			f.Rows = append(f.Rows, survey.FrameRow{Unit: code, Population: 1, Planned: 1, Due: due})
		case slug == Opinions && u.Level == "commune":
			for i, class := range classes {
				f.Rows = append(f.Rows, survey.FrameRow{Unit: code, Class: class, Population: []int{12, 90, 2100}[i],
					Planned: []int{1, 3, 4}[i], Due: due})
			}
		}
	}
	return in.Service.SetFrame(ctx, in.Actor, f)
}

// links makes one link per district.
func (in Installer) links(ctx context.Context, slug string) error {
	tree, err := in.Service.Units(ctx, slug)
	if err != nil {
		return err
	}
	for _, code := range tree.Codes() {
		u, _ := tree.Unit(code)
		if u.Level != "district" || slug == Opinions && code != "105" {
			continue
		}
		l := survey.Link{Survey: slug, Code: strings.ToLower(service.SlugOf(slug + "-" + code)), Label: u.Name,
			Unit: code, Language: "vi"}
		if _, err := in.Service.AddLink(ctx, in.Actor, l); err != nil && survey.KindOf(err) != survey.Conflict {
			return err
		}
	}
	return nil
}

// Workbook is the XLSForm of a sample survey as an author would write it.
func Workbook(slug string) ([]byte, error) {
	x := excelize.NewFile()
	defer x.Close()
	for i, sheet := range []string{"survey", "choices", "settings"} {
		t, err := files.ReadFile("data/" + slug + "." + sheet + ".csv")
		if err != nil {
			return nil, err
		}
		rows, err := csv.NewReader(bytes.NewReader(t)).ReadAll()
		if err != nil {
			return nil, err
		}
		if i == 0 {
			err = x.SetSheetName("Sheet1", sheet)
		} else {
			_, err = x.NewSheet(sheet)
		}
		if err != nil {
			return nil, err
		}
		for r, row := range rows {
			if err := x.SetSheetRow(sheet, fmt.Sprintf("A%d", r+1), &row); err != nil {
				return nil, err
			}
		}
		if err := x.SetColWidth(sheet, "A", "Z", 24); err != nil {
			return nil, err
		}
	}
	var out bytes.Buffer
	err := x.Write(&out)
	return out.Bytes(), err
}

func readTable(name string) (*table.Grid, error) {
	b, err := files.ReadFile("data/" + name)
	if err != nil {
		return nil, err
	}
	t, problems := table.Read(bytes.NewReader(b))
	return t, survey.Wrong("demo "+name, problems)
}

// LatestDay is a day in the fieldwork of the sample, for clocks of tests.
var LatestDay = time.Date(2025, 6, 10, 3, 0, 0, 0, time.UTC)

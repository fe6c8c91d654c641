package workbook

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/khaosat/khaosat/export/cell"
	"github.com/khaosat/khaosat/stats"
	"github.com/khaosat/khaosat/stats/live"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/words"
)

// TablesRecipe is what tables of a survey are made of.
type TablesRecipe struct {
	Items   []string            `json:"items"`
	By      []string            `json:"by,omitempty"`
	Columns map[string][]string `json:"columns,omitempty"` // codes of the breaks that are not items
	Where   string              `json:"where,omitempty"`
	Letters string              `json:"letters,omitempty"`
	Least   int64               `json:"least,omitempty"` // columns of fewer valid answers are not shown; 0 = all are
}

// SurveyTables are tables of the answers to a survey with all that makes them again.
type SurveyTables struct {
	TablesRecipe
	Survey  *survey.Survey
	Version string // of the questionnaire whose items are shown
	Wave    string // whose answers, as in results.Results
	Made    time.Time
	Keys    []survey.Key // the responses before the condition
	Tables  *stats.Tables
}

// SurveyTablesOf are the tables of a Fresh query. Columns of fewer than least valid answers are not shown.
func SurveyTablesOf(t *live.Tabulated, q live.TablesQuery, least int64) *SurveyTables {
	r := TablesRecipe{Items: q.Items, By: q.By, Columns: t.BreakCodes(q), Where: q.Where, Letters: string(q.Letters),
		Least: least}
	return &SurveyTables{TablesRecipe: r, Survey: t.Survey, Version: t.Lineage.Version, Wave: t.Wave, Made: t.Made,
		Keys: t.Keys, Tables: t.Tables}
}

// Write writes them as Tables does, with the sheet of the seal behind, by which verify makes the workbook again.
func (t *SurveyTables) Write(w io.Writer, lang string, seal Sealer) error {
	b, err := t.Book(words.Match(lang, "xlsx"), seal)
	if err != nil {
		return err
	}
	defer b.Close()
	if err := b.Make(); err != nil {
		return fmt.Errorf("workbook of tables of %s: %w", t.Survey.Slug, err)
	}
	return b.finish(w)
}

func (t *SurveyTables) Book(lang string, seal Sealer) (*tableBook, error) {
	if t.Least > 0 {
		t.Tables.Suppress(t.Least)
	}
	NameLevels(lang, t.Tables)
	source := TablesSource{File: SurveyTitle(t.Survey, lang) + " · " + t.Version, Letters: t.Letters, Filtered: t.Where}
	if t.Wave != "" {
		source.Wave = WaveName(lang, t.Survey, t.Wave)
	}
	b := newTableBook(t.Tables, TablesOptions{Lang: lang, Source: source})
	snapshot := survey.SnapshotID(slices.Clone(t.Keys))
	b.mark, b.sealer = cell.Short(snapshot, 13), seal
	b.recipe = &Recipe{Kind: KindTables, Lang: b.lang, Survey: t.Survey.Slug, Version: t.Version,
		Versions: t.Survey.Versions, Wave: t.Wave, Made: t.Made, Snapshot: snapshot,
		Software: b.Software, Tables: &t.TablesRecipe}
	return b, nil
}

// seal writes the sheet of the seal of tables of a survey.
func (b *tableBook) seal(name string) error {
	p, err := b.open(name, layout{Widths: []float64{24, 92}})
	if err != nil {
		return err
	}
	p.addWith(titleHeight, b.cell(lookTitle, b.Sheet("seal")))
	p.add(b.cell(lookNote, b.t("seal.about")))
	return b.sealSheet(p, *b.recipe, "", b.sealer)
}

// NameLevels says in words by which level of units tables are broken down.
func NameLevels(lang string, t *stats.Tables) {
	for i := range t.Tables {
		if banner := t.Tables[i].Banner; banner != nil {
			if level, ok := strings.CutPrefix(*banner, results.ByLevel); ok {
				*banner = words.T(lang, "desk.tables.unit_level", "level", LevelName(lang, level))
			}
		}
	}
}

// LevelName says a level of units. It has any name; the usual English ones are translated.
func LevelName(lang, level string) string {
	key := "desk.level." + level
	if name := words.T(lang, key); name != key {
		return name
	}
	return level
}

// SurveyTitle is the title of a survey in the language, its address when there is none.
func SurveyTitle(sv *survey.Survey, lang string) string {
	if title := sv.Title.In(lang, "vi"); title != "" {
		return title
	}
	return sv.Slug
}

// WaveName names the wave that figures are of.
func WaveName(lang string, sv *survey.Survey, wave string) string {
	switch wave {
	case survey.AllWaves, survey.NoWave:
		return words.T(lang, "wave."+wave)
	}
	if w, listed := sv.FindWave(wave); listed {
		if label := w.Label.In(lang); label != "" {
			return label
		}
	}
	return wave
}

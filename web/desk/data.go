package desk

import (
	"bytes"
	"cmp"
	"iter"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/khaosat/khaosat/export/answers"
	"github.com/khaosat/khaosat/export/data"
	"github.com/khaosat/khaosat/export/digits"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/places"
	"github.com/khaosat/khaosat/survey/versions"
	"github.com/khaosat/khaosat/survey/words"
	"github.com/khaosat/khaosat/web/edge"
)

type dataPage struct {
	States  []stateChoice
	State   string
	Rows    []responseRow
	Named   bool   // some row has a name
	Next    string // id after which the next page begins; "" at the end
	Imports []importRow
	Edit    bool
	Formats []string // in which the responses can be downloaded
	LeftOut int      // of how many people rows have their unit there; 0 = all rows have it
}

type stateChoice struct {
	State, Label, Count string
	Chosen              bool
}

type responseRow struct {
	ID, Short, Name, State, StateLabel, Unit, Class, Received, Version, Channel string
	Revision                                                                    int
	Flags                                                                       []string
}

// pageRows is how many responses a page lists.
const pageRows = 50

// localTime is a moment in the survey's zone; "" for the zero time, which anonymous surveys keep.
func localTime(lang string, sv *survey.Survey, t time.Time) string {
	return words.Moment(lang, t.In(sv.Zone()))
}

// dataPage lists responses by id, from ?after= on, of one state where ?state= is given.
func (d *Desk) dataPage(v *visit) error {
	ctx := v.Request.Context()
	page := dataPage{State: v.Query("state"), Edit: v.actor.May(survey.Edit, v.sv.Slug, "", nil)}
	register, err := d.Service.Register(ctx, v.sv)
	if err != nil {
		return err
	}
	r, err := d.results(ctx, v.sv, results.Scope{Wave: survey.AllWaves})
	if err != nil {
		return err
	}
	for _, state := range []survey.State{"", survey.Submitted, survey.Quarantined, survey.Rejected, survey.Withdrawn,
		survey.Test} {
		c := stateChoice{State: string(state), Label: v.T("desk.state.all"), Chosen: page.State == string(state)}
		if state != "" {
			c.Label = v.T("desk.state." + string(state))
			if r != nil {
				c.Count = digits.FormatCount(v.Lang, r.States[state])
			}
		}
		page.States = append(page.States, c)
	}
	after := v.Query("after")
	for x, err := range d.Service.Responses(ctx, v.actor, v.sv.Slug) {
		if err != nil {
			return err
		}
		if x.ID <= after || page.State != "" && string(x.State) != page.State {
			continue
		}
		if len(page.Rows) == pageRows {
			page.Next = page.Rows[pageRows-1].ID
			break
		}
		page.Named = page.Named || x.Name != ""
		lineage, err := d.Service.Lineage(ctx, v.sv)
		if err != nil {
			return err
		}
		tree := register.Tree(x.Wave)
		page.Rows = append(page.Rows,
			responseRow{Flags: flagNames(v.View, places.FlagsOf(v.sv, lineage, x, tree)), ID: x.ID,
				Short: x.ID[:min(len(x.ID), 8)], Name: x.Name, State: string(x.State),
				StateLabel: v.T("desk.state." + string(x.State)),
				Unit:       unitName(tree, places.UnitOf(v.sv, lineage, x)), Class: className(v, x.Class),
				Received: localTime(v.Lang, v.sv, x.Received), Version: x.Version,
				Channel: string(x.Channel), Revision: x.Revision})
	}
	if v.sv.Current != "" {
		page.Formats = data.Formats()
	}
	if v.sv.Mode == survey.Anonymous {
		page.LeftOut = survey.MinimumBase
	}
	if page.Imports, err = d.importRows(v); err != nil {
		return err
	}
	return d.render(v, "data", page)
}

// exportTypes are the media types of the formats in which responses are downloaded.
var exportTypes = map[string]string{"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson",
	"xlsx": edge.WorkbookType, "sav": "application/octet-stream"}

// noticesHeader says, to programs as well, how many answers or columns a downloaded file does not hold as they are.
const noticesHeader = "Khaosat-Notices"

// mostNotices is how many of them a page lists.
const mostNotices = 50

// cutPage comes before a file that does not hold everything as it is.
type cutPage struct {
	Format  string
	Notices []string
	More    string // how many further ones there are; "" when all are listed
	File    string // address of the file as it is, and of one that holds all
	Whole   string
}

// download gives the responses of a survey in ?format=: those that count, with ?all=1 the others as well. When the file
// does not hold everything as it is, a person is told so first, and takes it with ?cut=1.
func (d *Desk) download(v *visit) error {
	ctx, format := v.Request.Context(), v.Query("format")
	if !slices.Contains(data.Formats(), format) {
		return edge.ErrNoPage
	}
	lineage, err := d.Service.Lineage(ctx, v.sv)
	if err != nil {
		return err
	}
	responses := d.Service.Responses(ctx, v.actor, v.sv.Slug)
	if v.Query("all") == "" {
		responses = answers.Counting(responses)
	}
	responses = places.Placed(v.sv, lineage, responses)
	if !data.HoldsAll(format) {
		return d.downloadMade(v, format, lineage, responses)
	}
	return d.downloadAsRead(v, format, lineage, responses)
}

func exportType(format string) string { return cmp.Or(exportTypes[format], "application/octet-stream") }

// downloadMade makes the file before it goes out, so that what it does not hold is known.
func (d *Desk) downloadMade(v *visit, format string, lineage *versions.Lineage,
	responses iter.Seq2[*survey.Response, error]) error {
	var b bytes.Buffer
	notices, err := data.Write(&b, format, lineage, responses, v.Lang)
	if err != nil {
		return err
	}
	if len(notices) > 0 && v.Query("cut") == "" && strings.Contains(v.GetHeader("Accept"), "text/html") {
		return d.render(v, "cut", v.cutPage(format, notices))
	}
	v.Header(noticesHeader, strconv.Itoa(len(notices)))
	v.attach(v.sv.Slug+"."+format, exportType(format), b.Bytes())
	return nil
}

func (v *visit) cutPage(format string, notices []survey.Words) cutPage {
	at := v.at("data/download") + "?" + url.Values{"all": {v.Query("all")}}.Encode() + "&format="
	page := cutPage{Format: v.T("desk.format." + format), File: at + format + "&cut=1", Whole: at + "csv"}
	for _, n := range notices[:min(len(notices), mostNotices)] {
		page.Notices = append(page.Notices, n.In(v.Lang))
	}
	if more := len(notices) - len(page.Notices); more > 0 {
		page.More = digits.FormatCount(v.Lang, int64(more))
	}
	return page
}

// downloadAsRead writes a file as the responses are read; when that fails half-way the connection is broken, so that
// half a file never looks like a whole one.
func (d *Desk) downloadAsRead(v *visit, format string, lineage *versions.Lineage,
	responses iter.Seq2[*survey.Response, error]) error {
	v.Header("Content-Disposition",
		mime.FormatMediaType("attachment", map[string]string{"filename": v.sv.Slug + "." + format}))
	v.Header("Content-Type", exportType(format))
	_, err := data.Write(v.Writer, format, lineage, responses, v.Lang)
	if err != nil && v.Writer.Written() {
		d.Log.Error("download", "id", v.GetString(edge.RequestIDKey), "err", err)
		panic(http.ErrAbortHandler)
	}
	return err
}

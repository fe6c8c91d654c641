package desk

import (
	"bytes"
	"cmp"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/khaosat/khaosat/export/data"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/places"
	"github.com/khaosat/khaosat/survey/rows"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/table"
	"github.com/khaosat/khaosat/web/edge"
)

type linksPage struct {
	Address   string // of the respondent's page, without presets
	QR        template.HTML
	Links     []linkRow
	Units     []survey.Unit // for the choice of a unit
	Languages []survey.Language
	ByToken   bool
	Published bool
	Sent      string   // the form that was sent and is shown again: links, tokens
	Few       []string // what that has to be confirmed in spite of
	Again     bool     // its file has to be chosen again
	Formats   []string // of files with tokens
	Promise   []string // what is promised to respondents of an anonymous survey
}

type linkRow struct {
	Code, Label, Unit, Class, Wave, Language, Address string
	Short                                             string // the short address, for typing
	Off                                               bool
}

// maxListed is how many units a page offers by name; with more the code is typed.
const maxListed = 3000

// respondAddress is where respondents answer, with the link's presets when there is a code.
func (d *Desk) respondAddress(v *visit, code string) string {
	return d.Address(v.Request) + edge.FormPath(v.sv.Slug, code)
}

func (d *Desk) linksPage(v *visit) error { return d.showLinks(v, linksPage{}) }

// showLinks shows the page with what a form that was sent adds to it.
func (d *Desk) showLinks(v *visit, page linksPage) error {
	ctx := v.Request.Context()
	tree, err := d.Service.Units(ctx, v.sv.Slug)
	if err != nil {
		return err
	}
	page.Address, page.ByToken, page.Published = d.respondAddress(v, ""), v.sv.Access == survey.ByToken, v.sv.Current != ""
	page.Formats, page.Promise = data.SheetFormats(), d.promise(v)
	if page.QR, err = qrSVG(page.Address, v.T("desk.qr_of", "address", page.Address)); err != nil {
		return err
	}
	if page.Links, err = d.linkRows(v, tree); err != nil {
		return err
	}
	if len(tree.Codes()) <= maxListed {
		for _, code := range tree.Codes() {
			u, _ := tree.Unit(code)
			page.Units = append(page.Units, u)
		}
	}
	q, err := d.newest(v)
	if err != nil {
		return err
	}
	if q != nil {
		page.Languages = q.Languages
	}
	return d.render(v, "links", page)
}

// promise is what a copy of the data tells of who answered what, sentence by sentence (docs/decisions/0003); nil in a
// named survey.
func (d *Desk) promise(v *visit) []string {
	switch {
	case v.sv.Mode != survey.Anonymous:
		return nil
	case d.TokensFirst:
		return []string{v.T("desk.promise.oplog"), v.T("desk.promise.twice"), v.T("desk.promise.between")}
	}
	return []string{v.T("desk.promise.stopped"), v.T("desk.promise.running"), v.T("desk.promise.between")}
}

// linkRows lists the links in the order of the register of units, those of one unit by class, wave and label.
func (d *Desk) linkRows(v *visit, tree *places.UnitTree) ([]linkRow, error) {
	links, err := d.Service.Links(v.Request.Context(), v.actor, v.sv.Slug)
	if err != nil {
		return nil, err
	}
	place := map[string]int{"": -1}
	for i, code := range tree.Codes() {
		place[code] = i
	}
	slices.SortStableFunc(links, func(a, b survey.Link) int {
		return cmp.Or(cmp.Compare(place[a.Unit], place[b.Unit]), cmp.Compare(a.Class, b.Class),
			cmp.Compare(a.Wave, b.Wave), cmp.Compare(a.Label, b.Label))
	})
	var out []linkRow
	for _, l := range links {
		row := linkRow{Code: l.Code, Label: l.Label, Class: className(v, l.Class), Wave: l.Wave, Language: l.Language,
			Off: l.Off, Address: d.respondAddress(v, l.Code), Short: d.Address(v.Request) + edge.ShortPath(l.Code)}
		if l.Unit != "" {
			row.Unit = unitName(tree, l.Unit)
		}
		out = append(out, row)
	}
	return out, nil
}

// addLink makes a link for one unit, or with each one for every unit right below it.
func (d *Desk) addLink(v *visit) error {
	ctx := v.Request.Context()
	tree, err := d.Service.Units(ctx, v.sv.Slug)
	if err != nil {
		return err
	}
	link := survey.Link{Survey: v.sv.Slug, Label: v.PostForm("label"), Unit: v.PostForm("unit"),
		Class: v.PostForm("class"), Wave: v.PostForm("wave"), Language: v.PostForm("language")}
	units := []string{link.Unit}
	if below := tree.Children(link.Unit); v.PostForm("each") != "" {
		units = below
	}
	var presets []survey.Preset
	for _, unit := range units {
		presets = append(presets, survey.Preset{Unit: unit, Class: link.Class, Wave: link.Wave})
	}
	few, err := d.Service.WarnOfFew(ctx, v.actor, v.sv.Slug, nil, presets)
	if err != nil {
		return err
	}
	if len(few) > 0 && v.PostForm("sure") == "" {
		return d.showLinks(v, linksPage{Sent: "links", Few: inLanguage(v, few)})
	}
	for _, unit := range units {
		link.Unit = unit
		if _, err := d.Service.AddLink(ctx, v.actor, link); err != nil {
			return d.again(v, err, d.linksPage)
		}
	}
	return v.doneWith(few, v.at("links"), "link", d.linksPage)
}

func inLanguage(v *visit, said []survey.Words) []string {
	out := make([]string, len(said))
	for i, w := range said {
		out[i] = w.In(v.Lang)
	}
	return out
}

func (d *Desk) switchLink(v *visit) error {
	err := d.Service.SwitchLink(v.Request.Context(), v.actor, v.sv.Slug, v.PostForm("code"), v.PostForm("off") != "")
	if err != nil {
		return err
	}
	return v.done(v.at("links"), "saved")
}

type posterPage struct{ Posters []poster }

type poster struct {
	Unit, Label, Address string
	Typed                string // what is typed into a browser; "" = the poster has no short address
	QR                   template.HTML
	Anonymous, Off       bool
}

// typed is an address without the http:// that browsers add themselves. https:// they add where it needs no port.
func typed(address string) string {
	if rest, plain := strings.CutPrefix(address, "http://"); plain {
		return rest
	}
	rest := strings.TrimPrefix(address, "https://")
	if host, _, _ := strings.Cut(rest, "/"); strings.Contains(host, ":") {
		return address
	}
	return rest
}

// poster shows QR codes to be printed, one A4 page each: the link that is named, all of them with ?all=1, else the
// survey's plain address.
func (d *Desk) poster(v *visit) error {
	tree, err := d.Service.Units(v.Request.Context(), v.sv.Slug)
	if err != nil {
		return err
	}
	rows := []linkRow{{Address: d.respondAddress(v, "")}}
	if code, all := v.Query("code"), v.Query("all") != ""; code != "" || all {
		links, err := d.linkRows(v, tree)
		if err != nil {
			return err
		}
		rows = nil
		for _, l := range links {
			if l.Code == code || all && !l.Off {
				rows = append(rows, l)
			}
		}
	}
	if len(rows) == 0 {
		return edge.ErrNoPage
	}
	var page posterPage
	for _, l := range rows {
		p := poster{Unit: l.Unit, Label: l.Label, Address: l.Address, Typed: typed(l.Short),
			Anonymous: v.sv.Mode == survey.Anonymous, Off: l.Off}
		if p.QR, err = qrSVG(l.Address, v.T("desk.qr_of", "address", l.Address)); err != nil {
			return err
		}
		page.Posters = append(page.Posters, p)
	}
	return d.render(v, "poster", page)
}

// makeTokens draws invitation tokens, so many or one for each row of a list that the form brought, and gives them as a
// file, once: only their hashes are kept.
func (d *Desk) makeTokens(v *visit) error {
	list, notices, err := readInvited(v)
	if err != nil {
		return d.again(v, err, d.linksPage)
	}
	format, err := data.SheetFormat("." + cmp.Or(v.PostForm("format"), "csv"))
	if err != nil {
		return d.again(v, err, d.linksPage)
	}
	n, _ := strconv.Atoi(v.PostForm("count")) // the Service says what is allowed
	plan, err := d.Service.PlanInvitations(v.Request.Context(), v.actor, v.sv.Slug, service.InvitationOrder{
		Count: n, List: list, Address: d.respondAddress(v, ""),
		Preset: survey.Preset{Unit: v.PostForm("unit"), Class: v.PostForm("class"), Wave: v.PostForm("wave")}})
	if err != nil {
		return d.again(v, err, d.linksPage)
	}
	if doubts := slices.Concat(plan.Warnings, notices); len(doubts) > 0 && v.PostForm("sure") == "" {
		return d.showLinks(v, linksPage{Sent: "tokens", Few: inLanguage(v, doubts), Again: list != nil})
	}
	var b bytes.Buffer
	if err := data.WriteSheet(&b, format, plan.Header, plan.Rows); err != nil {
		return d.again(v, err, d.linksPage)
	}
	if err := d.Service.KeepInvitations(v.Request.Context(), v.actor, plan); err != nil {
		return err
	}
	v.status = http.StatusOK
	v.attach(v.sv.Slug+"-tokens."+format, exportTypes[format], b.Bytes())
	return nil
}

// readInvited reads the list of people that a form brought, nil when it brought none; notices say how it was read.
func readInvited(v *visit) (list *rows.ImportFile, notices []survey.Words, err error) {
	part, header, err := v.file("file", nil)
	if err != nil || part == nil {
		return nil, nil, err
	}
	defer func() { _ = part.Close() }()
	t, problems := table.Read(part)
	if len(problems) > 0 {
		return nil, nil, survey.Wrong("web.readInvited", problems)
	}
	file := t.File(header.Filename, "")
	return &file, t.Notices(), nil
}

package desk

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/places"
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

func (d *Desk) linksPage(v *visit) error {
	ctx := v.Request.Context()
	tree, err := d.Service.Units(ctx, v.sv.Slug)
	if err != nil {
		return err
	}
	page := linksPage{Address: d.respondAddress(v, ""), ByToken: v.sv.Access == survey.ByToken,
		Published: v.sv.Current != ""}
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
	if _, ok := tree.Unit(link.Unit); link.Unit != "" && !ok {
		return d.again(v, survey.Fail(survey.Invalid, "unit.unknown:surveys_register", "unit", link.Unit), d.linksPage)
	}
	units := []string{link.Unit}
	if v.PostForm("each") != "" {
		units = tree.Children(link.Unit)
	}
	for _, unit := range units {
		link.Unit = unit
		if _, err := d.Service.AddLink(ctx, v.actor, link); err != nil {
			return d.again(v, err, d.linksPage)
		}
	}
	return v.done(v.at("links"), "link")
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

// makeTokens draws invitation tokens and gives them as a file, once: only their hashes are kept.
func (d *Desk) makeTokens(v *visit) error {
	n, err := strconv.Atoi(v.PostForm("count"))
	if err != nil {
		n = 0 // the Service says what is allowed
	}
	preset := survey.Token{Unit: v.PostForm("unit"), Class: v.PostForm("class"), Wave: v.PostForm("wave")}
	tokens, err := d.Service.MakeTokens(v.Request.Context(), v.actor, v.sv.Slug, n, preset)
	if err != nil {
		return d.again(v, err, d.linksPage)
	}
	var b bytes.Buffer
	b.WriteString("\ufeff") // for Excel
	w := csv.NewWriter(&b)
	_ = w.Write([]string{"token", "address"}) // into memory: cannot fail
	for _, token := range tokens {
		_ = w.Write([]string{token, d.respondAddress(v, "") + "?token=" + url.QueryEscape(token)})
	}
	w.Flush()
	v.status = http.StatusOK
	v.attach(v.sv.Slug+"-tokens.csv", "text/csv; charset=utf-8", b.Bytes())
	return nil
}

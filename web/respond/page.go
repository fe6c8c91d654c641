package respond

import (
	"cmp"
	"encoding/json"
	"html/template"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
	"golang.org/x/text/language"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/expr"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/kinds"
	"github.com/khaosat/khaosat/survey/words"
	"github.com/khaosat/khaosat/web/edge"
)

// head is what every page of a respondent shows around its content.
type head struct {
	edge.View
	DocLang   string // of the questionnaire's texts, for the page as a whole
	Spoken    string // the same, as the questionnaire names it and an address asks for it
	Dir       string // ltr or rtl
	Title     string
	Label     string // of the link: unit or place
	Action    string // where the form goes
	Languages []languageView
	Anonymous bool
	Preview   bool
	Bundle    string // the scripts of the page
}

type languageView struct {
	ID, Name, Tag string
	Current       bool
}

// respondent is who fills in, as the address says.
type respondent struct {
	link   *survey.Link // nil: none or not in use
	code   string       // of the link, as it came
	unit   string       // that link or token preset
	fixed  *form.Field  // the item that it answers; nil: none
	token  string
	base   string // path of the form, /s/{slug}
	folder string // below base: where the pages of the filling stand, "" or "/f/{key}"
}

// query is the part of the address that stays from page to page.
func (r *respondent) query(lang string) string {
	q := url.Values{}
	for name, value := range map[string]string{"lang": lang, "link": r.code, "token": r.token} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// pickLanguage takes the wanted language where the questionnaire has it, else the link's, else the default one.
func pickLanguage(q *survey.Questionnaire, wanted string, link *survey.Link) string {
	candidates := []string{wanted}
	if base, _, ok := strings.Cut(wanted, "-"); ok {
		candidates = append(candidates, base)
	}
	if link != nil {
		candidates = append(candidates, link.Language)
	}
	for _, id := range append(candidates, q.DefaultLanguage) {
		if _, ok := q.Language(id); ok && id != "" {
			return id
		}
	}
	if len(q.Languages) > 0 {
		return q.Languages[0].ID
	}
	return q.DefaultLanguage
}

// pageLanguage is the catalogue's language beside a questionnaire in lang. One without named languages goes by what the
// reader wants.
func pageLanguage(lang, reader string) string {
	if lang == "" {
		return reader
	}
	return edge.PageLanguage(lang)
}

// DecimalMark stands before the fractions of the numbers of the page: a comma, with points between thousands, or a
// point, with commas between them.
func (h head) DecimalMark() string {
	if words.DecimalComma(h.Lang) {
		return ","
	}
	return "."
}

func newHead(sv *survey.Survey, q *survey.Questionnaire, lang, ui string, r *respondent) head {
	h := head{View: edge.NewView(ui), DocLang: ui, Spoken: cmp.Or(lang, ui), Dir: "ltr",
		Title: plain(q.Title.In(q.Chain(lang)...)), Anonymous: sv.Mode == survey.Anonymous,
		Action: r.base + r.folder + r.query(lang)}
	if h.Title == "" {
		h.Title = sv.Slug
	}
	if tag, err := language.Parse(lang); err == nil && lang != "" {
		h.DocLang = tag.String()
		switch base, _ := tag.Base(); base.String() {
		case "ar", "he", "fa", "ur", "ps", "dv", "ckb", "sd", "ug", "yi":
			h.Dir = "rtl"
		}
	}
	if r.link != nil {
		h.Label = r.link.Label
	}
	if len(q.Languages) > 1 {
		for _, l := range q.Languages {
			v := languageView{ID: l.ID, Name: l.Name, Current: l.ID == lang}
			if v.Name == "" {
				v.Name = l.Header
			}
			if tag, err := language.Parse(l.ID); err == nil {
				v.Tag = tag.String()
			}
			h.Languages = append(h.Languages, v)
		}
	}
	return h
}

// formView is a page of questions, or the review.
type formView struct {
	head
	State    string
	Page     int
	At, Of   int // which page of how many; Of is 1 for a form of one page
	Pages    int // those included that show nothing now
	Nodes    []*node
	Held     []heldPage // pages that scripts turn to
	Parts    []reviewPart
	Problems []summaryLine
	Notice   string
	Left     string // which answers will not be sent
	New      string // id of the first item that the answers have made asked
	First    bool   // nothing before this page
	Single   bool   // the form has one page, which can be sent as it is
	Files    bool   // the page asks for files
	Long     bool   // the page has so many items that those out of sight are laid out later
	Script   string // address of the questionnaire for scripts; "" = the page needs none
	Words    string // what scripts say, as JSON; "" = no scripts in a preview
	Fresh    bool   // first page of a new form
	Begin    string // where a browser without scripts goes first; "" = nowhere
	Cannot   string // key of why the browser cannot keep the form; "" = it can, as far as it says
	Keep     string // the script that keeps the form on the phone; "" = none does
}

// summaryLine is a problem in the summary at the top, with the place where it is mended.
type summaryLine struct {
	Anchor  string // id of the item on this page; "" = not on it
	Page    int    // page with the item, -1 = none
	Where   string
	Message template.HTML
}

// showPage answers a post with page p of the form, the review when p is len(pages). problems are shown at their items.
func (s *Site) showPage(c *gin.Context, f *filling, r *respondent, p, status int, problems []survey.Problem) error {
	f.state.Shown = s.Now().Unix()
	f.arrive(p)
	if f.carries && s.carryPage(c, f, r, p, status, problems) {
		return nil
	}
	return s.writePage(c, f, r, p, status, problems)
}

// arrive writes down what a respondent sees on page p.
func (f *filling) arrive(p int) {
	f.keepRows(p)
	if p == len(f.pages) {
		f.left = f.leftOut()
		f.tell(f.left)
	}
}

// writePage writes page p.
func (s *Site) writePage(c *gin.Context, f *filling, r *respondent, p, status int, problems []survey.Problem) error {
	f.arrive(p)
	sealed, err := f.state.seal(s.Service.Identity(), f.sv.Slug)
	if err != nil {
		return err
	}
	errors, lines := f.explain(p, problems)
	v := formView{head: newHead(f.sv, f.form.Q, f.lang, f.ui, r), State: sealed, Page: p, Problems: lines,
		First: f.before(p) < 0}
	v.Bundle, v.Preview, v.Fresh = f.bundle(), f.preview, f.fresh
	v.Begin = f.begin
	if !f.preview {
		v.Words, v.Keep = f.scriptWords(), s.Asset(keepBundle)
	}
	if left := f.nameLeft(f.left); left != "" {
		v.Left = v.T("respond.left_out", "items", left)
	}
	if p == len(f.pages) {
		v.Parts = f.review(errors)
		return s.page(c, status, "review.html", v)
	}
	if f.fresh && !f.preview {
		v.Cannot = s.cannot(c)
	}
	v.At, v.Of = f.place(p)
	v.Pages = len(f.pages)
	v.Single = v.Of <= 1
	v.Nodes = f.nodes(p, errors)
	if fresh := f.unseen(p); len(fresh) > 0 && f.more {
		v.Notice, v.New = v.T("respond.more_questions"), "q."+fresh[0]
	}
	v.Held = f.held(p)
	here := beside(p, v.Held)
	v.Files, v.Long = slices.ContainsFunc(here, f.asksFile), f.itemsOn(p) > longPage
	if slices.ContainsFunc(here, f.needsScript) {
		v.Script = f.scriptAddress(here)
	}
	if f.blank() {
		return s.blankPage(c, status, "form.html", v)
	}
	return s.page(c, status, "form.html", v)
}

// scriptWords is what scripts say on a page, and the order of languages for the author's texts.
func (f *filling) scriptWords() string {
	v := edge.NewView(f.ui)
	words := map[string]any{"chain": f.chain}
	for _, key := range []string{"saved", "found", "resume", "forget", "invalid", "find", "find_more", "mend", "cannot"} {
		words[key] = v.T("respond.script_" + key)
	}
	for _, key := range []string{"no_choices", "rank_at", "required", "page_of"} {
		words[key] = v.T("respond." + key)
	}
	words["must"] = v.T("answer.required")
	words["doubt"] = kinds.DoubtWords("{typed}", "{whole}", "{fraction}").In(f.ui)
	words["doubt_whole"] = kinds.WholeDoubtWords("{typed}", "{whole}").In(f.ui)
	b, err := json.Marshal(words)
	if err != nil {
		return "" // texts always encode
	}
	return string(b)
}

// keepRows writes down how many rows of each repeat the page shows.
func (f *filling) keepRows(page int) {
	if page >= len(f.pages) {
		return
	}
	f.onPage(page, func(s *form.Slot) {
		if s.Field.Item.Kind == survey.Repeat && s.Row == 0 && s.Asked {
			f.state.Rows[s.Path] = len(s.Children)
		}
	})
}

// longPage is how many items a page may have to be laid out whole at each change.
const longPage = 100

// itemsOn counts the items that the page may show.
func (f *filling) itemsOn(page int) int {
	n := 0
	f.onPage(page, func(s *form.Slot) {
		if kind := s.Field.Kind; kind.Shown() && !kind.Container() {
			n++
		}
	})
	return n
}

func (f *filling) asksFile(page int) bool {
	found := false
	f.onPage(page, func(s *form.Slot) { found = found || s.Field.Kind.Attached() })
	return found
}

// needsScript reports whether something on the page depends on other answers.
func (f *filling) needsScript(page int) bool {
	found := false
	f.onPage(page, func(s *form.Slot) { found = found || f.depends(s.Field) })
	return found && !f.preview
}

// bundle is the script of all pages of a form: the small one where nothing depends on other answers, the largest where
// something asks for the sum of a text.
func (f *filling) bundle() string {
	switch {
	case f.preview || !slices.ContainsFunc(f.form.Fields, f.depends):
		return "respond.js"
	case slices.ContainsFunc(f.form.Fields, f.sums):
		return "respond_sums.js"
	}
	return "respond_full.js"
}

// sums reports whether an expression of an item calls digest().
func (f *filling) sums(field *form.Field) bool {
	calls := func(e *expr.Expr) bool { return slices.Contains(e.Functions(), "digest") }
	return slices.ContainsFunc(slices.Collect(maps.Values(f.form.Expressions(field))), calls) ||
		slices.ContainsFunc(slices.Collect(maps.Values(field.Lookups())), calls)
}

// depends reports whether something of an item changes with other answers, if only the words of a label.
func (f *filling) depends(field *form.Field) bool {
	return len(f.form.Expressions(field)) > 0 || f.pipes(field)
}

// explain says problems in the respondent's language: at their items, and as the lines of the summary.
func (f *filling) explain(page int, problems []survey.Problem) (map[string]string, []summaryLine) {
	errors := map[string]string{}
	var lines []summaryLine
	for i, v := range edge.ProblemViews(problems, f.ui, f.chain...) {
		path := problems[i].Place.Item
		at := f.pageOf(path)
		line := summaryLine{Page: at, Where: path, Message: prose(v.Message)}
		if s := f.filled.Slot(path); s != nil {
			if own := f.ownMessage(s, problems[i]); own != "" {
				v.Message, line.Message = plain(own), prose(own)
			}
			if label := plain(f.filled.Text(s, s.Field.Item.Label, f.chain)); label != "" {
				line.Where = label
			}
		}
		if at == page {
			line.Anchor = "q." + path
		}
		if errors[path] == "" {
			errors[path] = v.Message
		}
		lines = append(lines, line)
	}
	return errors, lines
}

// ownMessage is what the author says of a problem, with the answers that it names as text; "" when he says nothing.
func (f *filling) ownMessage(s *form.Slot, p survey.Problem) string {
	switch {
	case p.Own.Empty():
		return ""
	case p.Code == "answer.required":
		return f.filled.Text(s, s.Field.Item.RequiredMessage, f.chain)
	}
	return f.filled.Text(s, s.Field.Item.ConstraintMessage, f.chain)
}

// thanksView is the page after sending.
type thanksView struct {
	head
	Receipt  string
	Again    string // address for another person
	Withdraw string
	Closed   bool   // kept apart: came after closing
	Full     bool   // kept apart: its quota was full
	Left     string // which answers were not kept, of a form that came at once
}

// blank reports whether a page holds nothing that anybody typed, and nothing that only this browser brings.
func (f *filling) blank() bool {
	return len(f.state.Texts) == 0 && !f.asksMeta("deviceid") && !f.asksMeta("username")
}

// showThanks answers a Send.
func (s *Site) showThanks(c *gin.Context, f *filling, r *respondent, what sent) error {
	carried := carried{State: &state{Version: f.state.Version}, Sent: &what}
	if f.carries && s.carry(c, f, r, pageSent, carried) {
		return nil
	}
	return s.writeThanks(c, f, r, what)
}

func (s *Site) writeThanks(c *gin.Context, f *filling, r *respondent, what sent) error {
	v := thanksView{head: newHead(f.sv, f.form.Q, f.lang, f.ui, r), Receipt: what.Receipt, Closed: what.Closed,
		Full: what.Full}
	apart := v.Closed || v.Full
	v.Bundle, v.Preview = f.bundle(), f.preview
	if f.whole {
		if left := f.nameLeft(f.leftOut()); left != "" {
			v.Left = v.T("respond.left_out_sent", "items", left)
		}
	}
	if !f.preview {
		again := respondent{base: r.base, code: r.code}
		v.Withdraw = r.base + "/withdraw" + again.query(f.lang)
		if r.token == "" && !apart {
			v.Again = r.base + again.query(f.lang)
			if r.folder != "" {
				v.Again = r.base + r.folder + "/" + pageAgain + again.query(f.lang)
			}
		}
	}
	status := http.StatusOK
	if apart {
		status = http.StatusForbidden
	}
	return s.page(c, status, "thanks.html", v)
}

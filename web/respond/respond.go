package respond

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/places"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/web/edge"
)

// Routes adds the routes of the respondent.
func (s *Site) Routes(r gin.IRouter) {
	r.GET("/q/:code", s.Handle(s.getShort))
	at := r.Group("/s/:slug", ours)
	at.GET("", s.Handle(s.getForm))
	at.POST("", s.Throttled(s.Answers), s.formLimit, s.Handle(s.postForm))
	at.GET("/f", s.Handle(s.getBegin))
	at.GET("/f/:filling/:page", s.Handle(s.getPage))
	at.POST("/f/:filling", s.Throttled(s.Answers), s.formLimit, s.Handle(s.postForm))
	at.GET("/withdraw", s.Handle(s.getWithdraw))
	at.POST("/withdraw", s.Throttled(s.Attempts), s.Limit(64<<10), s.Handle(s.postWithdraw))
	at.GET("/media/:version/:name", s.Handle(s.getMedia))
	r.POST("/api/v1/surveys/:slug/sealed", ours, s.Throttled(s.Answers), s.recordLimit, s.Handle(s.postSealed))
	at.GET("/worker.js", s.Handle(s.getWorker))
	at.GET("/keep.json", s.Handle(s.getKeep))
	at.GET("/here", s.Handle(s.getHere))
	at.GET("/no-signal", s.Handle(s.getNoSignal))
}

// respondentOf reads who fills in from the address; body gives what a program sent beside the items instead.
func (s *Site) respondentOf(c *gin.Context, body *posted, sv *survey.Survey, form *form.Form) (*respondent, error) {
	param := func(name string) string {
		if v := c.Query(name); v != "" || body == nil {
			return v
		}
		if named, _ := form.Find(name); named != nil {
			return "" // an item has this name
		}
		return body.get(name)
	}
	slug := c.Param("slug")
	r := &respondent{code: param("link"), token: strings.TrimSpace(param("token")), base: "/s/" + url.PathEscape(slug)}
	if key := c.Param("filling"); key != "" {
		r.folder = "/f/" + url.PathEscape(key)
	}
	if err := preset(c.Request.Context(), s.Service, sv, form, r); err != nil {
		return nil, err
	}
	return r, nil
}

// preset finds what the link and the token of a respondent say.
func preset(ctx context.Context, svc *service.Service, sv *survey.Survey, fm *form.Form, r *respondent) error {
	if r.code != "" {
		link, err := svc.Link(ctx, sv.Slug, r.code)
		if err != nil && survey.KindOf(err) != survey.NotFound {
			return err
		}
		if err == nil && !link.Off {
			r.link = link
		}
	}
	var err error
	if r.unit, err = svc.PresetUnit(ctx, sv, r.link, r.token); err != nil || r.unit == "" {
		return err
	}
	lineage, err := svc.Lineage(ctx, sv)
	if err == nil {
		r.fixed = places.FixedUnit(sv, lineage, fm.Q.Version, r.unit)
	}
	return err
}

// getForm shows the first page.
func (s *Site) getForm(c *gin.Context) error {
	f, r, err := s.begin(c)
	if err != nil || f == nil {
		return err
	}
	f.begin = r.base + "/f" + r.query(f.lang)
	return s.writePage(c, f, r, f.first(), http.StatusOK, nil)
}

// begin makes a new filling, and the id of the response to be; nil when it wrote a page that says why not.
func (s *Site) begin(c *gin.Context) (*filling, *respondent, error) {
	ctx := c.Request.Context()
	sv, err := s.Service.Survey(ctx, c.Param("slug"))
	if err != nil {
		return nil, nil, err
	}
	form, err := s.Service.Form(ctx, sv.Slug, "")
	if err != nil {
		return nil, nil, err
	}
	r, err := s.respondentOf(c, nil, sv, form)
	if err != nil {
		return nil, nil, err
	}
	r.folder = ""
	f := s.newFilling(c, sv, form, r, nil)
	f.fresh = true
	switch {
	case !sv.TakesAnswers(s.Service.Now()):
		return nil, nil, s.showNotice(c, f, r, http.StatusForbidden, s.closedKey(sv))
	case r.code != "" && r.link == nil:
		return nil, nil, s.showNotice(c, f, r, http.StatusNotFound, "respond.link_off")
	case sv.Access == survey.ByToken:
		if done, err := s.askToken(c, f, r); done || err != nil {
			return nil, nil, err
		}
	}
	if full, err := s.Service.QuotaFull(ctx, sv, r.link, r.token); err != nil {
		return nil, nil, err
	} else if full {
		return nil, nil, s.showNotice(c, f, r, http.StatusForbidden, "respond.quota_full")
	}
	s.identify(c, f)
	f.fill()
	return f, r, nil
}

// newFilling begins a filling, or goes on with the state that the respondent brought.
func (s *Site) newFilling(c *gin.Context, sv *survey.Survey, fm *form.Form, r *respondent, st *state) *filling {
	if st == nil {
		st = &state{ID: uuid.NewString(), Version: fm.Q.Version, Started: s.Now().Unix(), Shown: s.Now().Unix()}
		st.init()
	}
	wanted := c.Query("lang")
	f := &filling{sv: sv, form: fm, pages: formPages(fm), state: st, clock: form.ClockOf(sv, s.Now, st.ID),
		fixedUnit: r.fixed, unit: r.unit, mediaBase: r.base + "/media/" + url.PathEscape(fm.Q.Version) + "/"}
	if f.fixedUnit != nil {
		st.Texts[f.fixedUnit.Path] = []string{r.unit} // so that the phone knows it on every page
	}
	f.speak(pickLanguage(fm.Q, wanted, r.link), edge.ReaderLanguage(c))
	return f
}

// speak turns the filling to a language of the questionnaire.
func (f *filling) speak(lang, reader string) {
	f.lang, f.ui, f.chain = lang, pageLanguage(lang, reader), f.form.Q.Chain(lang)
}

// postForm takes a page that was filled in, or the whole form at once. It is a Send when the Send button was pressed,
// and when the form is not one of our pages with a button: a program that posts every item by its path.
func (s *Site) postForm(c *gin.Context) error {
	p, err := readForm(c.Request)
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	sv, err := s.Service.Survey(ctx, c.Param("slug"))
	if err != nil {
		return err
	}
	var st *state
	version := ""
	if text := p.get(inputState); text != "" {
		ok := false
		if st, ok = unseal(s.Service.Identity(), sv.Slug, text); !ok {
			return edge.ErrStale
		}
		version = st.Version
	}
	form, err := s.Service.Form(ctx, sv.Slug, version)
	if err == nil && st == nil && p.get("version") != "" && form.Field("version") == nil { // a program says what it filled in
		form, err = s.Service.Form(ctx, sv.Slug, p.get("version"))
	}
	if err != nil {
		return err
	}
	r, err := s.respondentOf(c, p, sv, form)
	if err != nil {
		return err
	}
	if st != nil {
		st.beginAs(p, s.Now())
	}
	f := s.newFilling(c, sv, form, r, st)
	if st == nil {
		f.plainSettings(p, c)
	}
	f.carries = st != nil && keepsCookies(c, p)
	f.state.Scripts = f.state.Scripts || p.get(inputKeeps) != ""
	return s.takeForm(c, f, r, p)
}

// plainSettings reads the id and language that a program may send beside the items.
func (f *filling) plainSettings(p *posted, c *gin.Context) {
	if id, ok := survey.CleanID(p.get("id")); ok && f.form.Field("id") == nil {
		f.state.ID = id
		f.clock = form.ClockOf(f.sv, f.clock.Now, id)
	}
	for _, name := range []string{"lang", "language"} {
		if wanted := p.get(name); wanted != "" && c.Query("lang") == "" && f.form.Field(name) == nil {
			f.speak(pickLanguage(f.form.Q, wanted, nil), edge.ReaderLanguage(c))
		}
	}
}

// takeForm merges what was posted and does what the pressed button asks for.
func (s *Site) takeForm(c *gin.Context, f *filling, r *respondent, p *posted) error {
	page, do := p.page(), p.get(inputDo)
	f.whole = do == "" && (page < 0 || f.otherPages(p, page))
	if f.whole {
		do, page, f.carries = "send", 0, false
	} else if do == "" {
		do = "next"
	}
	page = min(max(page, 0), len(f.pages)) // the review is the page after the last
	before := maps.Clone(f.state.Texts)
	problems := f.merge(p)
	refused, err := s.keepFiles(c, f, p)
	if err != nil {
		return err
	}
	problems = append(problems, refused...)
	f.setOff(before)
	verb, object, _ := strings.Cut(do, ":")
	if verb != "add" && verb != "remove" && verb != "lang" {
		f.dropBlankRows("", f.form.Top())
	}
	f.fill()
	f.forgetFiltered(p)
	if len(refused) > 0 && verb != "send" {
		verb = "next" // it stays on the page, which says what was not taken
	}
	switch verb {
	case "lang":
		f.respell()
		f.speak(pickLanguage(f.form.Q, object, nil), edge.ReaderLanguage(c))
	case "add":
		f.addRow(object)
		f.fill()
	case "remove":
		f.removeRow(object)
		f.fill()
	case "back":
		return s.showPage(c, f, r, max(f.before(page), 0), http.StatusOK, nil)
	case "goto":
		to, err := strconv.Atoi(object)
		if err != nil || to < 0 || to >= len(f.pages) {
			to = 0
		}
		return s.showPage(c, f, r, to, http.StatusOK, nil)
	case "send":
		return s.send(c, f, r, page, problems)
	default:
		return s.turn(c, f, r, page, problems)
	}
	return s.showPage(c, f, r, page, http.StatusOK, nil)
}

// otherPages reports whether answers came that the page does not ask for: then they are the whole form's.
func (f *filling) otherPages(p *posted, page int) bool {
	for name, texts := range p.values {
		at, field, ok := slotOf(f.form, name)
		if !ok || blank(texts) {
			continue
		}
		if page >= len(f.pages) || !slices.ContainsFunc(f.pages[page], func(top *form.Field) bool {
			return field == top || strings.HasPrefix(field.Path, top.Path+"/") || at == top.Path
		}) {
			return true
		}
	}
	return false
}

// forgetFiltered makes an item unseen again when its choices are others than those that were shown and nothing was
// chosen.
func (f *filling) forgetFiltered(p *posted) {
	for _, shown := range p.values[inputShown] {
		path, mark, filtered := strings.Cut(shown, "#")
		s := f.filled.Slot(path)
		if !filtered || s == nil || !blank(f.state.Texts[path]) {
			continue
		}
		if offered := f.filled.Choices(s); len(offered) > 0 && choicesMark(offered) != mark {
			delete(f.state.Texts, path)
		}
	}
}

// turn goes on to the next page when this one has no problems. What became asked by the answers of this page is shown
// first.
func (s *Site) turn(c *gin.Context, f *filling, r *respondent, page int, unknown []survey.Problem) error {
	if page < len(f.pages) {
		if wrong := append(unknown, f.pageProblems(page)...); len(wrong) > 0 {
			return s.showPage(c, f, r, page, http.StatusUnprocessableEntity, wrong)
		}
		if len(f.unseen(page)) > 0 {
			f.more = true
			return s.showPage(c, f, r, page, http.StatusOK, nil)
		}
	}
	to := f.next(page)
	if to >= len(f.pages) {
		to = f.firstUnseen()
	}
	return s.showPage(c, f, r, to, http.StatusOK, nil)
}

// pageProblems lists the problems of what was shown on a page.
func (f *filling) pageProblems(page int) []survey.Problem {
	here := map[string]bool{}
	f.onPage(page, func(sl *form.Slot) {
		_, seen := f.state.Texts[sl.Path]
		here[sl.Path] = seen || !sl.Field.Kind.Asked() || f.fixed(sl)
	})
	return slices.DeleteFunc(f.problems(), func(p survey.Problem) bool { return !here[p.Place.Item] })
}

// send hands the form in. What is wrong is shown on the first page that has something wrong.
func (s *Site) send(c *gin.Context, f *filling, r *respondent, page int, unknown []survey.Problem) error {
	if !f.whole {
		if to := f.firstUnseen(); to < len(f.pages) {
			f.more = to == page
			if wrong := f.pageProblems(to); len(wrong) > 0 && to == page {
				return s.showPage(c, f, r, to, http.StatusUnprocessableEntity, wrong)
			}
			return s.showPage(c, f, r, to, http.StatusOK, nil)
		}
	}
	if left := f.untold(); len(left) > 0 && !f.whole {
		f.left = left
		return s.showPage(c, f, r, page, http.StatusOK, nil)
	}
	if problems := append(unknown, f.problems()...); len(problems) > 0 {
		return s.showPage(c, f, r, f.firstWrong(problems), http.StatusUnprocessableEntity, problems)
	}
	if f.preview {
		return s.showThanks(c, f, r, sent{})
	}
	receipt, err := s.Service.Submit(c.Request.Context(), f.sv.Slug, f.submission(r.code, r.token))
	switch kind := survey.KindOf(err); {
	case err == nil:
		return s.showThanks(c, f, r, sent{Receipt: receipt.Receipt})
	case kind == survey.Closed && receipt != nil:
		full := slices.Contains(receipt.Flags, survey.FlagQuota)
		return s.showThanks(c, f, r, sent{Receipt: receipt.Receipt, Closed: !full, Full: full})
	case kind == survey.Invalid:
		problems := survey.ProblemsOf(err)
		f.fill() // what is asked may be more than when the page came, as a day went by
		return s.showPage(c, f, r, f.firstWrong(problems), http.StatusUnprocessableEntity, problems)
	case kind == survey.Conflict:
		return s.sayConflict(c, f, r)
	case kind == survey.Unauthorized || kind == survey.Unavailable:
		return s.keepTrying(c, f, r, err)
	}
	return err
}

// keepTrying shows the review again with what stands in the way, so that nothing typed is lost.
func (s *Site) keepTrying(c *gin.Context, f *filling, r *respondent, err error) error {
	fail := edge.FailureOf(err, f.ui, c.GetString(edge.RequestIDKey))
	s.LogFailure(c, fail, err)
	var e *survey.Error
	if !errors.As(err, &e) {
		return err
	}
	edge.RetryAfter(c, fail)
	return s.showPage(c, f, r, len(f.pages), fail.Status, []survey.Problem{{Code: e.Code, Words: e.Msg}})
}

// firstWrong is the first page that has one of the problems; the first page of all for those that stand nowhere.
func (f *filling) firstWrong(problems []survey.Problem) int {
	first := len(f.pages)
	for _, p := range problems {
		if at := f.pageOf(p.Place.Item); at >= 0 {
			first = min(first, at)
		}
	}
	if first == len(f.pages) {
		return f.first()
	}
	return first
}

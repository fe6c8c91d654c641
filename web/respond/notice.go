package respond

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/words"
	"github.com/khaosat/khaosat/web/edge"
)

// noticeView is a page that only says something.
type noticeView struct {
	head
	Heading, Text string
	Token         bool // asks for an invitation token
	Link          string
	Wrong         string
	Withdraw      bool // asks for a receipt code
	Code          string
	Done          bool
	Again         string // address of a new form; "" = none is offered
}

// closedKey says why a survey takes no answers now.
func (s *Site) closedKey(sv *survey.Survey) string {
	if !sv.Closed && !sv.Opens.IsZero() && s.Service.Now().Before(sv.Opens) {
		return "respond.not_open"
	}
	return "respond.closed"
}

// noticeSent is said where a receipt was shown before.
const noticeSent = "respond.sent_before"

// showNotice writes a page that only says the text of the key; key + "_text" is its body and may take the opening day.
func (s *Site) showNotice(c *gin.Context, f *filling, r *respondent, status int, key string) error {
	v := noticeView{head: newHead(f.sv, f.form.Q, f.lang, f.ui, r)}
	v.Heading = v.T(key)
	switch {
	case status == http.StatusConflict:
		v.Again = r.base + r.query(f.lang)
	case key == noticeSent && r.token == "":
		v.Again = r.base + r.folder + "/" + pageAgain + r.query(f.lang)
	}
	if key == "respond.not_open" {
		v.Text = v.T(key+"_text", "when", words.Moment(f.ui, f.sv.Opens.In(f.sv.Zone())))
	} else {
		v.Text = v.T(key + "_text")
	}
	return s.blankPage(c, status, "notice.html", v)
}

// sayConflict says that the response was sent with other answers before; what was typed is forgotten.
func (s *Site) sayConflict(c *gin.Context, f *filling, r *respondent) error {
	what := carried{State: &state{Version: f.state.Version}, Status: http.StatusConflict, Notice: "respond.sent_already"}
	if f.carries && s.carry(c, f, r, pageSent, what) {
		return nil
	}
	return s.showNotice(c, f, r, http.StatusConflict, "respond.sent_already")
}

// askToken asks for the invitation token when the address has none or not a good one, with the same page; done when it
// wrote that.
func (s *Site) askToken(c *gin.Context, f *filling, r *respondent) (done bool, err error) {
	err = s.Service.CheckToken(c.Request.Context(), f.sv.Slug, r.token)
	if err == nil || survey.KindOf(err) != survey.Unauthorized {
		return false, err
	}
	client := edge.Client(c)
	wait := s.Attempts.Wait(client)
	switch {
	case r.token != "" && wait > 0:
		return false, edge.TooMany(wait)
	case wait == 0 && r.token == "": // it was no attempt, but takes as long
		s.Attempts.GiveBack(client)
	}
	none := *r
	none.token, none.unit, none.fixed = "", "", nil
	v := noticeView{head: newHead(f.sv, f.form.Q, f.lang, f.ui, &none), Token: true, Link: r.code}
	v.Heading, v.Text = v.T("respond.token"), v.T("respond.token_text")
	return true, s.page(c, http.StatusUnauthorized, "notice.html", v)
}

// withdrawing begins the page on which a respondent takes a response back.
func (s *Site) withdrawing(c *gin.Context) (noticeView, error) {
	ctx := c.Request.Context()
	sv, err := s.Service.Survey(ctx, c.Param("slug"))
	if err != nil {
		return noticeView{}, err
	}
	form, err := s.Service.Form(ctx, sv.Slug, "")
	if err != nil {
		return noticeView{}, err
	}
	r, err := s.respondentOf(c, nil, sv, form)
	if err != nil {
		return noticeView{}, err
	}
	f := s.newFilling(c, sv, form, r, nil)
	v := noticeView{head: newHead(sv, form.Q, f.lang, f.ui, r), Withdraw: true}
	v.Action = r.base + "/withdraw" + r.query(f.lang)
	v.Languages = nil
	v.Heading, v.Text = v.T("respond.withdraw"), v.T("respond.withdraw_text")
	return v, nil
}

func (s *Site) getWithdraw(c *gin.Context) error {
	v, err := s.withdrawing(c)
	if err != nil {
		return err
	}
	return s.blankPage(c, http.StatusOK, "notice.html", v)
}

// postWithdraw takes a response back for whoever holds its receipt code.
func (s *Site) postWithdraw(c *gin.Context) error {
	v, err := s.withdrawing(c)
	if err != nil {
		return err
	}
	p, err := readForm(c.Request)
	if err != nil {
		return err
	}
	v.Code = p.get("receipt")
	err = s.Service.Withdraw(c.Request.Context(), c.Param("slug"), v.Code)
	switch survey.KindOf(err) {
	case survey.NotFound, survey.Erased:
		v.Wrong = edge.FailureOf(err, v.Lang, "").Text
		return s.page(c, http.StatusNotFound, "notice.html", v)
	}
	if err != nil {
		return err
	}
	v.Withdraw, v.Done = false, true
	v.Heading, v.Text = v.T("respond.withdrawn"), v.T("respond.withdrawn_text")
	return s.page(c, http.StatusOK, "notice.html", v)
}

// Preview shows a questionnaire as a respondent will see it: every page and check works, nothing is stored. base is the
// path at which it stands and answers GET and POST; media of the draft are below it.
func (s *Site) Preview(c *gin.Context, sv *survey.Survey, q *survey.Questionnaire, base string) error {
	form, problems := form.CompileWith(s.Service.Kinds(), q)
	if len(problems) > 0 {
		return survey.Wrong("web.preview", problems)
	}
	r := &respondent{base: base}
	if c.Request.Method != http.MethodPost {
		f := s.newFilling(c, sv, form, r, nil)
		f.preview, f.mediaBase = true, base+"/media/"
		f.fill()
		f.fresh = true
		return s.writePage(c, f, r, f.first(), http.StatusOK, nil)
	}
	p, err := readForm(c.Request)
	if err != nil {
		return err
	}
	st, ok := unseal(s.Service.Identity(), sv.Slug, p.get(inputState))
	if !ok || st.Started < s.Now().Add(-24*time.Hour).Unix() {
		return edge.ErrStale
	}
	f := s.newFilling(c, sv, form, r, st)
	f.preview, f.mediaBase = true, base+"/media/"
	return s.takeForm(c, f, r, p)
}

package respond

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/khaosat/khaosat/survey"
)

// carried is what goes from a form that was posted to the page that the browser is sent to (303): Back and reload then
// ask for a page, and never to send again. It travels sealed in cookies of the filling's own addresses,
// /s/{slug}/f/{key}/…
type carried struct {
	State    *state           `json:"s"`
	Page     int              `json:"p,omitempty"` // the page to which what follows belongs
	Status   int              `json:"c,omitempty"`
	Judge    string           `json:"j,omitempty"` // which problems are said: "page", "all", "" = none
	Problems []survey.Problem `json:"w,omitempty"` // that judging again does not find
	More     bool             `json:"m,omitempty"`
	Left     []string         `json:"l,omitempty"` // paths of answers that will not be sent
	Notice   string           `json:"n,omitempty"` // key of what is said in the place of a page
	Sent     *sent            `json:"d,omitempty"` // the form was sent: nothing else is there any more
}

// sent is what is said after Send.
type sent struct {
	Receipt string `json:"r"`
	Closed  bool   `json:"c,omitempty"`
	Full    bool   `json:"f,omitempty"`
}

// How much travels: browsers keep cookies of 4 kB, and servers before this one take lines of 8 kB.
const (
	crumb       = 3600 // characters of one cookie
	crumbs      = 2
	mostCarried = crumb * crumbs
	// receiptWaits is how long a receipt can be fetched that was not reached, as the signal was lost. It is shown once.
	receiptWaits = 30 * time.Minute
)

// inputKeeps comes from scripts that found that the browser keeps cookies.
const inputKeeps = ".keeps"

const carryPurpose = "respondent page"

func crumbName(i int) string { return "f" + strconv.Itoa(i) }

// key names a filling in addresses. It does not lead back to the id of the response.
func (s *Site) key(slug, id string) string {
	return hex.EncodeToString(s.Service.Identity().Sign("respondent filling", signed(slug, []byte(id)))[:6])
}

// keepsCookies reports whether the browser that posted a form showed that it keeps cookies: by one, or by its scripts.
func keepsCookies(c *gin.Context, p *posted) bool {
	_, err := c.Request.Cookie(crumbName(0))
	return err == nil || p.get(inputKeeps) != ""
}

// carry sends the browser on to a page of the filling with what it shows; false when that is too much to travel.
func (s *Site) carry(c *gin.Context, f *filling, r *respondent, page string, what carried) bool {
	key := s.key(f.sv.Slug, f.state.ID)
	if !s.give(c, f.sv.Slug, key, r.base+"/f/"+key, what) {
		return false
	}
	c.Redirect(http.StatusSeeOther, r.base+"/f/"+key+"/"+page+r.query(f.lang))
	return true
}

// give lets the browser keep what a page of a filling shows, sealed; false when that is too much.
func (s *Site) give(c *gin.Context, slug, key, folder string, what carried) bool {
	b, err := json.Marshal(what)
	if err != nil {
		return false
	}
	text := base64.RawURLEncoding.EncodeToString(
		s.Service.Identity().Close(carryPurpose, slug+"\x00"+key, squeeze(b)))
	if len(text) > mostCarried {
		return false
	}
	age := 0 // until the browser is closed
	if what.Sent != nil {
		age = int(receiptWaits / time.Second)
	}
	for i := range crumbs {
		part := text[min(i*crumb, len(text)):min((i+1)*crumb, len(text))]
		s.setCrumb(c, folder, i, part, age)
	}
	return true
}

// setCrumb keeps a part, and forgets the one of before when there is nothing to keep.
func (s *Site) setCrumb(c *gin.Context, folder string, i int, part string, age int) {
	if part == "" {
		age = -1
	}
	http.SetCookie(c.Writer, &http.Cookie{Name: crumbName(i), Value: part, Path: folder, MaxAge: age, HttpOnly: true,
		Secure: s.Secure(c.Request), SameSite: http.SameSiteLaxMode})
}

// opened reads what the browser brings to a page of a filling; false when it brings nothing that can be read.
func (s *Site) opened(c *gin.Context, slug string) (*carried, bool) {
	text := ""
	for i := range crumbs {
		if cookie, err := c.Request.Cookie(crumbName(i)); err == nil {
			text += cookie.Value
		}
	}
	closed, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || text == "" {
		return nil, false
	}
	b, ok := s.Service.Identity().Open(carryPurpose, slug+"\x00"+c.Param("filling"), closed)
	if !ok {
		return nil, false
	}
	what := &carried{}
	if b, err = io.ReadAll(flate.NewReader(bytes.NewReader(b))); err != nil || json.Unmarshal(b, what) != nil ||
		what.State == nil {
		return nil, false
	}
	what.State.init()
	return what, true
}

// squeeze compresses what is sealed afterwards: somebody who sees its length learns how much was typed, as before.
func squeeze(b []byte) []byte {
	var small bytes.Buffer
	z, err := flate.NewWriter(&small, flate.BestCompression)
	if err == nil {
		_, err = z.Write(b)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		panic(err) // memory takes every write
	}
	return small.Bytes()
}

// carryPage sends the browser on to page p of the form, with what is said there.
func (s *Site) carryPage(c *gin.Context, f *filling, r *respondent, p, status int, problems []survey.Problem) bool {
	what := carried{State: f.state, Page: p, Status: status, More: f.more}
	what.Judge, what.Problems = f.judgedAgain(problems)
	for _, left := range f.left {
		what.Left = append(what.Left, left.Path)
	}
	return s.carry(c, f, r, strconv.Itoa(p), what)
}

// judgedAgain tells which of the problems judging the same answers again will find, and lists the others.
func (f *filling) judgedAgain(problems []survey.Problem) (judge string, others []survey.Problem) {
	again := f.problems()
	same := func(a survey.Problem) func(survey.Problem) bool {
		return func(b survey.Problem) bool { return a.Code == b.Code && a.Place.Item == b.Place.Item }
	}
	for _, p := range problems {
		if !slices.ContainsFunc(again, same(p)) {
			others = append(others, p)
		}
	}
	switch {
	case len(others) == len(problems):
		return "", others
	case slices.ContainsFunc(again, func(p survey.Problem) bool { return !slices.ContainsFunc(problems, same(p)) }):
		return "page", others
	}
	return "all", others
}

// getBegin gives a browser without scripts a filling with addresses of its own, so that Back finds the first page, too.
func (s *Site) getBegin(c *gin.Context) error {
	f, r, err := s.begin(c)
	if err != nil || f == nil {
		return err
	}
	f.carries = true
	return s.showPage(c, f, r, f.first(), http.StatusOK, nil)
}

// beginHere shows the first page of a new form at the address of a page that is no longer there.
func (s *Site) beginHere(c *gin.Context) error {
	f, r, err := s.begin(c)
	if err != nil || f == nil {
		return err
	}
	return s.writePage(c, f, r, f.first(), http.StatusOK, nil)
}

// getPage shows a page of a filling again: the one that was just asked for, or one before it. Who brings nothing begins
// afresh.
func (s *Site) getPage(c *gin.Context) error {
	ctx := c.Request.Context()
	sv, err := s.Service.Survey(ctx, c.Param("slug"))
	if err != nil {
		return err
	}
	what, ok := s.opened(c, sv.Slug)
	if c.Param("page") == pageAgain {
		return s.begunAgain(c, sv, what)
	}
	if !ok {
		return s.beginHere(c)
	}
	fm, err := s.Service.Form(ctx, sv.Slug, what.State.Version)
	if err != nil {
		return err
	}
	r, err := s.respondentOf(c, nil, sv, fm)
	if err != nil {
		return err
	}
	return s.showCarried(c, s.newFilling(c, sv, fm, r, what.State), r, what)
}

// Pages of a filling that are none of the form.
const (
	pageSent  = "sent"  // after Send
	pageAgain = "again" // somebody else begins on the same phone
)

// begunAgain forgets a filling before somebody else begins.
func (s *Site) begunAgain(c *gin.Context, sv *survey.Survey, what *carried) error {
	version := ""
	if what != nil {
		version = what.State.Version
	}
	fm, err := s.Service.Form(c.Request.Context(), sv.Slug, version)
	if err != nil {
		return err
	}
	r, err := s.respondentOf(c, nil, sv, fm)
	if err != nil {
		return err
	}
	for i := range crumbs {
		s.setCrumb(c, r.base+"/f/"+c.Param("filling"), i, "", 0)
	}
	c.Redirect(http.StatusSeeOther, r.base+r.query(c.Query("lang")))
	return nil
}

func (s *Site) showCarried(c *gin.Context, f *filling, r *respondent, what *carried) error {
	switch {
	case what.Sent != nil:
		key := c.Param("filling") // whoever comes after, by Back or a reload, reads no receipt
		s.give(c, f.sv.Slug, key, r.base+"/f/"+key, carried{State: &state{Version: what.State.Version},
			Status: http.StatusOK, Notice: noticeSent})
		return s.writeThanks(c, f, r, *what.Sent)
	case what.Notice != "":
		return s.showNotice(c, f, r, what.Status, what.Notice)
	}
	f.fill()
	page, err := strconv.Atoi(c.Param("page"))
	if err != nil || page < 0 || page > len(f.pages) {
		page = f.first()
	}
	if page != what.Page {
		return s.writePage(c, f, r, page, http.StatusOK, nil)
	}
	f.more = what.More
	for _, path := range what.Left {
		if slot := f.filled.Slot(path); slot != nil {
			f.left = append(f.left, slot)
		}
	}
	problems := what.Problems
	switch what.Judge {
	case "all":
		problems = append(problems, f.problems()...)
	case "page":
		problems = append(problems, f.pageProblems(page)...)
	}
	return s.writePage(c, f, r, page, what.Status, problems)
}

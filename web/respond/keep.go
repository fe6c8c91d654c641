package respond

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/web/edge"
)

// oursHeader stands on every answer under a survey's address. What comes without it, when a page is asked for, is not
// from here: a captive portal, a proxy.
const oursHeader = "Khaosat"

// ours marks answers as ours.
func ours(c *gin.Context) { c.Header(oursHeader, "1") }

// keepBundle is the script that a form asks for once it is there: what keeps it and what was answered.
const keepBundle = "keep.js"

// workerPolicy lets the worker ask this server, and do nothing else.
const workerPolicy = "default-src 'none'; connect-src 'self'"

// mostMedia is how many bytes of pictures and sounds a phone is asked to keep of a form.
const mostMedia = 20 << 20

// kept is what a phone keeps of a survey, so that the form can be filled in without a signal.
type kept struct {
	Tag     string   `json:"tag"` // changes with anything below
	Version string   `json:"version"`
	Day     string   `json:"day"`   // pages are asked for again once a day
	Pages   []string `json:"pages"` // the first page in each language, the default one first
	Files   []string `json:"files"` // what these load
	Lists   []string `json:"lists"` // whole lists of which pages ask for parts
	Media   []string `json:"media"` // as far as they fit
	Notice  string   `json:"notice"`
	Key     []byte   `json:"key"` // to which records are sealed
	// what is said of keeping and of what waits, by the language of pages
	Texts map[string]map[string]string `json:"texts"`
}

// getWorker gives the worker of a survey. Its scope is the survey's address: no page of the desk is under it.
func (s *Site) getWorker(c *gin.Context) error {
	c.Header("Service-Worker-Allowed", "/s/"+url.PathEscape(c.Param("slug")))
	s.SendWorker(c, "worker.js", workerPolicy)
	return nil
}

// getHere answers whether the server can be reached, with nothing.
func (s *Site) getHere(c *gin.Context) error {
	c.Status(http.StatusNoContent)
	return nil
}

// getKeep lists what a phone keeps of the form under this address.
func (s *Site) getKeep(c *gin.Context) error {
	f, r, err := s.begin(c)
	if err != nil || f == nil {
		return err
	}
	list, err := s.keeping(c, f, r)
	if err != nil {
		return err
	}
	b, err := json.Marshal(list)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(b)
	list.Tag = hex.EncodeToString(sum[:8])
	s.Json(c, http.StatusOK, "application/json", list)
	return nil
}

func (s *Site) keeping(c *gin.Context, f *filling, r *respondent) (*kept, error) {
	out := &kept{Version: f.form.Q.Version, Day: s.Now().In(f.sv.Zone()).Format(time.DateOnly), Lists: []string{},
		Texts:  map[string]map[string]string{},
		Files:  []string{s.Asset("respond.css"), s.Asset(f.bundle()), s.Asset(keepBundle)},
		Notice: r.base + "/no-signal" + r.query(f.lang)}
	for _, lang := range languagesFrom(f.form.Q, f.lang) {
		f.speak(lang, edge.ReaderLanguage(c))
		out.Pages = append(out.Pages, r.base+r.query(lang))
		out.Texts[f.ui] = keepTexts(f.ui)
		out.Files = append(out.Files, f.scriptOf(f.first())...)
		out.Lists = append(out.Lists, f.wholeLists()...)
	}
	var err error
	if out.Key, err = s.Service.Identity().RecordKey(f.sv.Slug); err != nil {
		return nil, err
	}
	out.Media, err = s.keptMedia(c, f)
	return out, err
}

// scriptOf is the address of what scripts work with on page p; none where they need nothing.
func (f *filling) scriptOf(p int) []string {
	if p >= len(f.pages) {
		return nil
	}
	here := beside(p, f.held(p))
	if !slices.ContainsFunc(here, f.needsScript) {
		return nil
	}
	return []string{f.scriptAddress(here)}
}

// languagesFrom lists the languages of a questionnaire, first the one; that alone where it has none.
func languagesFrom(q *survey.Questionnaire, first string) []string {
	out := []string{first}
	for _, l := range q.Languages {
		if l.ID != first {
			out = append(out, l.ID)
		}
	}
	return out
}

// inApps are signs of browsers inside chat apps: they forget what they keep when the app is closed.
var inApps = []string{"Zalo", "FBAN", "FBAV", "FB_IAB", "Instagram", "Line/", "MicroMessenger", "TikTok", "; wv)"}

// cannot says by a key why a browser cannot keep the form, before anything is asked; "" where nothing tells that.
func (s *Site) cannot(c *gin.Context) string {
	agent := c.Request.UserAgent()
	if slices.ContainsFunc(inApps, func(sign string) bool { return strings.Contains(agent, sign) }) {
		return "respond.cannot.app"
	}
	host, _, err := net.SplitHostPort(c.Request.Host)
	if err != nil {
		host = c.Request.Host
	}
	here := host == "localhost" || net.ParseIP(strings.Trim(host, "[]")).IsLoopback()
	if !s.Secure(c.Request) && !here {
		return "respond.cannot.http"
	}
	return ""
}

// keepTexts is what keep.js says.
func keepTexts(lang string) map[string]string {
	v, out := edge.NewView(lang), map[string]string{}
	for _, key := range keepWords {
		out[key] = v.T("respond.keep_" + key)
	}
	return out
}

// beside lists page p and those that come along with it.
func beside(p int, held []heldPage) []int {
	out := []int{p}
	for _, h := range held {
		out = append(out, h.Page)
	}
	return out
}

// wholeLists are the addresses of the lists that the phone asks for in parts.
func (f *filling) wholeLists() []string {
	var out []string
	for _, field := range f.form.Fields {
		if field.Item.ChoiceFilter == "" || !f.inParts(field) {
			continue
		}
		q := url.Values{"version": {f.form.Q.Version}, "phone": {f.lang}}
		address := "/api/v1/surveys/" + url.PathEscape(f.sv.Slug) + "/lists/" + url.PathEscape(field.Item.List) + "?" + q.Encode()
		if !slices.Contains(out, address) {
			out = append(out, address)
		}
	}
	return out
}

// keptMedia lists the addresses of the pictures and sounds of a form, in the order of their names, as long as all of
// them have no more than mostMedia bytes.
func (s *Site) keptMedia(c *gin.Context, f *filling) ([]string, error) {
	out, sum := []string{}, int64(0)
	for _, name := range edge.MediaFiles(f.form.Q) {
		content, size, err := s.Service.OpenFile(c.Request.Context(), f.form.Q, name)
		if err != nil {
			return nil, err
		}
		_ = content.Close() // nothing was read
		if sum+size <= mostMedia {
			sum += size
			out = append(out, f.mediaBase+url.PathEscape(name))
		}
	}
	return out, nil
}

// getNoSignal is the page that a phone keeps to show where it has nothing better.
func (s *Site) getNoSignal(c *gin.Context) error {
	sv, err := s.Service.Survey(c.Request.Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	fm, err := s.Service.Form(c.Request.Context(), sv.Slug, "")
	if err != nil {
		return err
	}
	r := &respondent{base: "/s/" + url.PathEscape(sv.Slug)}
	return s.showNotice(c, s.newFilling(c, sv, fm, r, nil), r, http.StatusOK, "respond.no_signal")
}

// keepWords are the keys of what keep.js says, after "respond.keep_".
var keepWords = []string{"another", "drop", "drop_sure", "end", "full", "kept", "kept_text", "needs_signal", "now", "old", "older", "receipt", "refused", "save", "send", "sent", "waiting"}

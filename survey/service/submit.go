package service

import (
	"context"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
)

// Submission is one filled form as it was sent.
type Submission struct {
	ID       string // made by the sender, a UUID
	Version  string // "" = the current one
	Language string
	Link     string // code of a Link
	Token    string
	Answers  survey.Answers
	// Sent holds the members version, language and answers as JSON as they were sent, for the content hash. nil: they
	// are made from the fields above.
	Sent map[string]json.RawMessage
	// Said are those of the answers that are content, for the hash where Sent is nil; nil: all.
	Said    survey.Answers
	Channel survey.Channel
	Test    bool // from a preview: kept as a test answer, never counts
	// Lenient leaves out answers to items that routing does not reach, as pages without scripts need; else they are
	// refused.
	Lenient bool
	// Finished says that it was finished on a device some time ago and that nobody can be asked again: what can be kept
	// is kept, Quarantined with a flag that says why, and it gets its receipt without an error.
	// What is no answer to its item, or a file that is not there, is left out of the answers and told in
	// Response.Unread.
	Finished          bool
	At                time.Time // when, for a Finished one, by the device's clock; zero: now
	Unit, Class, Wave string    // known from elsewhere (an import's columns); a link's presets go first
	Batch             string    // import that it comes with
}

// Receipt is what the sender gets. In an anonymous survey nobody else can find the answer again.
type Receipt struct {
	ID      string // as posted
	Receipt string
	SHA256  string
	New     bool // stored just now; false: was there already, with the same content
	State   survey.State
	Flags   []string // why the response does not count yet; nil when it does
}

var languageTag = regexp.MustCompile(`^[\p{L}\p{N}() _-]{0,60}$`)

// Submit accepts one response. When it returns without error the response is on disk. Sending again is safe: the same
// id with the same content gets the same receipt; other content is a Conflict, of which one copy is kept for the
// office, see keepCopy. All problems of an answer come at once, and nothing is stored then.
func (s *Service) Submit(ctx context.Context, slug string, in Submission) (*Receipt, error) {
	for {
		receipt, wait, err := s.submit(ctx, slug, in)
		if wait == nil {
			return receipt, err
		}
		if err := wait.over(ctx); err != nil { // holding nothing that others need
			return nil, err
		}
	}
}

// submit is Submit but for the case that quotas have to be counted first: then it has stored nothing, and returns what
// to wait for.
func (s *Service) submit(ctx context.Context, slug string, in Submission) (*Receipt, *counting, error) {
	if in.Batch == "" { // nobody waits for the rows of an import
		leave, err := s.gate.enter(ctx)
		if err != nil {
			return nil, nil, err
		}
		defer leave()
	}
	s.naming.RLock() // an attachment that is there when the answer is judged is there when it is stored
	defer s.naming.RUnlock()
	p, err := s.prepare(ctx, slug, in)
	if err != nil || p.receipt != nil {
		return p.receiptOrNil(), nil, err
	}
	place, wait, err := s.takePlace(ctx, p)
	if err != nil || wait != nil {
		return nil, wait, err
	}
	existing, err := s.insert(ctx, p)
	place.settle(err == nil && existing == nil, err)
	if survey.Unwritable(err) { // what is stored gets its receipt all the same
		if stored, unread := s.first(ctx, slug, p.response.ID); unread == nil && stored != nil {
			existing, err = stored, nil
		}
	}
	if err != nil {
		return nil, nil, err
	}
	if existing != nil {
		receipt, err := s.again(ctx, p, existing)
		return receipt, nil, err
	}
	s.waiting.named(p.response.Answers.Files())
	if in.Batch == "" {
		s.notify(Notice{Survey: slug, IDs: []string{p.response.ID}})
	}
	receipt, err := p.done(s, p.response, true)
	return receipt, nil, err
}

// pending is a submission on its way through the checks.
type pending struct {
	survey   *survey.Survey
	in       Submission
	sent     string // content hash of what was sent, as the receipt has it
	link     *survey.Link
	response *survey.Response
	token    *survey.Token
	receipt  *Receipt // set when the id was there already, with the same content
}

func (p *pending) receiptOrNil() *Receipt {
	if p == nil {
		return nil
	}
	return p.receipt
}

// prepare does everything that can be done before something is stored. Whatever stands against a submission, the one
// that is there already under its id gets its receipt: before token, quota, closing and anything else.
func (s *Service) prepare(ctx context.Context, slug string, in Submission) (*pending, error) {
	sv, err := s.Taking(ctx, slug)
	if err != nil {
		return nil, err
	}
	p := &pending{survey: sv, in: in}
	id, ok := survey.CleanID(in.ID)
	if !ok {
		return nil, survey.Wrong("Service.Submit",
			[]survey.Problem{survey.ProblemAt(survey.Place{Item: "id"}, "id.uuid:id_must")})
	}
	p.in.ID = id
	hash, err := p.hash()
	if err != nil {
		return nil, survey.Wrong("Service.Submit",
			[]survey.Problem{survey.ProblemAt(survey.Place{Item: "answers"}, "answer.type:answers_not", "cause", err)})
	}
	p.start(s, hash)
	wrong := s.judge(ctx, p)
	if wrong == nil {
		return p, nil
	}
	stored, err := s.first(ctx, slug, p.response.ID)
	switch {
	case err != nil:
		return nil, err
	case stored == nil && s.isErased(ctx, slug, p.response.ID):
		return nil, wasErased() // its attachments and its token are gone; what it is told is not that
	case stored == nil:
		return nil, wrong
	}
	p.receipt, err = p.resent(s, stored)
	return p, err
}

// isErased reports whether a response is known to have been erased.
func (s *Service) isErased(ctx context.Context, slug, id string) bool {
	_, err := s.store.Responses().Get(ctx, slug, id)
	return err != nil && survey.KindOf(err) == survey.Erased
}

// start makes the response of a submission whose id is clean; sent is its content hash.
func (p *pending) start(s *Service, sent string) {
	id := s.identity.AnswerID(p.survey, p.in.ID)
	p.sent = sent
	p.response = &survey.Response{Survey: p.survey.Slug, ID: id, Revision: 1,
		SHA256: s.identity.WireHash(p.survey, id, sent), Channel: p.in.Channel, Batch: p.in.Batch}
}

// same reports whether a wire hash is of what was sent. Anonymous answers that another process of an earlier version
// stores meanwhile have the hash itself.
func (p *pending) same(wire string) bool { return wire == p.response.SHA256 || wire == p.sent }

// first returns what was first stored under an id, nil when nothing was.
func (s *Service) first(ctx context.Context, slug, id string) (*survey.Response, error) {
	revisions, err := s.store.Responses().Revisions(ctx, slug, id)
	if err != nil && survey.KindOf(err) == survey.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return revisions[0], nil
}

func (p *pending) hash() (string, error) {
	if p.in.Sent != nil {
		return survey.ContentHash(p.in.Sent)
	}
	said, sent := p.in.Said, map[string]json.RawMessage{}
	if said == nil {
		said = p.in.Answers
	}
	for k, v := range map[string]any{"version": p.in.Version, "language": p.in.Language, "answers": said} {
		b, err := json.Marshal(v)
		if err != nil {
			return "", err
		}
		sent[k] = b
	}
	return survey.ContentHash(sent)
}

// judge checks everything about a submission that is new, and completes its response.
func (s *Service) judge(ctx context.Context, p *pending) error {
	sv, r := p.survey, p.response
	if sv.Current == "" {
		return survey.Fail(survey.NotFound, "survey.not_published", "survey", sv.Slug)
	}
	var problems []survey.Problem
	bad := func(item, code string, pairs ...any) {
		problems = append(problems, survey.ProblemAt(survey.Place{Item: item}, code, pairs...))
	}
	fm, err := s.Form(ctx, sv.Slug, p.in.Version)
	if err != nil && survey.KindOf(err) == survey.NotFound {
		bad("version", "version.unknown", "version", p.in.Version)
		return survey.Wrong("Service.Submit", problems)
	}
	if err != nil {
		return err
	}
	if _, known := fm.Q.Language(p.in.Language); !known && !languageTag.MatchString(p.in.Language) {
		problems = append(problems, p.unfit(survey.Unread{Item: "language", Text: p.in.Language},
			survey.ProblemAt(survey.Place{Item: "language"}, "language.unknown"))...)
		p.in.Language = ""
	}
	if p.in.Link != "" {
		link, err := s.Link(ctx, sv.Slug, p.in.Link)
		switch {
		case err != nil && survey.KindOf(err) != survey.NotFound:
			return err
		case err == nil && link.Off && p.in.Finished:
			p.link, r.Flags = link, append(r.Flags, survey.FlagLink)
		case err != nil && p.in.Finished:
			r.Flags, p.in.Link = append(r.Flags, survey.FlagLink), ""
		case err != nil || link.Off:
			bad("link", "link.unknown:link_not", "link", p.in.Link)
		default:
			p.link = link
		}
	}
	if sv.Access == survey.ByToken && !p.in.Test && p.in.Channel != survey.ByImport {
		if p.token, err = s.goodToken(ctx, sv.Slug, p.in.Token, p.in.ID); err != nil {
			return err
		}
	}
	answers, more := p.normalize(fm)
	problems = append(problems, more...)
	if sv.Mode == survey.Anonymous {
		answers = maps.Clone(answers) // the caller's own stay as they are
		fm.Forget(answers, "today")
		fm.Date(answers, s.Now().In(sv.Zone()).Format(time.DateOnly))
	}
	checked, more := p.check(fm.Fill(answers, form.ClockOf(sv, p.clock(s), p.in.ID)))
	problems = append(problems, more...)
	if sv.Mode == survey.Anonymous {
		more, err := s.barePictures(ctx, p, fm, checked.Answers)
		if err != nil {
			return err
		}
		problems = append(problems, more...)
	}
	missing, err := s.missingFiles(ctx, p, checked.Answers)
	if err != nil {
		return err
	}
	if problems = append(problems, missing...); len(problems) > 0 {
		return survey.Wrong("Service.Submit", problems)
	}
	s.complete(p, fm, checked)
	r.ReceiptHash = s.identity.ReceiptHash(sv.Slug, s.identity.Receipt(sv.Slug, p.in.ID))
	return nil
}

// clock is that of the checks: what a device finished is held to the moment at which it did.
func (p *pending) clock(s *Service) func() time.Time {
	if !p.in.Finished || p.in.At.IsZero() {
		return s.now
	}
	return func() time.Time { return p.in.At }
}

// check judges a filled form; what a device finished is kept with a flag where it can be.
func (p *pending) check(filled *form.Filled) (*form.Checked, []survey.Problem) {
	if !p.in.Finished {
		return filled.Check(!p.in.Lenient)
	}
	kept, flaws := filled.Keep()
	for range min(1, len(flaws)) {
		p.flag(survey.FlagUnfit)
	}
	p.response.Unread = append(p.response.Unread, kept.Unread...)
	return kept, nil
}

// normalize brings answers to full paths. What a device finished is kept as text where it has no place in the form.
func (p *pending) normalize(fm *form.Form) (survey.Answers, []survey.Problem) {
	if !p.in.Finished {
		return fm.Normalize(p.in.Answers)
	}
	answers, unread := fm.NormalizeKept(p.in.Answers)
	for _, u := range unread {
		p.unfit(u)
	}
	return answers, nil
}

// unfit keeps what a device finished and is no answer, with a flag; of anything else it gives the problems back.
func (p *pending) unfit(what survey.Unread, problems ...survey.Problem) []survey.Problem {
	if !p.in.Finished {
		return problems
	}
	p.flag(survey.FlagUnfit)
	p.response.Unread = append(p.response.Unread, what)
	return nil
}

// withoutFile is unfit of a file, which it takes out of the answers.
func (p *pending) withoutFile(answers survey.Answers, path string, problem survey.Problem) []survey.Problem {
	what := survey.Unread{Item: path}
	if p.survey.Mode != survey.Anonymous {
		what.Text = answers[path].File.Name
	}
	if p.in.Finished {
		delete(answers, path)
	}
	return p.unfit(what, problem)
}

// flag flags the response, once.
func (p *pending) flag(flag string) {
	if !slices.Contains(p.response.Flags, flag) {
		p.response.Flags = append(p.response.Flags, flag)
	}
}

// complete fills in what the response is stored with. An anonymous one keeps no time and no metadata.
func (s *Service) complete(p *pending, fm *form.Form, checked *form.Checked) {
	sv, r, now := p.survey, p.response, s.Now()
	r.Version, r.Language = fm.Q.Version, survey.NFC(p.in.Language)
	r.Answers, r.Skipped = checked.Answers, checked.Skipped
	r.Unit, r.Class, r.Wave = p.in.Unit, p.in.Class, p.in.Wave
	if p.token != nil {
		r.Unit, r.Class, r.Wave = or(p.token.Unit, r.Unit), or(p.token.Class, r.Class), or(p.token.Wave, r.Wave)
	}
	if p.link != nil {
		r.Unit, r.Class, r.Wave = or(p.link.Unit, r.Unit), or(p.link.Class, r.Class), or(p.link.Wave, r.Wave)
	}
	r.Wave = or(r.Wave, sv.Wave)
	if !sv.TakesAnswers(now) && p.in.Channel != survey.ByImport {
		r.Flags = append(r.Flags, survey.FlagClosed)
	}
	switch {
	case p.in.Test:
		r.State, r.Flags = survey.Test, nil
	case len(r.Flags) > 0:
		r.State = survey.Quarantined
	default:
		r.State = survey.Submitted
	}
	if sv.Mode == survey.Anonymous {
		fm.Forget(r.Answers, "")
		r.Answers.UnnameFiles()
	} else {
		r.Received, r.Link = now, p.in.Link
	}
	r.Name = fm.InstanceName(r.Answers, form.ClockOf(sv, func() time.Time { return r.Received }, p.in.ID))
	r.RowHash = s.identity.RowHash(r)
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// missingFiles names the attachments that were not uploaded before the response, or are gone by now.
func (s *Service) missingFiles(ctx context.Context, p *pending, answers survey.Answers) ([]survey.Problem, error) {
	var problems []survey.Problem
	for path, v := range answers {
		for i, row := range v.Rows {
			inner, err := s.missingFiles(ctx, p, row)
			if err != nil {
				return nil, err
			}
			for _, problem := range inner {
				problem.Place.Row = i + 1
				problems = append(problems, problem)
			}
		}
		if v.Kind != survey.VFile {
			continue
		}
		if _, err := s.store.Blobs().Has(ctx, v.File.SHA256); err != nil && survey.KindOf(err) == survey.NotFound {
			problems = append(problems, p.withoutFile(answers, path,
				survey.ProblemAt(survey.Place{Item: path}, "answer.file_missing", "file", v.File.Name))...)
		} else if err != nil {
			return nil, err
		}
	}
	return problems, nil
}

// insert stores the response and burns its token, also for one that came too late: it may be accepted yet. It returns
// what is there already under the id.
func (s *Service) insert(ctx context.Context, p *pending) (*survey.Response, error) {
	if p.token == nil {
		existing, err := s.store.Responses().Insert(ctx, p.response)
		if err != nil {
			return nil, err
		}
		return existing[0], nil
	}
	slug := p.survey.Slug
	existing, holder, err := s.store.Responses().InsertFor(ctx, p.response, slug+"/"+p.token.Hash,
		s.identity.ClaimBy(slug, p.in.ID))
	if err == nil && holder != "" {
		err = tokenRefused()
	}
	return existing, err
}

// again answers what came under an id that is there already. Other content than was stored is kept for the office.
func (s *Service) again(ctx context.Context, p *pending, stored *survey.Response) (*Receipt, error) {
	receipt, err := p.resent(s, stored)
	if err == nil || survey.KindOf(err) != survey.Conflict {
		return receipt, err
	}
	copied, fresh, kept := s.keepCopy(ctx, p, stored)
	switch {
	case kept != nil:
		return nil, kept
	case copied == nil:
		return nil, err
	case p.in.Finished:
		return p.done(s, copied, fresh)
	}
	return nil, survey.Fail(survey.Conflict, "response.other_content:copy_kept")
}

// resent answers a resend: the first receipt for the same content, Conflict for other content.
func (p *pending) resent(s *Service, stored *survey.Response) (*Receipt, error) {
	if stored.Revision == 0 {
		return nil, wasErased()
	}
	if !p.same(stored.SHA256) {
		return nil, survey.Fail(survey.Conflict, "response.other_content:id_already")
	}
	return p.done(s, stored, false)
}

func wasErased() error {
	return survey.Fail(survey.Erased, "response.erased:response_erased")
}

// closedCode is what a sender is told whose response waits in quarantine.
func closedCode(flags []string) string {
	if slices.Contains(flags, survey.FlagQuota) {
		return "quota.full"
	}
	return "survey.closed"
}

// done makes the receipt. A response that came after closing is stored, and the sender is told so each time.
func (p *pending) done(s *Service, r *survey.Response, fresh bool) (*Receipt, error) {
	out := &Receipt{ID: p.in.ID, Receipt: s.identity.Receipt(r.Survey, p.in.ID), SHA256: p.sent, New: fresh,
		State: r.State}
	if r.State == survey.Quarantined {
		out.Flags = r.Flags
	}
	if r.State == survey.Quarantined && !p.in.Finished {
		return out, survey.Fail(survey.Closed, closedCode(r.Flags))
	}
	return out, nil
}

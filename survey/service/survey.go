package service

import (
	"context"
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/words"
)

// Survey returns a survey by its slug.
func (s *Service) Survey(ctx context.Context, slug string) (*survey.Survey, error) {
	row, err := s.store.Surveys().Get(ctx, slug)
	if err != nil {
		return nil, named(err, "survey.not_found", "survey", slug)
	}
	return &row.Value, nil
}

// Taking is Survey for whoever takes answers: its settings may be as old as Options.Patience. The caller changes
// nothing in it.
func (s *Service) Taking(ctx context.Context, slug string) (*survey.Survey, error) {
	sv, turn := s.surveys.get(slug)
	if sv != nil {
		return sv, nil
	}
	began := time.Now()
	sv, err := s.Survey(ctx, slug)
	if err == nil {
		s.surveys.put(sv, began, turn)
	}
	return sv, err
}

// changeSurvey changes what is stored of a survey.
func (s *Service) changeSurvey(ctx context.Context, slug string, change func(*survey.Survey) error) error {
	defer s.surveys.forget(slug)
	return update(ctx, s.store.Surveys(), slug, change)
}

// named gives a NotFound of a store the code and words of what was looked for.
func named(err error, code string, pairs ...any) error {
	if survey.KindOf(err) != survey.NotFound {
		return err
	}
	return &survey.Error{Kind: survey.NotFound, Code: survey.CodeOf(code), Msg: survey.Say(code, pairs...), Err: err}
}

// Surveys lists the surveys that the actor may see totals of, by slug.
func (s *Service) Surveys(ctx context.Context, a survey.Actor) ([]*survey.Survey, error) {
	rows, err := s.store.Surveys().List(ctx, "")
	if err != nil {
		return nil, err
	}
	var out []*survey.Survey
	for i := range rows {
		if a.May(survey.SeeTotals, rows[i].Value.Slug, "", nil) {
			out = append(out, &rows[i].Value)
		}
	}
	return out, nil
}

// reservedSlugs are the addresses of the desk's own pages, which no survey can have.
var reservedSlugs = []string{"login", "logout", "enter", "upload", "units", "people", "keys", "settings"}

// SaveDraft keeps a questionnaire as the draft of a survey, which it makes when there is none. Publishing is a further
// step.
func (s *Service) SaveDraft(
	ctx context.Context, a survey.Actor, slug string, q *survey.Questionnaire,
) (*survey.Survey, error) {
	if !slugPattern.MatchString(slug) {
		return nil, survey.Fail(survey.Invalid, "survey.slug:address_may", "survey", slug)
	}
	if slices.Contains(reservedSlugs, slug) {
		return nil, survey.Fail(survey.Invalid, "survey.slug:address_khaosats", "survey", slug)
	}
	if err := s.allow(a, survey.Edit, slug); err != nil {
		return nil, err
	}
	if _, err := s.Survey(ctx, slug); survey.KindOf(err) == survey.NotFound && err != nil {
		fresh := survey.Survey{Slug: slug, Title: q.Title, Mode: survey.Named, Access: survey.Open,
			TimeZone: "Asia/Ho_Chi_Minh", Created: s.Now()}
		if err := s.store.Surveys().Insert(ctx, slug, fresh); err != nil && survey.KindOf(err) != survey.Conflict {
			return nil, err
		}
	} else if err != nil {
		return nil, err
	}
	draft := survey.Version{Survey: slug, Version: q.Version, Questionnaire: q, By: a.Name}
	if err := put(ctx, s.store.Versions(), slug+"/", draft); err != nil {
		return nil, err
	}
	return s.Survey(ctx, slug)
}

// put stores a value whatever was there before.
func put[T any](ctx context.Context, t survey.Collection[T], key string, v T) error {
	return update(ctx, t, key, func(old *T) error { *old = v; return nil })
}

// update changes a value under its key, making it when it is not there, and tries again when another was faster.
func update[T any](ctx context.Context, t survey.Collection[T], key string, change func(*T) error) error {
	for {
		row, err := t.Get(ctx, key)
		missing := err != nil && survey.KindOf(err) == survey.NotFound
		if err != nil && !missing {
			return err
		}
		if err := change(&row.Value); err != nil {
			return err
		}
		if missing {
			err = t.Insert(ctx, key, row.Value)
		} else {
			_, err = t.Replace(ctx, key, row.Revision, row.Value)
		}
		if err == nil || survey.KindOf(err) != survey.Conflict && survey.KindOf(err) != survey.NotFound {
			return err
		}
		if ctx.Err() != nil {
			return survey.Unanswered("update", ctx.Err())
		}
	}
}

// Draft returns the questionnaire that waits to be published. NotFound when there is none.
func (s *Service) Draft(ctx context.Context, a survey.Actor, slug string) (*survey.Questionnaire, error) {
	if err := s.allow(a, survey.Edit, slug); err != nil {
		return nil, err
	}
	row, err := s.store.Versions().Get(ctx, slug+"/")
	if err != nil {
		return nil, named(err, "draft.not_found")
	}
	return row.Value.Questionnaire, nil
}

// PublishOptions are decided when a survey is published; Mode and Access hold from the first publication on.
type PublishOptions struct {
	Mode   survey.Mode   // "" = as the survey has it
	Access survey.Access // "" = as the survey has it
	// Accept confirms changes after which the answers that are there are no longer counted with the new ones, and going
	// back to a version that was published before.
	Accept bool
	// whether answers from before a change are counted with the new ones; items by path or name
	Decisions []survey.Decision
}

// PublishDraft makes the draft a version that never changes, and the one that new respondents get. Publishing the same
// content again gives the version that is there.
func (s *Service) PublishDraft(
	ctx context.Context, a survey.Actor, slug string, o PublishOptions,
) (*survey.Version, error) {
	if err := s.allow(a, survey.Publish, slug); err != nil {
		return nil, err
	}
	sv, err := s.Survey(ctx, slug)
	if err != nil {
		return nil, err
	}
	if o.Mode != "" && o.Mode != sv.Mode && len(sv.Versions) > 0 {
		return nil, survey.Fail(survey.Conflict, "survey.mode_fixed")
	}
	q, err := s.Draft(ctx, a, slug)
	if err != nil {
		return nil, err
	}
	if _, problems := form.CompileWith(s.kinds, q); len(problems) > 0 {
		return nil, survey.Wrong("Service.PublishDraft", problems)
	}
	v, err := s.publishVersion(ctx, a, sv, q, o)
	if err != nil {
		return nil, err
	}
	unitItem, err := s.followUnitItem(ctx, sv, v)
	if err != nil {
		return nil, err
	}
	err = s.changeSurvey(ctx, slug, func(x *survey.Survey) error {
		if len(x.Versions) == 0 {
			if o.Mode != "" {
				x.Mode = o.Mode
			}
			if o.Access != "" {
				x.Access = o.Access
			}
		}
		if !slices.Contains(x.Versions, v.Version) {
			x.Versions = append(x.Versions, v.Version)
		}
		x.Current, x.Title = v.Version, v.Questionnaire.Title
		if x.UnitItem == sv.UnitItem {
			x.UnitItem = unitItem
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.notify(Notice{Survey: slug, Of: OfVersions})
	return v, s.store.Versions().Delete(ctx, slug+"/")
}

// followUnitItem is the survey's unit item as a version that becomes the current one calls it: another item may have
// its old name there.
func (s *Service) followUnitItem(ctx context.Context, sv *survey.Survey, v *survey.Version) (string, error) {
	if sv.UnitItem == "" || sv.Current == "" {
		return sv.UnitItem, nil
	}
	next := *sv
	if !slices.Contains(next.Versions, v.Version) {
		next.Versions = append(slices.Clone(next.Versions), v.Version)
	}
	h, err := s.History(ctx, &next)
	if err != nil {
		return "", err
	}
	if field := h.Follow(sv.UnitItem, sv.Current, v.Version); field != nil {
		return field.Path, nil
	}
	return sv.UnitItem, nil
}

// maxVersion is how many bytes a version's name may have.
const maxVersion = 500

func (s *Service) publishVersion(ctx context.Context, a survey.Actor, sv *survey.Survey, q *survey.Questionnaire,
	o PublishOptions) (*survey.Version, error) {
	if q.Version == "" {
		next := *q
		if n := len(sv.Versions); n > 0 { // the same content once more?
			if last, err := s.Version(ctx, sv.Slug, sv.Versions[n-1]); err == nil {
				next.Version = last.Version
				if sameQuestionnaire(last.Questionnaire, &next) {
					return last, back(sv, last.Version, o)
				}
			}
		}
		for n := len(sv.Versions) + 1; ; n++ { // an author may have named a version by a number
			if next.Version = strconv.Itoa(n); !slices.Contains(sv.Versions, next.Version) {
				break
			}
		}
		q = &next
	}
	if strings.ContainsRune(q.Version, 0) || len(q.Version) > maxVersion {
		return nil, survey.Fail(survey.Invalid, "version.name", "version", words.Short(q.Version, 40),
			"most", maxVersion)
	}
	if there, err := s.Version(ctx, sv.Slug, q.Version); err == nil {
		return samePublished(sv, there, q, o)
	}
	decisions, err := s.reviewChanges(ctx, sv, q, o)
	if err != nil {
		return nil, err
	}
	v := survey.Version{Survey: sv.Slug, Version: q.Version, Questionnaire: q, Published: s.Now(), By: a.Name,
		After: sv.Current, Decisions: decisions, Accepted: o.Accept}
	err = s.store.Versions().Insert(ctx, sv.Slug+"/"+q.Version, v)
	if survey.KindOf(err) == survey.Conflict && err != nil { // somebody else was faster
		there, getErr := s.Version(ctx, sv.Slug, q.Version)
		if getErr != nil {
			return nil, getErr
		}
		return samePublished(sv, there, q, o)
	}
	return &v, err
}

// samePublished is the version that has the questionnaire's name already, when it has its content, too.
func samePublished(sv *survey.Survey, there *survey.Version, q *survey.Questionnaire,
	o PublishOptions) (*survey.Version, error) {
	if sameQuestionnaire(there.Questionnaire, q) {
		return there, back(sv, there.Version, o)
	}
	return nil, survey.Fail(survey.Conflict, "version.exists", "version", q.Version)
}

func sameQuestionnaire(a, b *survey.Questionnaire) bool {
	x, errA := json.Marshal(a)
	y, errB := json.Marshal(b)
	return errA == nil && errB == nil && reflect.DeepEqual(x, y)
}

// Version returns a published version; "" is the current one.
func (s *Service) Version(ctx context.Context, slug, version string) (*survey.Version, error) {
	if version == "" {
		sv, err := s.Survey(ctx, slug)
		if err != nil {
			return nil, err
		}
		version = sv.Current
	}
	if version == "" {
		return nil, survey.Fail(survey.NotFound, "version.not_found", "survey", slug, "version", version)
	}
	row, err := s.store.Versions().Get(ctx, slug+"/"+version)
	if err != nil {
		return nil, named(err, "version.not_found", "survey", slug, "version", version)
	}
	return &row.Value, nil
}

// Form returns a published version made ready to run; "" is the current one. Forms are kept: a published version never
// changes.
func (s *Service) Form(ctx context.Context, slug, version string) (*form.Form, error) {
	if version == "" {
		sv, err := s.Survey(ctx, slug)
		if err != nil {
			return nil, err
		}
		version = sv.Current
	}
	s.mu.Lock()
	f := s.forms[slug+"/"+version]
	s.mu.Unlock()
	if f != nil {
		return f, nil
	}
	v, err := s.Version(ctx, slug, version)
	if err != nil {
		return nil, err
	}
	key := slug + "/" + v.Version
	s.mu.Lock()
	defer s.mu.Unlock()
	if f := s.forms[key]; f != nil {
		return f, nil
	}
	f, problems := form.CompilePublished(s.kinds, v.Questionnaire)
	if len(problems) > 0 {
		return nil, &survey.Error{Kind: survey.Internal, Code: "version.broken", Op: "Service.Form", Problems: problems}
	}
	s.forms[key] = f
	return f, nil
}

// Change alters the settings of a survey. Slug, mode, access and versions stay as they are once it is published.
func (s *Service) Change(
	ctx context.Context, a survey.Actor, slug string, change func(*survey.Survey),
) (*survey.Survey, error) {
	if err := s.allow(a, survey.Edit, slug); err != nil {
		return nil, err
	}
	if _, err := s.Survey(ctx, slug); err != nil {
		return nil, err
	}
	var out survey.Survey
	err := s.changeSurvey(ctx, slug, func(x *survey.Survey) error {
		before := *x
		change(x)
		x.Slug, x.Versions, x.Current, x.Created = before.Slug, before.Versions, before.Current, before.Created
		if len(before.Versions) > 0 {
			x.Mode, x.Access = before.Mode, before.Access
		}
		if _, err := time.LoadLocation(x.TimeZone); err != nil || x.TimeZone == "" {
			x.TimeZone = before.TimeZone
		}
		out = *x
		return nil
	})
	return &out, s.tell(err, Notice{Survey: slug, Of: OfSettings})
}

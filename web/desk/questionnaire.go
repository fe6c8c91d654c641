package desk

import (
	"bytes"
	"slices"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/xlsform"
	"github.com/khaosat/khaosat/web/edge"
)

type questionnairePage struct {
	Draft     *outline // nil when nothing waits to be published
	Changes   *changesView
	Published *outline // the current version, when there is no draft
	Check     *checkView
	First     bool // never published: mode and access are still to be chosen
	Preview   string
	Versions  []versionRow
}

type versionRow struct {
	Version, Published, By string
	Current                bool
}

func (d *Desk) questionnairePage(v *visit) error { return d.showQuestionnaire(v, nil) }

func (d *Desk) showQuestionnaire(v *visit, check *checkView) error {
	ctx := v.Request.Context()
	page := questionnairePage{Check: check, First: len(v.sv.Versions) == 0, Preview: v.at("preview")}
	draft, err := d.Service.Draft(ctx, v.actor, v.sv.Slug)
	if err != nil && survey.KindOf(err) != survey.NotFound {
		return err
	}
	if err == nil {
		page.Draft = outlineOf(d.Service.Kinds(), draft, v.View)
		if page.Changes, err = d.changes(v, draft); err != nil {
			return err
		}
	}
	for _, name := range slices.Backward(v.sv.Versions) {
		version, err := d.Service.Version(ctx, v.sv.Slug, name)
		if err != nil {
			return err
		}
		page.Versions = append(page.Versions,
			versionRow{Version: name, Published: localTime(v.Lang, v.sv, version.Published), By: version.By,
				Current: name == v.sv.Current})
		if name == v.sv.Current && page.Draft == nil {
			page.Published = outlineOf(d.Service.Kinds(), version.Questionnaire, v.View)
		}
	}
	return d.render(v, "questionnaire", page)
}

// newest is the draft, else the current version, nil when there is neither.
func (d *Desk) newest(v *visit) (*survey.Questionnaire, error) {
	ctx := v.Request.Context()
	q, err := d.Service.Draft(ctx, v.actor, v.sv.Slug)
	if err == nil {
		return q, nil
	}
	if kind := survey.KindOf(err); kind != survey.NotFound && kind != survey.Forbidden {
		return nil, err
	}
	if v.sv.Current == "" {
		return nil, nil
	}
	version, err := d.Service.Version(ctx, v.sv.Slug, v.sv.Current)
	if err != nil {
		return nil, err
	}
	return version.Questionnaire, nil
}

// downloadForm gives the questionnaire as an XLSForm: the version that is named, else the draft, else the current one.
func (d *Desk) downloadForm(v *visit) error {
	q, err := d.newest(v)
	if name := v.Query("version"); err == nil && name != "" {
		var version *survey.Version
		if version, err = d.Service.Version(v.Request.Context(), v.sv.Slug, name); err == nil {
			q = version.Questionnaire
		}
	}
	if err != nil {
		return err
	}
	if q == nil {
		return edge.ErrNoPage
	}
	var b bytes.Buffer
	if err := xlsform.WriteWith(&b, d.Service.Kinds(), q); err != nil {
		return err
	}
	name := v.sv.Slug
	if q.Version != "" {
		name += "-" + service.SlugOf(q.Version)
	}
	v.attach(name+".xlsx", edge.WorkbookType, b.Bytes())
	return nil
}

// sample gives a questionnaire to begin from.
func (d *Desk) sample(v *visit) error {
	var b bytes.Buffer
	if err := xlsform.Write(&b, xlsform.Sample()); err != nil {
		return err
	}
	v.attach("mau-phieu.xlsx", edge.WorkbookType, b.Bytes())
	return nil
}

// preview shows the draft, else the current version, as a respondent will see it. Nothing that is sent from it is
// stored.
func (d *Desk) preview(v *visit) error {
	q, err := d.newest(v)
	if err != nil {
		return err
	}
	if q == nil {
		return edge.ErrNoPage
	}
	return d.Preview(v.Context, v.sv, q, v.at("preview"))
}

// previewMedia gives a file that the previewed questionnaire names.
func (d *Desk) previewMedia(v *visit) error {
	q, err := d.newest(v)
	if err != nil {
		return err
	}
	if q == nil {
		return edge.ErrNoPage
	}
	return d.SendMedia(v.Context, q, v.Param("name"))
}

func (d *Desk) publish(v *visit) error {
	o := decided(v)
	if len(v.sv.Versions) == 0 {
		o.Mode, o.Access = survey.Mode(v.PostForm("mode")), survey.Access(v.PostForm("access"))
		if o.Mode != survey.Named && o.Mode != survey.Anonymous ||
			o.Access != survey.Open && o.Access != survey.ByToken {
			return d.again(v, survey.Fail(survey.Invalid, "survey.mode"), d.questionnairePage)
		}
	}
	if _, err := d.Service.PublishDraft(v.Request.Context(), v.actor, v.sv.Slug, o); err != nil {
		return d.again(v, err, d.questionnairePage)
	}
	return v.done(v.at("questionnaire"), "published")
}

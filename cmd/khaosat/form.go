package main

import (
	"bytes"
	"fmt"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/xlsform"
)

type formCommand struct {
	Import formImport `cmd:"" help:"Nhập phiếu hỏi Excel / import an XLSForm."`
	Export formExport `cmd:"" help:"Xuất phiếu hỏi ra Excel / export a questionnaire."`
}

type formImport struct {
	place
	Form      string   `arg:"" help:"FORM.xlsx"`
	ID        string   `name:"id" help:"Địa chỉ của cuộc khảo sát; mặc định là form_id / the survey's address; form_id when not given."`
	Publish   bool     `help:"Công bố ngay / publish at once."`
	Anonymous bool     `help:"Ẩn danh, cố định từ lần công bố đầu / anonymous, fixed when first published."`
	ByToken   bool     `help:"Chỉ nhận phiếu có mã mời / only with an invitation token."`
	File      []string `help:"Tệp đi kèm phiếu (CSV, ảnh) / files that the form names."`
}

// Run keeps a form as a draft or publishes it, and prints "SLUG VERSION".
func (c *formImport) Run(t *terminal, args []string) error {
	form, files, err := readForm(t, c.Form, c.File)
	if err != nil {
		return err
	}
	if !form.OK || !form.Publishable {
		printProblems(t, form)
		return codeError{code: exitInput}
	}
	slug := c.ID
	if slug == "" {
		slug = survey.SlugOf(form.FormID)
	}
	if slug == "" {
		return survey.Fail(survey.Invalid, "survey.slug", survey.Say("Mã phiếu (form_id) “%s” không có chữ Latinh nào để làm địa chỉ: xin thêm --id.",
			"The form_id “%s” has no Latin letter to make an address of: please add --id.", form.FormID))
	}
	return c.writing(t, args, append(c.File, c.Form), func(svc *survey.Service) error {
		printProblems(t, form)
		if _, err := svc.SaveDraftWithFiles(t.ctx, system, slug, form.Questionnaire, files); err != nil {
			return err
		}
		version := form.Questionnaire.Version
		if c.Publish {
			o := survey.PublishOptions{}
			if c.Anonymous {
				o.Mode = survey.Anonymous
			}
			if c.ByToken {
				o.Access = survey.ByToken
			}
			v, err := svc.PublishDraft(t.ctx, system, slug, o)
			if err != nil {
				return err
			}
			version = v.Version
		}
		if version == "" {
			version = "-"
		}
		fmt.Fprintln(t.stdout, slug, version)
		return nil
	})
}

type formExport struct {
	place
	Slug    string `arg:"" help:"SLUG"`
	Out     string `short:"o" required:"" help:"FILE.xlsx"`
	Version string `help:"Phiên bản; mặc định là bản hiện hành / version; the current one when not given."`
}

// Run writes a published questionnaire as an XLSForm.
func (c *formExport) Run(t *terminal, _ []string) error {
	return c.reading(t, func(svc *survey.Service) error {
		v, err := svc.Version(t.ctx, c.Slug, c.Version)
		if err != nil {
			return err
		}
		var b bytes.Buffer
		if err := xlsform.Write(&b, v.Questionnaire); err != nil {
			return err
		}
		return t.write(c.Out, b.Bytes())
	})
}

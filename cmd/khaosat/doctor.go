package main

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/words"
)

type doctorCommand struct {
	place
	URL     string `name:"url" help:"help.doctor.url"`
	TLSCert string `name:"tls-cert" help:"help.doctor.tls_cert" placeholder:"FILE"`
}

// probeTime is how long a server may take to say that it is ready.
const probeTime = 5 * time.Second

// Run says whether the data can be read, disk, clock, files, certificates and a running server are as they should be,
// and every published form runs; with --url, whether a server is ready. What has to be put right is listed whole, and
// the environment failed then.
func (c *doctorCommand) Run(t *terminal, _ []string) error {
	if c.URL != "" {
		return c.probe(t)
	}
	e := examination{t: t, now: time.Now()}
	if c.Store == "" {
		e.folder(&c.place)
	}
	e.certificates(c.files()...)
	err := c.reading(t, func(svc *service.Service) error {
		if err := svc.Ready(t.ctx); err != nil {
			return err
		}
		if c.Store != "" {
			if err := warnOfSkew(t, svc); err != nil {
				return err
			}
		}
		list, err := svc.Surveys(t.ctx, system)
		if err != nil {
			return err
		}
		for _, sv := range list {
			for _, version := range sv.Versions {
				if _, err := svc.Form(t.ctx, sv.Slug, version); err != nil {
					return err
				}
			}
			keys, err := svc.Keys(t.ctx, system, sv.Slug)
			if err != nil {
				return err
			}
			fmt.Fprintf(t.stdout, "%s %s %s %d\n", sv.Slug, sv.Current, sv.Mode, len(keys))
		}
		if e.wrong == 0 {
			t.say("command.well_surveys", "n", len(list))
		}
		return nil
	})
	if err == nil && e.wrong > 0 {
		err = codeError{exitEnvironment, survey.Say("command.doctor_wrong", "n", e.wrong)}
	}
	return err
}

// files are the certificates that are named, or lie in the data folder.
func (c *doctorCommand) files() (list []string) {
	if c.TLSCert != "" {
		list = append(list, c.TLSCert)
	}
	if c.Store != "" {
		return list
	}
	for _, at := range []string{"tls/*.crt", "acme/*"} {
		found, _ := filepath.Glob(filepath.Join(c.dir(), filepath.FromSlash(at)))
		list = append(list, found...)
	}
	return list
}

func (c *doctorCommand) probe(t *terminal) error {
	ctx, cancel := context.WithTimeout(t.ctx, probeTime)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.URL, nil)
	if err != nil {
		return codeError{exitUse, words.Plain(err.Error())}
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return codeError{exitEnvironment, words.Plain(err.Error())}
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return codeError{exitEnvironment, words.Plain(res.Status)}
	}
	return nil
}

package main

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/words"
)

type doctorCommand struct {
	place
	URL string `name:"url" help:"help.doctor.url"`
}

// probeTime is how long a server may take to say that it is ready.
const probeTime = 5 * time.Second

// Run says whether the data can be read, the clocks agree and every published form runs; with --url, whether a server
// is ready.
func (c *doctorCommand) Run(t *terminal, _ []string) error {
	if c.URL != "" {
		return c.probe(t)
	}
	return c.reading(t, func(svc *service.Service) error {
		if err := svc.Ready(t.ctx); err != nil {
			return err
		}
		if err := warnOfSkew(t, svc); err != nil {
			return err
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
		t.say("command.well_surveys", "n", len(list))
		return nil
	})
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

package data

import (
	"encoding/json"
	"io"

	"github.com/khaosat/khaosat/export/answers"
	"github.com/khaosat/khaosat/survey"
)

// Line is one response with its answers as the HTTP interface has them, and what khaosat found out itself beside them.
type Line struct {
	ID       string         `json:"id"`
	Revision int            `json:"revision"`
	State    survey.State   `json:"state"`
	Version  string         `json:"version"`
	Language string         `json:"language,omitempty"`
	Unit     string         `json:"unit,omitempty"`
	Class    string         `json:"class,omitempty"`
	Wave     string         `json:"wave,omitempty"`
	Channel  survey.Channel `json:"channel,omitempty"`
	Received string         `json:"received,omitempty"`
	Name     string         `json:"instance_name,omitempty"`
	Skipped  []string       `json:"skipped,omitempty"` // paths of the items that were not asked
	Flags    []string       `json:"flags,omitempty"`
	Answers  survey.Answers `json:"answers"`
}

// writeJSONL writes one JSON object a line, exactly what was answered under whatever version.
func writeJSONL(w io.Writer, s *answers.Source) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for r, err := range s.In {
		if err != nil {
			return err
		}
		if err := enc.Encode(LineOf(r)); err != nil {
			return err
		}
	}
	return nil
}

// LineOf is what a JSON lines file says of a response.
func LineOf(r *survey.Response) Line {
	line := Line{ID: answers.ImportID(r.ID), Revision: r.Revision, State: r.State, Version: r.Version,
		Language: r.Language, Unit: r.Unit,
		Class: r.Class, Wave: r.Wave, Channel: r.Channel, Received: answers.Timestamp(r.Received), Name: r.Name,
		Skipped: r.Skipped, Flags: r.Flags, Answers: r.Answers}
	if line.Answers == nil {
		line.Answers = survey.Answers{}
	}
	return line
}

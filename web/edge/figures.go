package edge

import (
	"context"
	"io"

	"github.com/khaosat/khaosat/stats/live"
	"github.com/khaosat/khaosat/stats/results"
	"github.com/khaosat/khaosat/survey"
)

// Figures gives the finished figures of a survey, and what came in.
type Figures interface {
	Results(ctx context.Context, slug string, scope results.Scope) (*results.Results, error)
	Fieldwork(ctx context.Context, slug string, scope results.Scope) (*live.Fieldwork, error)
}

// Tables makes tables of answers as somebody asks for them.
type Tables interface {
	Offered(ctx context.Context, slug, lang string, scope results.Scope) (*live.Offer, error)
	Tables(ctx context.Context, slug string, q live.TablesQuery) (*live.Tabulated, error)
}

// Report writes the workbook of a scope of a survey in the language for the actor, whose rights it checks.
type Report func(ctx context.Context, actor survey.Actor, slug, lang string, scope results.Scope, w io.Writer) error

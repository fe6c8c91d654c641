package service

import (
	"context"
	"errors"

	"github.com/khaosat/khaosat/survey"
)

// mended is the key of the mark that every stored revision has its row hash.
const mended = "row-hash"

// mend brings what earlier versions stored up to what is promised now, once for a store: every revision gets its row
// hash, in an anonymous survey the wire hash becomes a keyed one, and responses that were withdrawn are erased. Several
// processes may do so at once. A store that is open for reading only is left as it is.
func (s *Service) mend(ctx context.Context) error {
	_, err := s.store.Secrets().Get(ctx, mended)
	if err == nil || survey.KindOf(err) != survey.NotFound {
		return err
	}
	rows, err := s.store.Surveys().List(ctx, "")
	if err != nil {
		return err
	}
	var withdrawn [][2]string
	for _, row := range rows {
		if err == nil {
			err = s.store.Responses().Mend(ctx, row.Key, func(r *survey.Response) {
				r.SHA256 = s.identity.WireHash(&row.Value, r.ID, r.SHA256)
				r.RowHash = s.identity.RowHash(r)
				if r.State == survey.Withdrawn {
					withdrawn = append(withdrawn, [2]string{r.Survey, r.ID})
				}
			})
		}
	}
	for _, w := range withdrawn {
		if err == nil {
			err = s.erase(ctx, w[0], w[1])
		}
	}
	if err == nil {
		err = s.store.Secrets().Insert(ctx, mended, survey.Secret{})
	}
	var e *survey.Error
	if survey.KindOf(err) == survey.Conflict || errors.As(err, &e) && e.Code == "store.read_only" {
		return nil
	}
	return err
}

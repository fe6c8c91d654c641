package mongostore

import (
	"testing"
	"time"
)

// A race between a commit and another insert can leave an identity twice. Every reader must pick the same one.
func TestOneOfTwoIsSeen(t *testing.T) {
	day := time.Date(2025, 7, 1, 0, 0, 0, 0, time.UTC)
	known := batches{
		"sớm": {committed: day}, "muộn": {committed: day.Add(time.Hour)},
		"bỏ": {committed: day.Add(-time.Hour), undone: day},
	}
	doc := func(batch string, revision int) responseDoc {
		return responseDoc{Response: "a", Batch: batch, Revision: revision}
	}
	for _, c := range []struct {
		name         string
		g            group
		wantBatch    string
		wantRevision int // 0 = nothing is seen
	}{
		{"nothing", nil, "", 0},
		{"alone", group{doc("", 1)}, "", 1},
		{"newest-revision", group{doc("", 1), doc("", 2), doc("", 3)}, "", 3},
		{"uncommitted", group{doc("chưa", 1)}, "", 0},
		{"undone", group{doc("bỏ", 1)}, "", 0},
		{"alone-before-batch", group{doc("sớm", 1), doc("", 1), doc("sớm", 2)}, "", 1},
		{"early-before-late", group{doc("muộn", 1), doc("sớm", 1), doc("muộn", 2)}, "sớm", 1},
		{"late-when-early-is-undone", group{doc("bỏ", 1), doc("muộn", 1)}, "muộn", 1},
		{"erased", group{{Response: "a", Erased: true}, doc("", 2), doc("sớm", 1)}, "", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := c.g.newest(known)
			switch {
			case got == nil && c.wantRevision != 0:
				t.Errorf("nothing is seen, want revision %d of %q", c.wantRevision, c.wantBatch)
			case got != nil && (got.Revision != c.wantRevision || got.Batch != c.wantBatch):
				t.Errorf("got revision %d of %q, want %d of %q", got.Revision, got.Batch, c.wantRevision, c.wantBatch)
			}
		})
	}
}

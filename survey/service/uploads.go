package service

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/form"
	"github.com/khaosat/khaosat/survey/kinds"
)

// Upload is an attachment on its way, before the response that names it.
type Upload struct {
	SHA256 string // of its bytes, as they are sent
	Item   string // path of the item that it answers; "" = some item of the survey
	Client string // by what the edge tells clients apart; kept in memory alone, until a response names the attachment
}

// Waiting is how many bytes of attachments may wait for their responses. Anybody who knows the address of a survey may
// send attachments; these are the most that he can fill the disk with.
type Waiting struct{ OfSurvey, OfClient int64 }

var usualWaiting = Waiting{OfSurvey: 2 << 30, OfClient: 500 << 20}

// PutFile keeps an attachment of a survey under the SHA-256 of its bytes. The survey must ask for one, and the bytes
// must not be plainly of another kind than the item takes: Invalid with code "file.not_asked" and "file.kind".
// Unavailable with code "file.waiting" when too much waits for a response already. Pictures of an anonymous survey are
// bared before anything of them is written; answers name them as they were sent all the same. Invalid with code
// "file.picture" when that cannot be done.
func (s *Service) PutFile(ctx context.Context, slug string, up Upload, r io.Reader) (int64, error) {
	sv, err := s.Survey(ctx, slug)
	if err != nil {
		return 0, err
	}
	if !kinds.SHA256Pattern.MatchString(up.SHA256) {
		return 0, wrongFileHash()
	}
	in := bufio.NewReader(r)
	if err := s.expects(ctx, sv, up.Item, in); err != nil {
		return 0, err
	}
	if !s.waiting.room(slug, up.Client) {
		return 0, survey.Fail(survey.Unavailable, "file.waiting")
	}
	kept, size := up.SHA256, int64(0)
	if sv.Mode == survey.Anonymous {
		kept, size, err = s.putBared(ctx, slug, up.SHA256, in)
	} else {
		size, err = s.store.Blobs().Put(ctx, up.SHA256, MaxFile, in)
	}
	if err == nil {
		s.waiting.add(kept, waitingFile{survey: slug, client: up.Client, size: size, since: s.Now()})
	}
	return size, err
}

// expects looks for an item, of any published version, that takes the file.
func (s *Service) expects(ctx context.Context, sv *survey.Survey, item string, in *bufio.Reader) error {
	var asked []*form.Field
	for _, version := range sv.Versions {
		fm, err := s.Form(ctx, sv.Slug, version)
		if err != nil {
			return err
		}
		for _, field := range fm.Fields {
			if field.Kind.Attached() && (item == "" || field.Path == survey.NFC(item)) {
				asked = append(asked, field)
			}
		}
	}
	if len(asked) == 0 {
		return survey.Fail(survey.Invalid, "file.not_asked")
	}
	head, _ := in.Peek(512) // an error comes again when it is read
	for _, field := range asked {
		if mayBe(head, field.Kind.Media) {
			return nil
		}
	}
	return survey.Fail(survey.Invalid, "file.kind", "kind", asked[0].Kind.Words)
}

// mayBe reports whether bytes that begin so can be a file of the class media: "image", "audio", "video", "" = any. What
// no browser knows by its beginning passes: phones have formats of their own.
func mayBe(head []byte, media string) bool {
	kind := http.DetectContentType(head)
	class, _, _ := strings.Cut(kind, "/")
	switch {
	case media == "" || kind == "application/octet-stream" || class == media:
		return true
	case media == "audio": // a sound alone may come in the container of a film
		return class == "video" || kind == "application/ogg"
	case media == "video":
		return kind == "application/ogg"
	case media == "image":
		return strings.HasPrefix(strings.TrimSpace(string(head)), "<svg")
	}
	return false
}

// waitingFile is an attachment that no response names yet.
type waitingFile struct {
	survey, client string
	size           int64
	since          time.Time
}

// waiting is what has come to this process and no response has named. Nothing of it is written anywhere: it would tell
// when the attachments of an anonymous answer came, and from where.
type waiting struct {
	most  Waiting
	mu    sync.Mutex
	files map[string]waitingFile // by the hash that is kept
	sums  map[string]int64       // bytes by survey, and by "survey client"
}

func newWaiting(most Waiting) *waiting {
	if most == (Waiting{}) {
		most = usualWaiting
	}
	return &waiting{most: most, files: map[string]waitingFile{}, sums: map[string]int64{}}
}

// room reports whether a survey and a client may send more.
func (w *waiting) room(slug, client string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.sums[slug] < w.most.OfSurvey && w.sums[slug+" "+client] < w.most.OfClient
}

func (w *waiting) add(sha string, f waitingFile) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.drop(sha)
	w.files[sha] = f
	w.sums[f.survey] += f.size
	w.sums[f.survey+" "+f.client] += f.size
}

// since is when an attachment came that still waits, the zero time when none does.
func (w *waiting) since(sha string) time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.files[sha].since
}

// named forgets attachments that a response names, or that are gone.
func (w *waiting) named(files []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, sha := range files {
		w.drop(sha)
	}
}

func (w *waiting) drop(sha string) {
	f, there := w.files[sha]
	if !there {
		return
	}
	delete(w.files, sha)
	for _, of := range []string{f.survey, f.survey + " " + f.client} {
		if w.sums[of] -= f.size; w.sums[of] <= 0 {
			delete(w.sums, of)
		}
	}
}

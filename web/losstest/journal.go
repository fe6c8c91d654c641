// Package losstest is the one program that tells whether a server lost, doubled or made up an answer: clients keep a
// journal of what they sent and were told, whatever was done to the server or the line meanwhile, and the journal is
// held against what is stored.
package losstest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/khaosat/khaosat/survey"
)

// Journal is what the clients of one survey sent, and what they were told. It is safe for concurrent use.
type Journal struct {
	Slug string
	// Mark, when there is one, is noted beside each answer when it is acknowledged.
	Mark func() int

	mu       sync.Mutex
	entries  map[string]*entry // by posted id
	tokens   []string          // not given to anybody yet
	statuses map[int]int
	slowest  time.Duration // of what was answered
	wrong    []string
}

// entry is one answer of one client.
type entry struct {
	id, token string
	body      []byte
	hash      string // content hash of body
	receipt   []byte // what the server said, nil before it acknowledged
	mark      int
}

// NewJournal is the journal of a survey whose answers each take one of the tokens; none: the survey is open.
func NewJournal(slug string, tokens []string) *Journal {
	return &Journal{Slug: slug, tokens: tokens, entries: map[string]*entry{}, statuses: map[int]int{}}
}

// Form is the questionnaire that the clients answer: one text, of any length.
func Form(slug string) *survey.Questionnaire {
	return &survey.Questionnaire{FormID: slug, Languages: []survey.Language{{ID: "vi"}}, DefaultLanguage: "vi",
		Items: []*survey.Item{{Name: "ykien", Kind: survey.TextItem, Label: survey.Text{"vi": "Ý kiến"}}}}
}

// write begins an entry whose text is of a random length; nil when all tokens were given out.
func (j *Journal) write(chance *rand.Rand) *entry {
	j.mu.Lock()
	defer j.mu.Unlock()
	e := &entry{id: uuid.NewString()}
	if j.tokens != nil {
		if len(j.tokens) == 0 {
			return nil
		}
		e.token, j.tokens = j.tokens[0], j.tokens[1:]
	}
	length := 1 + chance.IntN(400)
	if chance.IntN(20) == 0 {
		length = 20_000
	}
	answers, _ := json.Marshal(map[string]string{"ykien": strings.Repeat("ế", length) + e.id})
	e.hash, _ = survey.ContentHash(map[string]json.RawMessage{"answers": answers})
	e.body, _ = json.Marshal(map[string]any{"id": e.id, "token": e.token, "answers": json.RawMessage(answers)})
	j.entries[e.id] = e
	return e
}

// send posts an entry once and notes what it is told. status is 0 when the line broke.
func (j *Journal) send(ctx context.Context, client *http.Client, url string, e *entry) (status int) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/api/v1/surveys/"+j.Slug+"/responses",
		bytes.NewReader(e.body))
	if err != nil {
		panic(err)
	}
	req.Header.Set("Content-Type", "application/json")
	begun := time.Now()
	res, err := client.Do(req)
	if err != nil {
		return 0
	}
	defer res.Body.Close()
	said, err := io.ReadAll(res.Body)
	if err != nil {
		return 0
	}
	j.told(e, res, said, time.Since(begun))
	return res.StatusCode
}

// told notes an answer of the server. Only 2xx, and 503 that says when to come again, are right.
func (j *Journal) told(e *entry, res *http.Response, said []byte, took time.Duration) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.slowest = max(j.slowest, took)
	j.statuses[res.StatusCode]++
	switch {
	case res.StatusCode == http.StatusOK || res.StatusCode == http.StatusCreated:
		j.acknowledged(e, said)
	case res.StatusCode != http.StatusServiceUnavailable || res.Header.Get("Retry-After") == "":
		j.wrong = append(j.wrong, fmt.Sprintf("%s: status %d, Retry-After %q: %s", e.id, res.StatusCode,
			res.Header.Get("Retry-After"), said))
	}
}

// acknowledged is called with mu held.
func (j *Journal) acknowledged(e *entry, said []byte) {
	var got struct{ ID, Receipt, SHA256 string }
	if err := json.Unmarshal(said, &got); err != nil || got.ID != e.id || got.SHA256 != e.hash || got.Receipt == "" {
		j.wrong = append(j.wrong, fmt.Sprintf("%s: the receipt is %s", e.id, said))
	}
	if e.receipt != nil && !bytes.Equal(e.receipt, said) {
		j.wrong = append(j.wrong, fmt.Sprintf("%s: the receipt was %s and is %s", e.id, e.receipt, said))
	}
	if e.receipt == nil {
		e.receipt = said
		if j.Mark != nil {
			e.mark = j.Mark()
		}
	}
}

// Acknowledged is how many answers were acknowledged so far.
func (j *Journal) Acknowledged() (n int) {
	for _, e := range j.all() {
		if e.receipt != nil {
			n++
		}
	}
	return n
}

// Slowest is the longest that a client waited for one answer of the server.
func (j *Journal) Slowest() time.Duration {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.slowest
}

// Told is how often a status was told.
func (j *Journal) Told(status int) int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.statuses[status]
}

// all are copies of the entries in the order of their ids.
func (j *Journal) all() []entry {
	j.mu.Lock()
	defer j.mu.Unlock()
	out := make([]entry, 0, len(j.entries))
	for _, id := range slices.Sorted(maps.Keys(j.entries)) {
		out = append(out, *j.entries[id])
	}
	return out
}

// Statuses are how often each status was told, "201:12 503:3".
func (j *Journal) Statuses() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	var out []string
	for _, s := range slices.Sorted(maps.Keys(j.statuses)) {
		out = append(out, fmt.Sprintf("%d:%d", s, j.statuses[s]))
	}
	return strings.Join(out, " ")
}

package web_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
	"github.com/khaosat/khaosat/survey/sqlitestore"
	"github.com/khaosat/khaosat/web/webtest"
)

// attackSeeds is how many surveys are attacked; make torture asks for more.
func attackSeeds(t *testing.T) int {
	if text := os.Getenv("KHAOSAT_ATTACKS"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	return 1
}

// The attack that the word "anonymous" has to stand: 1,000 people with tokens, 50 in each of 20 groups by unit and
// class. Who knows in which order they answered, and has the folder after a clean stop, a backup made before and an
// export, puts each group's answers into the order of anything found there and gives them to its people. Guessing hits
// one in each group, 20 in all, with a standard deviation of about the root of that: 33 are three of them more. In a
// named survey nearly everybody is found.
func TestNobodyIsFoundByTheOrderOfAnswers(t *testing.T) {
	t.Parallel()
	for seed := range attackSeeds(t) {
		for _, mode := range []survey.Mode{survey.Anonymous, survey.Named} {
			t.Run(fmt.Sprint(mode, " ", seed), func(t *testing.T) {
				t.Parallel()
				v := village(t, mode, uint64(seed))
				most := 0
				for clue, order := range v.clues(t) {
					hits := v.hits(order)
					most = max(most, hits)
					if mode == survey.Anonymous && hits > 33 {
						t.Errorf("%s finds %d of 1,000 people, want at most 33", clue, hits)
					}
				}
				if mode == survey.Named && most <= 990 {
					t.Errorf("the attack finds %d people of a named survey, want more than 990: it is no attack", most)
				}
			})
		}
	}
}

// people of a village who answered; the attacker knows person by person who came when.
type people struct {
	dir, backup string
	log, rows   string
	came        []person
}

type person struct{ group, marker string } // marker stands in the answer, for judging the attack alone

func village(t *testing.T, mode survey.Mode, seed uint64) *people {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 7))
	v := &people{dir: t.TempDir(), backup: filepath.Join(t.TempDir(), "sao")}
	store, err := sqlitestore.Open(t.Context(), v.dir, sqlitestore.WithCompany(0))
	if err != nil {
		t.Fatal(err)
	}
	w := webtest.Over(t, store)
	slug := w.Publish(opinionForm(), service.PublishOptions{Mode: mode, Access: survey.ByToken})
	type invitation struct{ group, token string }
	var invited []invitation
	for g := range 20 {
		preset := survey.Preset{Unit: fmt.Sprint("xã ", g/2), Class: []string{"dân", "cán bộ"}[g%2]}
		tokens, err := w.Service.MakeTokens(t.Context(), webtest.Admin, slug, 50, preset)
		if err != nil {
			t.Fatal(err)
		}
		for _, token := range tokens {
			invited = append(invited, invitation{preset.Unit + " " + preset.Class, token})
		}
	}
	random.Shuffle(len(invited), func(i, j int) { invited[i], invited[j] = invited[j], invited[i] })
	for i, in := range invited {
		marker := fmt.Sprintf("%016x", random.Uint64())
		id := fmt.Sprintf("%08x-0000-4000-8000-%012x", random.Uint32(), i)
		body := fmt.Sprintf(`{"id":%q,"version":"1","language":"vi","token":%q,"answers":{"yk":%q}}`, id, in.token,
			marker+strings.Repeat(" ý kiến", random.IntN(800))+backwards(marker))
		w.Send(slug, body).Want(201)
		v.came = append(v.came, person{in.group, marker})
		w.Pass(7 * time.Second)
	}
	var rows bytes.Buffer
	for r, err := range w.Service.Responses(t.Context(), webtest.Admin, slug) {
		if err != nil {
			t.Fatal(err)
		}
		if err := json.NewEncoder(&rows).Encode(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := store.Snapshot(t.Context(), v.backup); err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	v.log, v.rows = w.Log.String(), rows.String()
	return v
}

func backwards(s string) string {
	b := []byte(s)
	slices.Reverse(b)
	return string(b)
}

func opinionForm() *survey.Questionnaire {
	return &survey.Questionnaire{FormID: "y-kien", Version: "1", Languages: []survey.Language{{ID: "vi"}},
		DefaultLanguage: "vi", Title: survey.Text{"vi": "Ý kiến"},
		Items: []*survey.Item{{Name: "yk", Kind: survey.TextItem, Label: survey.Text{"vi": "Ý kiến"}}}}
}

// clues are orders of the markers that the attacker can take for the order of arrival.
func (v *people) clues(t *testing.T) map[string][]string {
	t.Helper()
	clues := map[string][]string{}
	for _, folder := range []string{v.dir, v.backup} {
		where := map[bool]string{true: "the folder", false: "the backup"}[folder == v.dir]
		files, _ := filepath.Glob(filepath.Join(folder, "*"))
		for _, file := range files {
			b, err := os.ReadFile(file)
			if err != nil {
				continue // a folder
			}
			at := v.inOrderOf(func(marker string) string { return fmt.Sprintf("%020d", bytes.Index(b, []byte(marker))) })
			clues[where+", places in "+filepath.Base(file)] = at
			clues[where+", ends in "+filepath.Base(file)] = v.inOrderOf(func(marker string) string {
				return fmt.Sprintf("%020d", bytes.Index(b, []byte(backwards(marker))))
			})
			clues[where+", places in the pages of "+filepath.Base(file)] = v.inOrderOf(func(marker string) string {
				return fmt.Sprintf("%05d", bytes.Index(b, []byte(marker))%8192)
			})
		}
	}
	clues["the rows of the export"] = v.inOrderOf(func(marker string) string {
		return fmt.Sprintf("%020d", strings.Index(v.rows, marker))
	})
	received := regexp.MustCompile(`"received":"([^"]*)"`)
	clues["the times of the export"] = v.inOrderOf(func(marker string) string {
		for line := range strings.Lines(v.rows) {
			if m := received.FindStringSubmatch(line); m != nil && strings.Contains(line, marker) {
				return m[1]
			}
		}
		return ""
	})
	for clue, order := range maps.Clone(clues) {
		back := slices.Clone(order)
		slices.Reverse(back)
		clues[clue+", backwards"] = back
	}
	return clues
}

// inOrderOf sorts the markers by a key; those with one key are in the order of their names.
func (v *people) inOrderOf(key func(marker string) string) []string {
	keys := map[string]string{}
	var out []string
	for _, p := range v.came {
		keys[p.marker] = key(p.marker) + " " + p.marker
		out = append(out, p.marker)
	}
	slices.SortFunc(out, func(a, b string) int { return strings.Compare(keys[a], keys[b]) })
	return out
}

// hits is how many people get their own answer when each group's answers are given out in an order. The group of an
// answer stands in it.
func (v *people) hits(order []string) int {
	group := map[string]string{}
	people := map[string][]string{}
	for _, p := range v.came {
		group[p.marker] = p.group
		people[p.group] = append(people[p.group], p.marker)
	}
	next, hits := map[string]int{}, 0
	for _, marker := range order {
		g := group[marker]
		if people[g][next[g]] == marker {
			hits++
		}
		next[g]++
	}
	return hits
}

// The log tells of a respondent's request no more than its minute, its survey and how it ended.
func TestTheLogTellsNothingOfAnAnswer(t *testing.T) {
	t.Parallel()
	w := webtest.Quick(t)
	slug := w.Publish(opinionForm(), service.PublishOptions{Mode: survey.Anonymous})
	w.Pass(17*time.Second + 345*time.Millisecond)
	photo := "ảnh"
	w.Ask("PUT", "/api/v1/surveys/"+slug+"/files/"+webtest.DigestOf(photo), strings.NewReader(photo))
	w.Send(slug, fmt.Sprintf(`{"id":%q,"version":"1","language":"vi","answers":{"yk":"tốt"}}`, webtest.IdA)).Want(201)
	w.Ask("GET", "/s/"+slug+"?token=sekret", nil)
	w.Ask("POST", "/s/"+slug+"/withdraw", strings.NewReader("receipt=sekret"))
	lines := 0
	for line := range strings.Lines(w.Log.String()) {
		lines++
		stamp, rest, _ := strings.Cut(line, " ")
		if !strings.HasSuffix(stamp, ":00.000Z") {
			t.Errorf("the time is %s, want whole minutes", stamp)
		}
		for _, secret := range []string{"bytes=", "ms=", webtest.DigestOf(photo), "sekret", webtest.IdA} {
			if strings.Contains(rest, secret) {
				t.Errorf("a line holds %s: %s", secret, rest)
			}
		}
	}
	if lines != 4 {
		t.Errorf("%d lines, want one a request:\n%s", lines, w.Log.String())
	}
}

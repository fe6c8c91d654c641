// Package histories drives a survey through random histories and compares, after every step, everything that khaosat
// says of it with a plain model that recounts from scratch: results of every wave, tables, fieldwork, CSV, the report
// workbook and its verification. It is for the tests of all engines. The model knows what was done to the survey, never
// what the program stored, and is written from the rules of the house (docs/decisions), not from their code.
package histories

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/stats/live"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
)

const slug = "lich-su"

// history is one survey, the offices that work on it, and the model of it.
type history struct {
	t      testing.TB
	rng    *rand.Rand
	store  survey.Store
	here   *office // does everything
	there  *office // another process on the same store: it does some steps, and hears of nothing
	model  *model
	steps  []string
	clock  *clock
	number int // of ids
	day    int // of the register
}

// clock is the machine's, which somebody sets forward and back.
type clock struct{ off time.Duration }

func (c *clock) now() time.Time { return time.Now().Add(c.off) }

// Open makes a fresh store on a machine with a clock.
type Open func(now func() time.Time) survey.Store

// office is a process: a service on the store and a board that follows it.
type office struct {
	svc   *service.Service
	board *live.Board
}

var admin = survey.System("histories")

// Run drives a fresh store through a history of so many steps. The clock of the second process is a day behind.
func Run(t testing.TB, open Open, mode survey.Mode, seed uint64, steps int) {
	h := start(t, open, mode, seed)
	defer h.log(seed)
	if seed%2 == 1 {
		h.outset()
	}
	for i := range steps {
		h.step()
		h.check(i%9 == 8 || i == steps-1)
		if t.Failed() {
			return
		}
	}
}

// start publishes the first version.
func start(t testing.TB, open Open, mode survey.Mode, seed uint64) *history {
	h := &history{t: t, clock: &clock{}, rng: rand.New(rand.NewPCG(seed, 20260701)), model: newModel(mode)}
	if seed%3 == 0 {
		h.model.access = survey.ByToken
	}
	h.store = open(h.clock.now)
	h.here, h.there = h.open(0), h.open(-26*time.Hour)
	first := firstEdition()
	first.keyed = seed%4 < 2
	h.publish(h.here, first)
	_, err := h.here.svc.Change(t.Context(), admin, slug, func(s *survey.Survey) { s.Classes = classes })
	h.must(err)
	return h
}

// log lists what was done when something was wrong.
func (h *history) log(seed uint64) {
	if h.t.Failed() {
		h.t.Logf("seed %d, %s, steps:\n%s", seed, h.model.mode, strings.Join(h.steps, "\n"))
	}
}

// Versions drives a fresh store through every way to change a questionnaire, one after the other in a random order,
// with answers before and after each.
func Versions(t testing.TB, open Open, mode survey.Mode, seed uint64) {
	h := start(t, open, mode, seed)
	defer h.log(seed)
	order := h.rng.Perm(len(changes))
	for i, at := range order {
		for range 4 {
			h.submit()
		}
		h.importRows()
		if e := h.model.editions[h.model.current].next(); h.alter(&e, changes[at]) {
			h.publish(h.here, e)
		}
		h.check(i == len(order)-1)
		if t.Failed() {
			return
		}
	}
}

func (h *history) open(skew time.Duration) *office {
	svc, err := service.New(h.t.Context(), h.store,
		service.Options{Now: func() time.Time { return h.clock.now().Add(skew) }})
	h.must(err)
	return &office{svc, live.NewBoard(svc)}
}

// setClock sets the machine's clock forward or back.
func (h *history) setClock() {
	by := pick(h, []time.Duration{-25 * time.Hour, -time.Hour, 3 * time.Hour, 40 * 24 * time.Hour})
	h.say("the clock is set by %s", by)
	h.clock.off += by
}

// restart starts the first process anew.
func (h *history) restart() {
	h.say("restart")
	h.here = h.open(0)
}

// must stops the history at an error that no rule expects.
func (h *history) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatalf("after\n%s\n%v", strings.Join(h.steps, "\n"), err)
	}
}

func (h *history) say(format string, args ...any) {
	h.steps = append(h.steps, fmt.Sprintf("%3d. ", len(h.steps)+1)+fmt.Sprintf(format, args...))
}

// chance is true p times in 100.
func (h *history) chance(p int) bool { return h.rng.IntN(100) < p }

func pick[T any](h *history, list []T) T { return list[h.rng.IntN(len(list))] }

// someone is the process that does a step.
func (h *history) someone() *office {
	if h.chance(25) {
		return h.there
	}
	return h.here
}

// step does one thing, chosen at random among those that are possible.
func (h *history) step() {
	type choice struct {
		weight int
		do     func()
	}
	list := []choice{{30, h.submit}, {4, h.resend}, {6, h.withdraw}, {8, h.importRows}, {4, h.undoImport},
		{5, h.importAgain}, {3, h.changeRegister}, {3, h.plan},
		{4, h.settings}, {2, h.newWave}, {5, h.newVersion}, {3, h.changeLinks}, {2, h.setClock}, {1, h.restart},
		{8, h.edit}, {8, h.review}, {2, h.erase}}
	sum := 0
	for _, c := range list {
		sum += c.weight
	}
	at := h.rng.IntN(sum)
	for _, c := range list {
		if at -= c.weight; at < 0 {
			before := len(h.steps)
			c.do()
			if len(h.steps) == before { // it was not possible: an answer more
				h.submit()
			}
			return
		}
	}
}

// Size reads how many histories are driven and how many steps each has, "20x400"; "" = a few short ones.
func Size(t testing.TB, text string) (count, steps int) {
	count, steps = 1, 45
	if text != "" {
		if _, err := fmt.Sscanf(text, "%dx%d", &count, &steps); err != nil {
			t.Fatalf("%q is no size such as 20x400: %v", text, err)
		}
	}
	return count, steps
}

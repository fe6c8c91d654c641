package service_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/service"
)

// counted are the ids of the responses that count, by their answer to q1.
func (w *world) counted(t *testing.T) []string {
	t.Helper()
	out := []string{}
	for _, r := range w.stored(t) {
		if r.State.Counts() {
			out = append(out, r.Answers["q1"].Text)
		}
	}
	slices.Sort(out)
	return out
}

func (w *world) submit(t *testing.T, in service.Submission) *service.Receipt {
	t.Helper()
	r, err := w.Submit(w.ctx, "yk", in)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// copyOf is the one response that waits as a second copy.
func (w *world) copyOf(t *testing.T) *survey.Response {
	t.Helper()
	var found []*survey.Response
	for _, r := range w.stored(t) {
		if r.Of != "" {
			found = append(found, r)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d second copies are kept, want 1", len(found))
	}
	return found[0]
}

func TestASecondCopyIsKeptForTheOffice(t *testing.T) {
	t.Parallel()
	for _, mode := range []survey.Mode{survey.Named, survey.Anonymous} {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.publish(t, service.PublishOptions{Mode: mode})
			w.submit(t, answer(1, "tot"))
			for _, other := range []string{"chua", "chua"} { // sent again, as a phone does that got no reply
				_, err := w.Submit(w.ctx, "yk", answer(1, other))
				kind(t, err, survey.Conflict, "response.other_content")
			}
			third := answer(1, "chua")
			third.Answers["tuoi"] = survey.OfNumber("40")
			_, err := w.Submit(w.ctx, "yk", third)
			kind(t, err, survey.Conflict, "response.other_content")

			c := w.copyOf(t)
			if c.State != survey.Quarantined || !slices.Equal(c.Flags, []string{survey.FlagCopy}) ||
				c.Answers["q1"].Text != "chua" || c.Answers["tuoi"].Text != "" {
				t.Errorf("the copy is %+v", c)
			}
			if mode == survey.Anonymous && (!c.Received.IsZero() || !c.Changed.IsZero() || c.ID == id(1)) {
				t.Errorf("an anonymous copy has a time or the posted id: %+v", c)
			}
			for _, step := range []struct {
				keep service.Keep
				want string
			}{{service.KeepSecond, "chua"}, {service.KeepBoth, "chua tot"}, {service.KeepFirst, "tot"}} {
				for _, of := range []string{c.ID, c.Of} { // asked of either, and asked twice
					if err := w.ChooseCopy(w.ctx, admin, "yk", of, step.keep, "đã hỏi lại"); err != nil {
						t.Fatal(err)
					}
					if got := strings.Join(w.counted(t), " "); got != step.want {
						t.Errorf("%s: %q count, want %q", step.keep, got, step.want)
					}
				}
			}
			_, err = w.Submit(w.ctx, "yk", answer(1, "tot"))
			if err != nil {
				t.Errorf("the first is refused when it comes again: %v", err)
			}
		})
	}
}

func TestAChoiceOfCopiesIsJudged(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.publish(t, service.PublishOptions{})
	w.submit(t, answer(1, "tot"))
	kind(t, w.ChooseCopy(w.ctx, admin, "yk", id(1), service.KeepFirst, "vì"), survey.NotFound, "")
	_, _ = w.Submit(w.ctx, "yk", answer(1, "chua"))
	kind(t, w.ChooseCopy(w.ctx, admin, "yk", id(1), "cả", "vì"), survey.Invalid, "copy.keep")
	kind(t, w.ChooseCopy(w.ctx, admin, "yk", id(1), service.KeepSecond, " "), survey.Invalid, "response.why")
	kind(t, w.ChooseCopy(w.ctx, survey.Actor{Name: "xem"}, "yk", id(1), service.KeepSecond, "vì"), survey.Forbidden, "")
}

// TestAWithdrawnResponseTakesItsCopyAlong: whoever holds the receipt takes back all that came under its id.
func TestAWithdrawnResponseTakesItsCopyAlong(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.publish(t, service.PublishOptions{Mode: survey.Anonymous})
	receipt := w.submit(t, answer(1, "tot"))
	_, _ = w.Submit(w.ctx, "yk", answer(1, "chua"))
	w.copyOf(t)
	if err := w.Withdraw(w.ctx, "yk", receipt.Receipt); err != nil {
		t.Fatal(err)
	}
	if left := w.stored(t); len(left) != 0 {
		t.Errorf("%d responses are left", len(left))
	}
	_, err := w.Submit(w.ctx, "yk", answer(1, "chua"))
	kind(t, err, survey.Erased, "")
	if left := w.stored(t); len(left) != 0 {
		t.Errorf("%d responses came back", len(left))
	}
}

// TestCopiesAndWithdrawalsMeet: a copy that is stored just after its response was taken back leaves nothing.
func TestCopiesAndWithdrawalsMeet(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.publish(t, service.PublishOptions{})
	receipt := w.submit(t, answer(1, "tot"))
	list := &listed{}
	meddled := &meddledStore{Store: w.store, before: func(r *survey.Response) {
		if r.Of == "" {
			return
		}
		if err := w.Withdraw(w.ctx, "yk", receipt.Receipt); err != nil {
			t.Error(err)
		}
	}}
	svc, err := service.New(w.ctx, meddled, service.Options{Erasures: list})
	if err != nil {
		t.Fatal(err)
	}
	_, err = svc.Submit(w.ctx, "yk", answer(1, "chua"))
	kind(t, err, survey.Erased, "")
	if len(list.lines) != 1 || list.lines[0] == "yk "+id(1) {
		t.Errorf("on the list is %q, want the copy", list.lines)
	}
	if left := w.stored(t); len(left) != 0 {
		t.Errorf("%d responses are left", len(left))
	}
}

// TestAWithdrawalLooksAgainForTheCopy: a second copy that is stored after a withdrawal has found none, and before the
// response itself is gone, goes with it; so does one of which the withdrawal learnt nothing, when it is asked again.
func TestAWithdrawalLooksAgainForTheCopy(t *testing.T) {
	t.Parallel()
	list := &listed{}
	w := newWorldWith(t, service.Options{Erasures: list})
	w.publish(t, service.PublishOptions{})
	receipt := w.submit(t, answer(1, "tot"))
	meddled := &meddledStore{Store: w.store}
	meddled.missed = func(string) {
		meddled.missed = nil
		_, err := w.Submit(w.ctx, "yk", answer(1, "chua"))
		kind(t, err, survey.Conflict, "response.other_content")
	}
	svc, err := service.New(w.ctx, meddled, service.Options{Erasures: list})
	if err != nil {
		t.Fatal(err)
	}
	if err := svc.Withdraw(w.ctx, "yk", receipt.Receipt); err != nil {
		t.Fatal(err)
	}
	if left := w.stored(t); len(left) != 0 {
		t.Errorf("%d responses are left", len(left))
	}
	if len(list.lines) != 2 {
		t.Errorf("on the list are %q, want the response and its copy", list.lines)
	}
}

// TestAWithdrawalIsEnded: where a withdrawal ended before the copy was gone, asking again, and the next start, end it.
func TestAWithdrawalIsEnded(t *testing.T) {
	t.Parallel()
	for name, again := range map[string]func(*world, string, string) error{
		"asked again": func(w *world, receipt, _ string) error { return w.Withdraw(w.ctx, "yk", receipt) },
		"by the list": func(w *world, _, id string) error {
			_, err := w.EraseAgain(w.ctx, "yk", []string{id})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.publish(t, service.PublishOptions{Mode: survey.Anonymous})
			receipt := w.submit(t, answer(1, "tot"))
			_, _ = w.Submit(w.ctx, "yk", answer(1, "chua"))
			first := w.copyOf(t).Of
			if err := w.store.Responses().Erase(w.ctx, "yk", first); err != nil { // and there the process was killed
				t.Fatal(err)
			}
			if err := again(w, receipt.Receipt, first); err != nil {
				t.Fatal(err)
			}
			if left := w.stored(t); len(left) != 0 {
				t.Errorf("%d responses are left", len(left))
			}
		})
	}
}

// listed is a list of erasures.
type listed struct{ lines []string }

func (l *listed) Keep(slug, id string) error {
	l.lines = append(l.lines, slug+" "+id)
	return nil
}

// meddledStore calls before with each response that is about to be stored, does not answer where fails says so, and
// calls missed with each id that was looked for in vain.
type meddledStore struct {
	survey.Store
	before func(*survey.Response)
	fails  func(*survey.Response) bool
	missed func(id string)
}

func (s *meddledStore) Responses() survey.ResponseStore {
	return meddledResponses{s.Store.Responses(), s}
}

type meddledResponses struct {
	survey.ResponseStore
	by *meddledStore
}

func (r meddledResponses) Insert(ctx context.Context, in ...*survey.Response) ([]*survey.Response, error) {
	for _, x := range in {
		if r.by.before != nil {
			r.by.before(x)
		}
		if r.by.fails != nil && r.by.fails(x) {
			return nil, survey.Unanswered("Insert", context.DeadlineExceeded)
		}
	}
	return r.ResponseStore.Insert(ctx, in...)
}

func (r meddledResponses) Get(ctx context.Context, slug, id string) (*survey.Response, error) {
	x, err := r.ResponseStore.Get(ctx, slug, id)
	if survey.KindOf(err) == survey.NotFound && r.by.missed != nil {
		r.by.missed(id)
	}
	return x, err
}

// TestErasedCopiesTakeNoRoom: a phone that sends again and again what the office has erased leaves room for others.
func TestErasedCopiesTakeNoRoom(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.publish(t, service.PublishOptions{})
	w.submit(t, answer(1, "tot"))
	_, err := w.Submit(w.ctx, "yk", answer(1, "chua"))
	kind(t, err, survey.Conflict, "response.other_content")
	if err := w.Erase(w.ctx, admin, "yk", w.copyOf(t).ID); err != nil {
		t.Fatal(err)
	}
	for range 1000 {
		_, err := w.Submit(w.ctx, "yk", answer(1, "chua"))
		kind(t, err, survey.Conflict, "response.other_content")
	}
	w.submit(t, answer(2, "tot"))
	_, err = w.Submit(w.ctx, "yk", answer(2, "chua"))
	kind(t, err, survey.Conflict, "response.other_content")
	if c := w.copyOf(t); c.Of != id(2) {
		t.Errorf("kept is the copy of %s", c.Of)
	}
}

func TestSecondCopiesAreBounded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.publish(t, service.PublishOptions{})
	const most = 1000
	for n := range most + 5 {
		w.submit(t, answer(n, "tot"))
		_, err := w.Submit(w.ctx, "yk", answer(n, "chua"))
		kind(t, err, survey.Conflict, "response.other_content")
	}
	if n := len(w.stored(t)); n != 2*most+5 {
		t.Errorf("%d responses are stored, want %d with their copies, and 5 without", n, most)
	}
}

// TestFinishedOnADeviceIsKept: what was finished some time ago and comes late, by rules that have changed since, is
// kept and has its receipt.
func TestFinishedOnADeviceIsKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	q := questionnaire()
	q.Items[3].Constraint = ". < 100"
	q.Lists = append(q.Lists, survey.ChoiceList{Name: "xa", Choices: []survey.Choice{{Code: "1"}, {Code: "2"}}})
	q.Items = append(q.Items, &survey.Item{Name: "xa", Kind: survey.Single, List: "xa", ChoiceFilter: "name != ${tuoi}"})
	if _, err := w.SaveDraft(w.ctx, admin, "yk", q); err != nil {
		t.Fatal(err)
	}
	if _, err := w.PublishDraft(w.ctx, admin, "yk", service.PublishOptions{}); err != nil {
		t.Fatal(err)
	}
	link, err := w.AddLink(w.ctx, admin, survey.Link{Survey: "yk", Class: "dan"})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.SwitchLink(w.ctx, admin, "yk", link.Code, true); err != nil {
		t.Fatal(err)
	}
	for n, c := range []struct {
		change func(*service.Submission)
		want   []string
	}{
		{func(in *service.Submission) {}, nil},
		{func(in *service.Submission) { in.Answers["tuoi"] = survey.OfNumber("120") }, []string{survey.FlagUnfit}},
		{func(in *service.Submission) { in.Answers["q2"] = survey.OfCodes("loa"); delete(in.Answers, "q1") },
			[]string{survey.FlagUnfit}},
		{func(in *service.Submission) {
			in.Answers["tuoi"], in.Answers["xa"] = survey.OfNumber("2"), survey.OfText("2")
		}, []string{survey.FlagUnfit}},
		{func(in *service.Submission) { in.Link = link.Code }, []string{survey.FlagLink}},
	} {
		in := answer(n, "tot")
		c.change(&in)
		if len(c.want) > 0 {
			_, err := w.Submit(w.ctx, "yk", in)
			kind(t, err, survey.Invalid, "") // somebody who sits before it can mend it
		}
		in.Finished = true
		receipt := w.submit(t, in)
		if !slices.Equal(receipt.Flags, c.want) || receipt.Receipt == "" {
			t.Errorf("case %d: receipt %+v, want flags %q", n, receipt, c.want)
		}
		r, err := w.Response(w.ctx, admin, "yk", id(n))
		if err != nil {
			t.Fatal(err)
		}
		for path, v := range in.Answers {
			if !v.Empty() && r.Answers[path].Empty() {
				t.Errorf("case %d: the answer to %s is not kept", n, path)
			}
		}
		if again := w.submit(t, in); again.Receipt != receipt.Receipt || !slices.Equal(again.Flags, c.want) {
			t.Errorf("case %d: sent again it gets %+v", n, again)
		}
	}
}

// TestWhatIsNoAnswerIsKeptForTheOffice: of a form that was finished on a device, what is no answer to its item is
// left out of the answers, the text of it is kept beside them, and the rest stands.
func TestWhatIsNoAnswerIsKeptForTheOffice(t *testing.T) {
	t.Parallel()
	gone := survey.Value{Kind: survey.VFile,
		File: survey.FileRef{SHA256: strings.Repeat("ab", 32), Name: "đơn.pdf", Type: "application/pdf"}}
	for _, mode := range []survey.Mode{survey.Named, survey.Anonymous} {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			q := questionnaire()
			q.Items = append(q.Items, &survey.Item{Name: "don", Kind: survey.File})
			if _, err := w.SaveDraft(w.ctx, admin, "yk", q); err != nil {
				t.Fatal(err)
			}
			if _, err := w.PublishDraft(w.ctx, admin, "yk", service.PublishOptions{Mode: mode}); err != nil {
				t.Fatal(err)
			}
			in := answer(1, "tot")
			in.Answers["tuoi"], in.Answers["don"] = survey.OfText("12 tuổi"), gone
			in.Answers["cu"], in.Answers["q1"] = survey.OfText("câu của phiên bản cũ"), survey.OfText("tam")
			in.Link, in.Language = "KHONGCO", "<b>"
			_, err := w.Submit(w.ctx, "yk", in)
			kind(t, err, survey.Invalid, "") // somebody who sits before it can mend it
			in.Finished = true
			receipt := w.submit(t, in)
			if receipt.Receipt == "" || receipt.State != survey.Quarantined ||
				!slices.Equal(receipt.Flags, []string{survey.FlagUnfit, survey.FlagLink}) {
				t.Errorf("receipt %+v", receipt)
			}
			if again := w.submit(t, in); again.New || again.Receipt != receipt.Receipt {
				t.Errorf("sent again it gets %+v", again)
			}
			r := w.stored(t)[0]
			file := "đơn.pdf"
			if mode == survey.Anonymous {
				file = "" // a file's name may be a person's
			}
			want := []survey.Unread{{Item: "cu", Text: "câu của phiên bản cũ"}, {Item: "don", Text: file},
				{Item: "language", Text: "<b>"}, {Item: "q1", Text: "tam"}, {Item: "tuoi", Text: "12 tuổi"}}
			slices.SortFunc(r.Unread, func(a, b survey.Unread) int { return strings.Compare(a.Item, b.Item) })
			if !slices.Equal(r.Unread, want) {
				t.Errorf("kept as text: %q, want %q", r.Unread, want)
			}
			for _, item := range []string{"tuoi", "don", "q1", "cu"} {
				if !r.Answers[item].Empty() {
					t.Errorf("%s is an answer", item)
				}
			}
		})
	}
}

func TestFinishedOnADeviceAfterClosing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.publish(t, service.PublishOptions{})
	closes := w.now.Add(time.Hour)
	if _, err := w.Change(w.ctx, admin, "yk", func(sv *survey.Survey) { sv.Closes = closes }); err != nil {
		t.Fatal(err)
	}
	w.submit(t, answer(1, "tot"))
	w.now = w.now.Add(2 * time.Hour)
	late := answer(2, "tot")
	late.Finished = true
	if r := w.submit(t, late); !slices.Equal(r.Flags, []string{survey.FlagClosed}) || r.State != survey.Quarantined {
		t.Errorf("receipt %+v", r)
	}
	other := answer(1, "chua") // an older phone whose id was used twice
	other.Finished = true
	for _, fresh := range []bool{true, false} { // and sent again
		r := w.submit(t, other)
		if !slices.Equal(r.Flags, []string{survey.FlagClosed, survey.FlagCopy}) || r.New != fresh {
			t.Errorf("receipt %+v, want new %v", r, fresh)
		}
	}
	if got := w.counted(t); len(got) != 1 {
		t.Errorf("%q count", got)
	}
}

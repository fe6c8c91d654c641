package service_test

import (
	"context"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/memstore"
	"github.com/khaosat/khaosat/survey/service"
)

func TestSwitchedOffIsOut(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	s, err := service.New(ctx, memstore.New(time.Now), service.Options{})
	if err != nil {
		t.Fatal(err)
	}
	admin := survey.System("admin")
	grants, _ := survey.Analyst.Grants()
	analyst := survey.Actor{Name: "an", Grants: grants}
	for _, name := range []string{"admin", "an"} {
		if err := s.AddUser(ctx, admin, survey.User{Name: name, Role: survey.Admin}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.SwitchUser(ctx, analyst, "admin", true); survey.KindOf(err) != survey.Forbidden {
		t.Errorf("an analyst locks an account: got %v, want Forbidden", err)
	}
	if err := s.SwitchUser(ctx, admin, "admin", true); survey.KindOf(err) != survey.Invalid {
		t.Errorf("locking oneself out: got %v, want Invalid", err)
	}
	if err := s.SwitchUser(ctx, admin, "nobody", true); survey.KindOf(err) != survey.NotFound {
		t.Errorf("an unknown account: got %v, want NotFound", err)
	}
	if err := s.SwitchUser(ctx, admin, "an", true); err != nil {
		t.Fatal(err)
	}
	if _, err := s.User(ctx, "an"); survey.KindOf(err) != survey.NotFound {
		t.Errorf("a locked account: got %v, want NotFound", err)
	}
	if err := s.SwitchUser(ctx, admin, "an", false); err != nil {
		t.Fatal(err)
	}
	if u, err := s.User(ctx, "an"); err != nil || u.Role != survey.Admin {
		t.Errorf("an account opened again keeps what it was: got %+v, %v", u, err)
	}

	key, err := s.AddKey(ctx, admin, "kho dữ liệu", survey.Analyst)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := s.APIKeys(ctx, admin)
	if err != nil || len(keys) != 1 || keys[0].Name != "kho dữ liệu" {
		t.Fatalf("got %+v, %v", keys, err)
	}
	if err := s.DropKey(ctx, admin, keys[0].Hash); err != nil {
		t.Fatal(err)
	}
	if _, err := s.KeyActor(ctx, key); survey.KindOf(err) != survey.Unauthorized {
		t.Errorf("a dropped key: got %v, want Unauthorized", err)
	}
}

func TestSwitchLink(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	s, err := service.New(ctx, memstore.New(time.Now), service.Options{})
	if err != nil {
		t.Fatal(err)
	}
	admin := survey.System("admin")
	q := &survey.Questionnaire{FormID: "q", Title: survey.Text{"vi": "Q"},
		Items: []*survey.Item{{Name: "a", Kind: survey.TextItem}}}
	if _, err := s.SaveDraft(ctx, admin, "q", q); err != nil {
		t.Fatal(err)
	}
	link, err := s.AddLink(ctx, admin, survey.Link{Survey: "q", Unit: "105"})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.SwitchLink(ctx, survey.Actor{}, "q", link.Code, true); survey.KindOf(err) != survey.Unauthorized {
		t.Errorf("nobody: got %v, want Unauthorized", err)
	}
	if err := s.SwitchLink(ctx, admin, "q", "zzz", true); survey.KindOf(err) != survey.NotFound {
		t.Errorf("an unknown link: got %v, want NotFound", err)
	}
	for _, off := range []bool{true, false} {
		if err := s.SwitchLink(ctx, admin, "q", link.Code, off); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Link(ctx, "q", link.Code); err != nil || got.Off != off || got.Unit != "105" {
			t.Errorf("got %+v, %v", got, err)
		}
	}
}

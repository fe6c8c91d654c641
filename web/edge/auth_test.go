package edge

import (
	"context"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"github.com/khaosat/khaosat/survey"
)

func TestPasswordsOfOtherProgramsAreRead(t *testing.T) {
	t.Parallel()
	// From the reference implementation's own tests (phc-winner-argon2, src/test.c): 64 MiB, 2 passes, one lane.
	const phc = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	p := NewPasswords(1)
	for password, want := range map[string]bool{"password": true, "Password": false, "": false} {
		got, err := p.Good(context.Background(), phc, password)
		if err != nil || got != want {
			t.Errorf("%q: got %v, %v, want %v", password, got, err, want)
		}
	}
}

func TestHashedPasswordIsGoodForItselfAlone(t *testing.T) {
	t.Parallel()
	phc, err := HashPassword("mật khẩu đủ dài")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(phc, "$argon2id$v=19$m=19456,t=2,p=1$") || strings.Contains(phc, "=$") {
		t.Errorf("not a PHC string of the settings that were asked for: %s", phc)
	}
	again, err := HashPassword("mật khẩu đủ dài")
	if err != nil || again == phc {
		t.Errorf("two hashes of one password must differ by their salt (%v)", err)
	}
	p := NewPasswords(1)
	for password, want := range map[string]bool{
		"mật khẩu đủ dài":                  true,
		norm.NFD.String("mật khẩu đủ dài"): true, // the same letters, decomposed as a Mac types them
		"mat khau du dai":                  false,
	} {
		if got, err := p.Good(context.Background(), phc, password); err != nil || got != want {
			t.Errorf("%q: got %v, %v, want %v", password, got, err, want)
		}
	}
}

func TestShortPasswordIsRefused(t *testing.T) {
	t.Parallel()
	for _, password := range []string{"", "123456789", strings.Repeat("a", maxPassword+1)} {
		if _, err := HashPassword(password); survey.KindOf(err) != survey.Invalid {
			t.Errorf("%d characters: got %v, want Invalid", len(password), err)
		}
	}
	if _, err := HashPassword("đủ mười ký"); err != nil {
		t.Errorf("ten letters are enough, counted as letters: %v", err)
	}
}

func TestNobodyHasNoPassword(t *testing.T) {
	t.Parallel()
	p := NewPasswords(1)
	for _, phc := range []string{"", "plain",
		"$argon2id$v=19$m=9999999,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
		"$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
		"$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$"} {
		if got, err := p.Good(context.Background(), phc, "password"); err != nil || got {
			t.Errorf("%q: got %v, %v", phc, got, err)
		}
	}
}

func TestWaitingForAPasswordEndsWithTheRequest(t *testing.T) {
	t.Parallel()
	p := NewPasswords(1)
	p.slots <- struct{}{} // somebody else is being checked
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := p.Good(ctx, "", "password"); survey.KindOf(err) != survey.Unavailable {
		t.Errorf("got %v, want Unavailable", err)
	}
}

package service

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"
	"time"

	"github.com/khaosat/khaosat/survey"
)

var userName = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N}@._-]{0,63}$`)

// AddUser makes a person who may log in, or gives an existing one a new role and password. password is a PHC string of
// argon2id: hashing is the edge's work.
func (s *Service) AddUser(ctx context.Context, a survey.Actor, u survey.User) error {
	if err := s.allow(a, survey.Administer, "*"); err != nil {
		return err
	}
	u.Name = survey.NFC(strings.TrimSpace(u.Name))
	if !userName.MatchString(u.Name) {
		return survey.Fail(survey.Invalid, "user.name")
	}
	if _, ok := u.Role.Grants(); !ok {
		return survey.Fail(survey.Invalid, "user.role")
	}
	if err := s.keepsAnAdmin(ctx, u); err != nil {
		return err
	}
	if err := put(ctx, s.store.Users(), u.Name, u); err != nil {
		return err
	}
	return s.endSessions(ctx, u.Name) // of whoever knew the old password
}

// keepsAnAdmin refuses a change after which nobody could sign in who may administer, where somebody can now.
func (s *Service) keepsAnAdmin(ctx context.Context, changed survey.User) error {
	before, err := s.store.Users().Get(ctx, changed.Name)
	if err != nil || !administers(before.Value) || administers(changed) {
		if survey.KindOf(err) == survey.NotFound {
			err = nil
		}
		return err
	}
	rows, err := s.store.Users().List(ctx, "")
	if err != nil {
		return err
	}
	for _, row := range rows {
		if row.Key != changed.Name && administers(row.Value) {
			return nil
		}
	}
	return survey.Fail(survey.Invalid, "user.last_admin", "name", changed.Name)
}

// administers reports whether a person can sign in and administer everything.
func administers(u survey.User) bool { return u.Role == survey.Admin && !u.Off && u.Password != "" }

// endSessions logs a person out everywhere.
func (s *Service) endSessions(ctx context.Context, user string) error {
	s.lent.remove(func(_ string, lent survey.Session) bool { return lent.User == user })
	rows, err := s.store.Sessions().List(ctx, "")
	if err != nil {
		return err
	}
	for _, row := range rows {
		if row.Value.User != user {
			continue
		}
		if err := s.store.Sessions().Delete(ctx, row.Key); err != nil {
			return err
		}
	}
	return nil
}

// User returns a person by name. NotFound also when the account is off.
func (s *Service) User(ctx context.Context, name string) (*survey.User, error) {
	row, err := s.store.Users().Get(ctx, survey.NFC(strings.TrimSpace(name)))
	if err != nil {
		return nil, err
	}
	if row.Value.Off {
		return nil, survey.Fail(survey.NotFound, "user.off")
	}
	return &row.Value, nil
}

// Users lists the accounts by name.
func (s *Service) Users(ctx context.Context, a survey.Actor) ([]survey.User, error) {
	if err := s.allow(a, survey.Administer, "*"); err != nil {
		return nil, err
	}
	rows, err := s.store.Users().List(ctx, "")
	out := make([]survey.User, 0, len(rows))
	for _, r := range rows {
		out = append(out, r.Value)
	}
	return out, err
}

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// A login holds as long as it is used now and then, and not for ever.
const (
	sessionLife  = 12 * time.Hour     // without being used
	sessionLimit = 7 * 24 * time.Hour // in all
)

// StartSession makes a login for a person whose password was checked, and returns the value of its cookie.
func (s *Service) StartSession(ctx context.Context, user string) (string, error) {
	value, err := s.draw(20)
	if err != nil {
		return "", err
	}
	session := survey.Session{User: user, Expires: s.Now().Add(sessionLife).Unix(), Started: s.Now().Unix()}
	err = s.store.Sessions().Insert(ctx, digest(value), session)
	if survey.Unwritable(err) && s.lent.add(digest(value), session) {
		err = nil
	}
	return value, err
}

// Session returns who is logged in with the cookie's value. Unauthorized when nobody is.
func (s *Service) Session(ctx context.Context, cookie string) (*survey.User, error) {
	nobody := survey.Fail(survey.Unauthorized, "login.required")
	if cookie == "" {
		return nil, nobody
	}
	row, err := s.store.Sessions().Get(ctx, digest(cookie))
	if survey.KindOf(err) == survey.NotFound {
		if lent, ok := s.lent.get(digest(cookie)); ok {
			row.Value, err = lent, nil
		}
	}
	if err != nil && survey.KindOf(err) != survey.NotFound {
		return nil, err
	}
	left := time.Unix(row.Value.Expires, 0).Sub(s.Now())
	if err != nil || left <= 0 {
		return nil, nobody
	}
	if row.Value.Started == 0 {
		row.Value.Started = s.Now().Unix()
	}
	end := time.Unix(row.Value.Started, 0).Add(sessionLimit)
	if left < sessionLife/2 {
		row.Value.Expires = min(s.Now().Add(sessionLife).Unix(), end.Unix())
		if _, err := s.store.Sessions().Replace(ctx, row.Key, row.Revision, row.Value); err != nil &&
			survey.KindOf(err) == survey.Unavailable && !survey.Unwritable(err) {
			return nil, err
		}
	}
	u, err := s.User(ctx, row.Value.User)
	if err != nil && survey.KindOf(err) == survey.NotFound {
		return nil, nobody
	}
	return u, err
}

// EndSession logs out.
func (s *Service) EndSession(ctx context.Context, cookie string) error {
	if s.lent.remove(func(key string, _ survey.Session) bool { return key == digest(cookie) }) {
		return nil
	}
	return s.store.Sessions().Delete(ctx, digest(cookie))
}

// AddKey makes an API key and returns it once; only its hash is kept.
func (s *Service) AddKey(ctx context.Context, a survey.Actor, name string, role survey.UserRole) (string, error) {
	if err := s.allow(a, survey.Administer, "*"); err != nil {
		return "", err
	}
	if _, ok := role.Grants(); !ok {
		return "", survey.Fail(survey.Invalid, "user.role")
	}
	value, err := s.draw(20)
	if err != nil {
		return "", err
	}
	key := "ks_" + value
	return key, s.store.APIKeys().Insert(ctx, digest(key), survey.APIKey{Name: name, Role: role, Hash: digest(key)})
}

// KeyActor returns who asks with an API key. Unauthorized for an unknown key.
func (s *Service) KeyActor(ctx context.Context, key string) (survey.Actor, error) {
	row, err := s.store.APIKeys().Get(ctx, digest(key))
	if err != nil && survey.KindOf(err) == survey.NotFound {
		return survey.Actor{}, survey.Fail(survey.Unauthorized, "key.unknown")
	}
	if err != nil {
		return survey.Actor{}, err
	}
	grants, _ := row.Value.Role.Grants()
	return survey.Actor{Name: row.Value.Name, Grants: grants}, nil
}

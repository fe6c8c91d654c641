package sqlitestore

import (
	"bytes"
	"context"
	"fmt"

	"github.com/khaosat/khaosat/survey"
)

// tokens is a survey.TokenStore in one table: who burnt a token stands in the token's own row, which keeps its size.
type tokens struct{ table[survey.Token] }

// burntSize is the size of what a row keeps of who burnt it.
const burntSize = 32

func (t tokens) BurntBy(ctx context.Context, key string) (string, error) {
	return readOne(ctx, t.db, "tokens.BurntBy", scanBurnt, "SELECT burnt FROM tokens WHERE key = ?", key)
}

func scanBurnt(scan scanner) (string, error) {
	var burnt []byte
	err := scan(&burnt)
	return string(bytes.TrimRight(burnt, "\x00")), err
}

// InsertFor burns and stores in one transaction. Burning overwrites bytes of a row in place.
func (s responses) InsertFor(
	ctx context.Context, r *survey.Response, token, by string,
) (existing *survey.Response, holder string, err error) {
	const op = "InsertFor"
	if by == "" || len(by) > burntSize {
		return nil, "", failed(ctx, op, fmt.Errorf("%d bytes for who burns a token", len(by)))
	}
	row, err := rowOf(r, 1)
	if err != nil {
		return nil, "", failed(ctx, op, err)
	}
	if err := s.space.takes(op); err != nil {
		return nil, "", err
	}
	var found *survey.Response
	var other string
	err = s.answers.submit(s.arrival(ctx, op, []responseRow{row}, func(c *connection) (err error) {
		if found, err = s.earlier(c, &row); err != nil || found != nil {
			return err
		}
		if other, err = burn(c, token, by); err != nil || other != "" {
			return err
		}
		return s.addRow(c, &row)
	}))
	if err != nil {
		return nil, "", err // the rest belongs to the writer, which may still be at it
	}
	return found, other, nil
}

// burn returns who else burnt the token already.
func burn(c *connection, token, by string) (holder string, err error) {
	mark := make([]byte, burntSize)
	copy(mark, by)
	n, err := c.exec("UPDATE tokens SET burnt = ? WHERE key = ? AND burnt = zeroblob(?)", mark, token, burntSize)
	if err != nil || n == 1 {
		return "", err
	}
	holder, err = scanBurnt(c.row("SELECT burnt FROM tokens WHERE key = ?", token))
	if noRow(err) {
		return "", notFound("InsertFor", token)
	}
	if holder == by {
		holder = ""
	}
	return holder, err
}

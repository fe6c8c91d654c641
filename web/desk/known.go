package desk

import (
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"strings"
	"time"

	"github.com/khaosat/khaosat/web/edge"
)

// Strangers who guess at a password make attempts at that account slow for everybody whom nobody knows. A browser in
// which its person has signed in before is known by a cookie, and counted by itself: however much others guess, the
// right password is taken there.

const (
	knownCookie = "khaosat-known"
	knownTime   = 400 * 24 * time.Hour // as long as browsers keep a cookie
)

// attempts are the throttles that an attempt to sign in counts on, each with its key.
type attempts []struct {
	by  *edge.Throttle
	key string
}

// counted are those of an attempt at an account: by address and by account, or by the browser alone that knows it.
func (d *Desk) counted(v *visit, name string) attempts {
	account := strings.ToLower(name)
	if id := d.knownBrowser(v, account); id != "" {
		return attempts{{d.byName, "browser " + id}}
	}
	return attempts{{d.byAddress, edge.Client(v.Context)}, {d.byName, account}}
}

func (a attempts) wait() (longest time.Duration) {
	for _, one := range a {
		longest = max(longest, one.by.Wait(one.key))
	}
	return longest
}

func (a attempts) giveBack() {
	for _, one := range a {
		one.by.GiveBack(one.key)
	}
}

// knownBrowser is the random id of a browser in which somebody signed in to the account before, "" when nobody did.
func (d *Desk) knownBrowser(v *visit, account string) string {
	cookie, err := v.Request.Cookie(knownCookie)
	if err != nil {
		return ""
	}
	id, signature, _ := strings.Cut(cookie.Value, ".")
	mac, err := hex.DecodeString(signature)
	if err != nil || !d.Service.Identity().Signed("known browser", []byte(account+" "+id), mac) {
		return ""
	}
	return id
}

// remember gives the browser the cookie by which it is known for the account.
func (d *Desk) remember(v *visit, name string) {
	account, id := strings.ToLower(name), rand.Text()
	mac := d.Service.Identity().Sign("known browser", []byte(account+" "+id))
	http.SetCookie(v.Writer, &http.Cookie{Name: knownCookie, Value: id + "." + hex.EncodeToString(mac), Path: "/desk",
		MaxAge: int(knownTime / time.Second), HttpOnly: true, Secure: d.Secure(v.Request),
		SameSite: http.SameSiteLaxMode})
}

package desk

import (
	"strings"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/web/edge"
)

type peoplePage struct {
	Users       []personRow
	Keys        []survey.APIKey
	NewKey      string // shown once, right after it was made
	MinPassword int
}

type personRow struct {
	Name string
	Role string
	Off  bool
	Self bool
}

func (d *Desk) peoplePage(v *visit) error { return d.showPeople(v, "") }

func (d *Desk) showPeople(v *visit, newKey string) error {
	ctx := v.Request.Context()
	users, err := d.Service.Users(ctx, v.actor)
	if err != nil {
		return err
	}
	keys, err := d.Service.APIKeys(ctx, v.actor)
	if err != nil {
		return err
	}
	page := peoplePage{Keys: keys, NewKey: newKey, MinPassword: edge.MinPassword}
	for _, u := range users {
		page.Users = append(page.Users,
			personRow{Name: u.Name, Role: string(u.Role), Off: u.Off, Self: u.Name == v.user.Name})
	}
	return d.render(v, "people", page)
}

// savePerson makes an account, or gives one that is there a new role and password.
func (d *Desk) savePerson(v *visit) error {
	phc, err := edge.HashPassword(v.PostForm("password"))
	if err != nil {
		return d.again(v, err, d.peoplePage)
	}
	user := survey.User{Name: v.PostForm("name"), Role: survey.UserRole(v.PostForm("role")), Password: phc}
	if err := d.Service.AddUser(v.Request.Context(), v.actor, user); err != nil {
		return d.again(v, err, d.peoplePage)
	}
	if survey.NFC(strings.TrimSpace(user.Name)) == v.user.Name { // whose own session has ended with all others
		value, err := d.Service.StartSession(v.Request.Context(), v.user.Name)
		if err != nil {
			return err
		}
		d.setSession(v, value, 0)
	}
	return v.done("/desk/people", "saved")
}

func (d *Desk) switchPerson(v *visit) error {
	if err := d.Service.SwitchUser(v.Request.Context(), v.actor, v.PostForm("name"),
		v.PostForm("off") != ""); err != nil {
		return d.again(v, err, d.peoplePage)
	}
	return v.done("/desk/people", "saved")
}

// addKey makes an API key and shows it on the page that answers, never again.
func (d *Desk) addKey(v *visit) error {
	name := strings.TrimSpace(v.PostForm("name"))
	if name == "" {
		return d.again(v, survey.Fail(survey.Invalid, "key.name"), d.peoplePage)
	}
	key, err := d.Service.AddKey(v.Request.Context(), v.actor, name, survey.UserRole(v.PostForm("role")))
	if err != nil {
		return d.again(v, err, d.peoplePage)
	}
	return d.showPeople(v, key)
}

func (d *Desk) dropKey(v *visit) error {
	if err := d.Service.DropKey(v.Request.Context(), v.actor, v.PostForm("hash")); err != nil {
		return err
	}
	return v.done("/desk/people", "saved")
}

package edge

import (
	"net/netip"
	"net/url"

	"github.com/khaosat/khaosat/survey"
)

// FormPath is the path of a survey's form, with the presets of a link when there is one.
func FormPath(slug, link string) string {
	path := "/s/" + url.PathEscape(slug)
	if link != "" {
		path += "?link=" + url.QueryEscape(link)
	}
	return path
}

// ShortPath is the short path that leads to the form with a link's presets, for typing.
func ShortPath(link string) string { return "/q/" + url.PathEscape(survey.SpellLink(link)) }

// OwnAddress reports whether an address of a server is one that only its own machine can open.
func OwnAddress(address string) bool {
	at, err := url.Parse(address)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(at.Hostname())
	return at.Hostname() == "localhost" || err == nil && ip.IsLoopback()
}

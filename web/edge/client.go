package edge

import (
	"net/http"
	"net/netip"
	"strings"

	"github.com/gin-gonic/gin"
)

// Proxies are the addresses of the proxies before this server. From them alone it is taken who really asks
// (X-Forwarded-For) and whether by https (X-Forwarded-Proto): anybody else can write such headers, too.
type Proxies []netip.Prefix

// ParseProxies reads addresses and prefixes such as 10.0.0.2 and 10.0.0.0/8; ok is false, with the text that is none.
func ParseProxies(texts []string) (out Proxies, wrong string, ok bool) {
	for _, text := range texts {
		prefix, err := netip.ParsePrefix(text)
		if one, errOne := netip.ParseAddr(text); errOne == nil {
			prefix, err = netip.PrefixFrom(one, one.BitLen()), nil
		}
		if err != nil {
			return nil, text, false
		}
		out = append(out, prefix.Masked())
	}
	return out, "", true
}

// Strings are the prefixes as gin wants them.
func (p Proxies) Strings() []string {
	out := make([]string, 0, len(p))
	for _, prefix := range p {
		out = append(out, prefix.String())
	}
	return out
}

// sent reports whether a request comes from one of the proxies.
func (p Proxies) sent(r *http.Request) bool {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return false
	}
	for _, prefix := range p {
		if prefix.Contains(from.Addr().Unmap()) || prefix.Contains(from.Addr()) {
			return true
		}
	}
	return false
}

// secure reports whether a proxy says that it was asked by https. Of several words the last counts, which is that of
// the nearest proxy.
func (p Proxies) secure(r *http.Request) bool {
	words := strings.Split(strings.Join(r.Header.Values("X-Forwarded-Proto"), ","), ",")
	return strings.EqualFold(strings.TrimSpace(words[len(words)-1]), "https") && p.sent(r)
}

// Client is by what clients are told apart where they are counted: the address, behind trusted proxies the one that
// these name. Of IPv6 it is the network of 64 bits, all of which one client has to itself.
func Client(c *gin.Context) string {
	text := c.ClientIP()
	addr, err := netip.ParseAddr(text)
	if err != nil {
		return text
	}
	if addr = addr.Unmap(); addr.Is6() {
		network, _ := addr.WithZone("").Prefix(64)
		return network.String()
	}
	return addr.String()
}

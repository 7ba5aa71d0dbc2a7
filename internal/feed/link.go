package feed

import (
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// canonicalLink resolves a link, and takes from it what identifies a reader rather than a page: user information and
// tracking parameters. It returns "" for whatever is not http or https.
func canonicalLink(base *url.URL, link string) string {
	u, err := base.Parse(strings.TrimSpace(link))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return ""
	}
	u.Host, u.User = strings.ToLower(u.Host), nil
	var kept []string
	for parameter := range strings.SplitSeq(u.RawQuery, "&") { // not decoded and encoded again: sites are particular
		name, _, _ := strings.Cut(strings.ToLower(parameter), "=")
		if name != "" && !isTracker(name) {
			kept = append(kept, parameter)
		}
	}
	u.RawQuery, u.ForceQuery = strings.Join(kept, "&"), false
	return plainText(u.String())
}

// trackers are parameters that say where a reader came from, by their names or how these begin.
var trackers = []string{
	"fbclid", "gclid", "gclsrc", "dclid", "msclkid", "yclid", "twclid", "ttclid", "igshid", "mkt_tok", "wickedid", "cmpid", "smid", "sr_share",
	"utm_*", "mc_*", "_hs*", "hsa_*", "at_*", "vero_*", "oly_*", "pk_*", "piwik_*", "matomo_*", "ns_*", "ga_*", "wt.*", "wt_*",
}

// isTracker reports whether a parameter can be left out of an address that is to be followed.
func isTracker(name string) bool {
	return slices.ContainsFunc(trackers, func(t string) bool {
		start, isStart := strings.CutSuffix(t, "*")
		return name == t || isStart && strings.HasPrefix(name, start)
	})
}

// site is the registrable domain that a feed belongs to, and the one that its channel links to where it is another.
type site struct {
	base    *url.URL
	domains []string
}

func siteOf(base *url.URL, channelLink string) site {
	s := site{base: base, domains: []string{domainOf(base)}}
	if u, err := base.Parse(channelLink); err == nil && u.Hostname() != "" {
		s.domains = append(s.domains, domainOf(u))
	}
	return s
}

func domainOf(u *url.URL) string {
	host := strings.ToLower(u.Hostname())
	if domain, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		return domain
	}
	return host
}

// leaves reports whether a link leads to another site. What is not a web link leads nowhere.
func (s site) leaves(link string) bool {
	u, err := s.base.Parse(strings.TrimSpace(link))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return false
	}
	domain := domainOf(u)
	for _, own := range s.domains {
		if domain == own {
			return false
		}
	}
	return true
}

// slugWords returns the words of a link's last path segment that has any, in lower case. It returns none for a link
// that names its page by a number.
func slugWords(link string) []string {
	u, err := url.Parse(link)
	if err != nil {
		return nil
	}
	segments := strings.Split(strings.Trim(u.Path, "/"), "/")
	slug := strings.TrimSuffix(segments[len(segments)-1], ".html")
	words := wordsOf(slug)
	for _, w := range words {
		if strings.Trim(w, "0123456789") != "" {
			return words
		}
	}
	return nil
}

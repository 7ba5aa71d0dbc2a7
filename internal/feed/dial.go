package feed

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"time"

	"code.dny.dev/ssrf"
)

// newDialer returns a dial function that refuses addresses inside the network. The check is made on the address that a
// connection is about to be made to, after DNS, so neither a redirect nor a name that changes its mind gets past it.
// allowed lists the exceptions: host:port, as it stands in the URL or as an address, or a CIDR prefix. names resolves
// host names; nil means as the machine does.
func newDialer(allowed []string, names *net.Resolver) (func(ctx context.Context, network, address string) (net.Conn, error), error) {
	hosts := map[string]bool{}
	var v4, v6 []netip.Prefix
	for _, entry := range allowed {
		if prefix, err := netip.ParsePrefix(entry); err == nil {
			if prefix.Addr().Is4() {
				v4 = append(v4, prefix)
			} else {
				v6 = append(v6, prefix)
			}
			continue
		}
		if _, _, err := net.SplitHostPort(entry); err != nil {
			return nil, fmt.Errorf("allowed private address %q: want host:port or a prefix like 10.1.0.0/16", entry)
		}
		hosts[strings.ToLower(entry)] = true
	}
	guard := ssrf.New(ssrf.WithAnyPort(), ssrf.WithAllowedV4Prefixes(v4...), ssrf.WithAllowedV6Prefixes(v6...))
	guarded := &net.Dialer{Timeout: 10 * time.Second, Resolver: names}
	guarded.Control = func(network, address string, c syscall.RawConn) error {
		if hosts[address] { // "localhost:8080" may be any of its addresses
			return nil
		}
		return guard.Safe(network, address, c)
	}
	open := &net.Dialer{Timeout: 10 * time.Second, Resolver: names}
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		if hosts[strings.ToLower(address)] {
			return open.DialContext(ctx, network, address)
		}
		return guarded.DialContext(ctx, network, address)
	}, nil
}

package feed

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

// nameServer answers questions for IPv4 addresses, each with the next of its answers and from then on with the last.
type nameServer struct {
	mu      sync.Mutex
	answers [][]string
}

func (n *nameServer) next() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	out := n.answers[0]
	if len(n.answers) > 1 {
		n.answers = n.answers[1:]
	}
	return out
}

// resolver returns a resolver that asks the name server over loopback, until the test ends.
func (n *nameServer) resolver(t *testing.T) *net.Resolver {
	t.Helper()
	conn, err := (&net.ListenConfig{}).ListenPacket(t.Context(), "udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	t.Cleanup(func() { _ = conn.Close(); <-done })
	go func() {
		defer close(done)
		for buf := make([]byte, 1500); ; {
			size, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			if reply := n.reply(buf[:size]); reply != nil {
				_, _ = conn.WriteTo(reply, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

func (n *nameServer) reply(question []byte) []byte {
	var m dnsmessage.Message
	if err := m.Unpack(question); err != nil || len(m.Questions) != 1 {
		return nil
	}
	q := m.Questions[0]
	m.Header = dnsmessage.Header{ID: m.ID, Response: true, RecursionAvailable: true}
	m.Additionals = nil
	if q.Type == dnsmessage.TypeA {
		for _, a := range n.next() {
			m.Answers = append(m.Answers, dnsmessage.Resource{
				Header: dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class, Type: q.Type},
				Body:   &dnsmessage.AResource{A: netip.MustParseAddr(a).As4()},
			})
		}
	}
	out, err := m.Pack()
	if err != nil {
		return nil
	}
	return out
}

// TestNamesThatChangeTheirMind: what counts is the address that is connected to, not the one that a name had when
// somebody looked. 127.0.0.2 stands for the web, and is allowed; 127.0.0.1 is inside the network.
func TestNamesThatChangeTheirMind(t *testing.T) {
	inside := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("a server inside the network was asked") })
	_, port, _ := net.SplitHostPort(inside.Listener.Addr().String())
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.2:"+port)
	if err != nil {
		t.Skipf("this machine has no second loopback address: %v", err)
	}
	web := &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/away" {
			http.Redirect(w, r, "http://other.example:"+port+"/feed", http.StatusFound)
			return
		}
		_, _ = io.WriteString(w, "<rss/>")
	})}
	var served sync.WaitGroup
	served.Go(func() { _ = web.Serve(ln) })
	t.Cleanup(func() { _ = web.Close(); served.Wait() })

	tests := map[string]struct {
		answers [][]string
		path    string
		want    []Kind // of one request after another
	}{
		"a name outside": {[][]string{{"127.0.0.2"}}, "/feed", []Kind{"", ""}},
		"a name inside":  {[][]string{{"127.0.0.1"}}, "/feed", []Kind{KindBlocked}},
		"outside when it was added, inside later":  {[][]string{{"127.0.0.2"}, {"127.0.0.1"}}, "/feed", []Kind{"", KindBlocked}},
		"inside, and outside again":                {[][]string{{"127.0.0.1"}, {"127.0.0.2"}}, "/feed", []Kind{KindBlocked, ""}},
		"a redirect to a name inside":              {[][]string{{"127.0.0.2"}, {"127.0.0.1"}}, "/away", []Kind{KindBlocked}},
		"a name that is nowhere outside":           {[][]string{{"127.0.0.1", "10.0.0.1"}}, "/feed", []Kind{KindBlocked}},
		"of two addresses only the one outside":    {[][]string{{"127.0.0.1", "127.0.0.2"}}, "/feed", []Kind{""}},
		"a private network, by a name of the web":  {[][]string{{"192.168.1.1"}}, "/feed", []Kind{KindBlocked}},
		"the cloud's own address, likewise":        {[][]string{{"169.254.169.254"}}, "/feed", []Kind{KindBlocked}},
		"no network at all, likewise (0.0.0.0)":    {[][]string{{"0.0.0.0"}}, "/feed", []Kind{KindBlocked}},
		"shared address space of a provider (CGN)": {[][]string{{"100.64.0.1"}}, "/feed", []Kind{KindBlocked}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			names := &nameServer{answers: tt.answers}
			f, err := NewHTTPFetcher(FetchOptions{AllowPrivate: []string{"127.0.0.2/32"}, names: names.resolver(t)})
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			for i, want := range tt.want {
				_, err := f.Fetch(t.Context(), Request{URL: "http://news.example:" + port + tt.path})
				if KindOf(err) != want || err != nil && want == "" {
					t.Errorf("request %d: got %v, want %q", i+1, err, want)
				}
				f.Close() // the next one connects anew, as it would an hour later
			}
		})
	}
}

func TestLocalhostIsAllowedByItsAddress(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<rss/>") })
	_, port, _ := net.SplitHostPort(s.Listener.Addr().String())
	if _, err := fetcherFor(t, s).Fetch(t.Context(), Request{URL: "http://localhost:" + port + "/feed"}); err != nil {
		t.Error(err)
	}
	if _, err := fetcherFor(t, nil).Fetch(t.Context(), Request{URL: "http://localhost:" + port + "/feed"}); KindOf(err) != KindBlocked {
		t.Errorf("not allowed: %v", err)
	}
}

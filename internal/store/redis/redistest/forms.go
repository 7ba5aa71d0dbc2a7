package redistest

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"
)

const slots = 16384

// StartCluster starts a Redis Cluster of three nodes and returns its address as REDIS_URL has it.
func StartCluster(tb testing.TB) string {
	tb.Helper()
	url, _ := startCluster(tb, "--cluster-node-timeout", "5000")
	return url
}

func startCluster(tb testing.TB, flags ...string) (url string, nodes []*Server) {
	tb.Helper()
	nodes = make([]*Server, 3)
	clients := make([]*goredis.Client, len(nodes))
	for i := range nodes {
		nodes[i] = Start(tb, append([]string{"--cluster-enabled", "yes"}, flags...)...)
		clients[i] = client(tb, nodes[i])
	}
	ctx, cancel := context.WithTimeout(tb.Context(), patience)
	defer cancel()
	for i, c := range clients {
		first, last := i*slots/len(nodes), (i+1)*slots/len(nodes)-1
		if err := c.ClusterAddSlotsRange(ctx, first, last).Err(); err != nil {
			tb.Fatal(err)
		}
		// Each of its own number, or two may be taken for one that failed over while they get to know each other.
		if err := c.Do(ctx, "cluster", "set-config-epoch", i+1).Err(); err != nil {
			tb.Fatal(err)
		}
		if err := c.ClusterMeet(ctx, "127.0.0.1", nodes[0].port).Err(); err != nil {
			tb.Fatal(err)
		}
	}
	await(ctx, tb, "the cluster", func() bool {
		for _, c := range clients {
			info, err := c.ClusterInfo(ctx).Result()
			if err != nil || !strings.Contains(info, "cluster_state:ok") || !strings.Contains(info, "cluster_known_nodes:3") {
				return false
			}
		}
		return true
	})
	return fmt.Sprintf("redis+cluster://%s?addr=%s", nodes[0].Addr(), nodes[1].Addr()), nodes
}

// StartSentinel starts a server and a Sentinel that watches it, and returns the address as REDIS_URL has it.
func StartSentinel(tb testing.TB) string {
	tb.Helper()
	return fmt.Sprintf("redis+sentinel://%s/0?master_name=main", startSentinel(tb, Start(tb), 1).Addr())
}

// startSentinel starts a Sentinel that watches a server under the name of main; quorum is how many must agree that it is down.
func startSentinel(tb testing.TB, watched *Server, quorum int, more ...string) *Server {
	tb.Helper()
	host, port, _ := strings.Cut(watched.Addr(), ":")
	conf := fmt.Sprintf("sentinel monitor main %s %s %d\n", host, port, quorum)
	for _, line := range more {
		conf += "sentinel " + line + "\n"
	}
	file := filepath.Join(tb.TempDir(), "sentinel.conf")
	if err := os.WriteFile(file, []byte(conf), 0o600); err != nil {
		tb.Fatal(err)
	}
	s := &Server{port: freePort(tb)}
	s.flags = []string{file, "--sentinel", "--port", s.port, "--bind", "127.0.0.1", "--daemonize", "no"}
	tb.Cleanup(s.Kill)
	if err := s.start(); err != nil {
		tb.Fatal(err)
	}
	return s
}

// StartTLS starts a server that is spoken to over TLS alone, and returns its address as REDIS_URL has it. Its certificate is its
// own word.
func StartTLS(tb testing.TB) string {
	tb.Helper()
	cert, key := certificate(tb)
	s := Start(tb, "--tls-port", freePort(tb), "--tls-cert-file", cert, "--tls-key-file", key, "--tls-ca-cert-file", cert, "--tls-auth-clients", "no")
	for i, f := range s.flags {
		if f == "--tls-port" {
			return fmt.Sprintf("rediss://127.0.0.1:%s/0?skip_verify=true", s.flags[i+1])
		}
	}
	return ""
}

func certificate(tb testing.TB) (cert, key string) {
	tb.Helper()
	pair, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	form := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), DNSNames: []string{"localhost"},
	}
	signed, err := x509.CreateCertificate(rand.Reader, form, form, &pair.PublicKey, pair)
	if err != nil {
		tb.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(pair)
	if err != nil {
		tb.Fatal(err)
	}
	dir := tb.TempDir()
	write := func(name, kind string, b []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: b}), 0o600); err != nil {
			tb.Fatal(err)
		}
		return path
	}
	return write("cert.pem", "CERTIFICATE", signed), write("key.pem", "PRIVATE KEY", private)
}

func await(ctx context.Context, tb testing.TB, what string, ok func() bool) {
	tb.Helper()
	for !ok() {
		select {
		case <-ctx.Done():
			tb.Fatalf("waited in vain for %s", what)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

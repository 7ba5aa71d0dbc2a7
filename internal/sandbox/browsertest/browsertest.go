// Package browsertest starts a headless Chromium for tests of pages. It decides when a test may be skipped for
// want of a browser: on a developer's machine yes, in CI never.
package browsertest

import (
	"context"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// Size is the window of a browser, in CSS pixels.
type Size struct{ Width, Height int }

// The sizes that pages are looked at in.
var (
	Desktop = Size{1280, 800}
	Phone   = Size{390, 844}
)

// find is where Chromium is looked for, in order.
func find() string {
	for _, name := range []string{os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome", "chrome"} {
		if name == "" {
			continue
		}
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// New starts a browser and returns a context for chromedp's actions; the browser ends with the test. All that
// is done with the context must be done within two minutes. Without a browser the test is skipped, or fails
// when CI is set.
func New(t testing.TB, size Size) context.Context {
	t.Helper()
	path := find()
	if path == "" {
		const want = "no Chromium: install it, or name it in CHROMIUM"
		if os.Getenv("CI") != "" {
			t.Fatal(want)
		}
		t.Skip(want)
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.WindowSize(size.Width, size.Height),
		chromedp.Flag("disable-quic", true), chromedp.Flag("no-first-run", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.Flag("lang", "en-GB"),
		chromedp.WSURLReadTimeout(time.Minute), chromedp.UserDataDir(t.TempDir()),
	)
	ctx, stop := context.WithTimeout(context.Background(), 2*time.Minute)
	ctx, closeAllocator := chromedp.NewExecAllocator(ctx, opts...)
	ctx, closeBrowser := chromedp.NewContext(ctx, chromedp.WithErrorf(t.Logf))
	t.Cleanup(func() {
		// Asked to close, the browser ends by itself and its folder can be removed.
		if err := chromedp.Cancel(ctx); err != nil {
			t.Logf("closing the browser: %v", err)
		}
		closeBrowser()
		closeAllocator()
		stop()
	})
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(int64(size.Width), int64(size.Height))); err != nil {
		t.Fatalf("start %s: %v", path, err)
	}
	return ctx
}

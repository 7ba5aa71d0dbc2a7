package feed

import (
	"context"
	"fmt"
	"io"
	"net/url"
)

// Replay parses and cleans the document that in holds, and touches no state. Relative links are resolved against
// src.URL. Articles carry neither FirstSeen nor, where the feed gives no credible date, Published. It returns an *Error
// where the document is not a whole feed, and the reader's error where it cannot be read.
func Replay(ctx context.Context, src Source, in io.Reader) ([]Article, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("replay given up: %w", err)
	}
	body, err := io.ReadAll(io.LimitReader(in, maxBody+1))
	if err != nil {
		return nil, fmt.Errorf("reading the feed to replay: %w", err)
	}
	if len(body) > maxBody {
		return nil, fail(KindTooLarge, errBigBody)
	}
	if _, err := url.Parse(src.URL); err != nil {
		src.URL = ""
	}
	doc, err := Parse(src, Response{Body: body, URL: src.URL})
	return doc.Articles, err
}

// ReplayURL does the same for a document that it fetches from src.URL, unconditionally.
func ReplayURL(ctx context.Context, src Source, f Fetcher) ([]Article, error) {
	r, err := f.Fetch(ctx, Request{URL: src.URL})
	if err != nil {
		return nil, err
	}
	doc, err := Parse(src, r)
	return doc.Articles, err
}

// Package feed reads news feeds and hands on each new or revised article once.
//
// An article's way through: a Fetcher brings the bytes, Parse turns them into articles of plain text with numbered
// paragraphs, notices what was slipped in by someone else than the publisher and cuts it out, the Poller compares each
// article with what its Keeper holds, gives it to the Handler, and only then has it kept.
//
// What the package promises:
//
//   - Bounded. Bytes after unzipping, nesting, elements, items, redirects and time have limits; addresses inside the
//     network are refused when the connection is made, so also after a redirect or a change of DNS.
//
//   - Polite. One request at a time a host, with a pause after it, never sooner than configured, conditional where the
//     server gave validators; Retry-After, max-age, ttl and sy:updatePeriod heeded, failures spaced out to a day, 410
//     believed.
//
//   - Nothing lost, nothing doubled. A document that does not parse to its end changes nothing. A crash at any point
//     repeats work: see Poller.PollOnce for the order of steps.
//
//   - Nothing that was cut out as tampering is in an article's text; what was cut is kept in Article.Integrity.
//
//   - What a walk through an archive finds (Poller.Walk) is kept as Archived and handed on to nobody: it is no news. The
//     walk goes on after a restart.
//
//   - Operators are told, once, of a feed that is gone, has moved, fails again and again, holds planted text or has been
//     silent for longer than its habit (Notices).
//
// Which feeds there are is a Roster: those of the settings, and those that curators added. A running Poller takes up its
// changes. Edits says which figures and dates a publisher has changed in an article.
//
// It leaves to others: what an article is about (knowledge), what it changes (watch), and where articles and state are
// kept (store).
package feed

// Package slackapp is Slack itself: Socket Mode, HTTP, OAuth, request verification and events, one set of handlers
// behind all of them.
//
// What it promises:
//
//   - Over HTTP nothing of a body is read as a form or as JSON before its signature has been verified; a signature
//     serves once.
//   - Whatever Slack sends is acknowledged in time, whatever the handler does: an answer that is ready goes into the
//     acknowledgement, a later one through response_url, and a handler that fails is told to the person in one line.
//   - The same input gets the same answer over HTTP and over Socket Mode.
//   - An event that Slack sends again is not answered again. It is answered at most once: a question whose answer is
//     lost with the process can be asked anew, while a doubled answer could not be taken back.
//   - A token or a secret appears in no log line, no error and no page, and is sent to no host but Slack's.
//   - Every goroutine belongs to the App; Run and Close wait for all of them.
//
// It leaves to others what is answered (the Handler), how it looks (Response.Blocks) and messages that nobody asked for
// (digests and alerts are sent by delivery, which uses App as its Clients).
package slackapp

package slackapp

import (
	"fmt"
	"log/slog"
)

// Secret is a token or another secret that cannot print itself: only Reveal gives it away. The zero Secret is empty.
type Secret struct{ reveal func() string } // a closure, so that not even printing a private field shows the text

// NewSecret keeps s.
func NewSecret(s string) Secret {
	if s == "" {
		return Secret{}
	}
	return Secret{func() string { return s }}
}

// Reveal returns the secret itself.
func (s Secret) Reveal() string {
	if s.reveal == nil {
		return ""
	}
	return s.reveal()
}

// Set reports whether there is a secret.
func (s Secret) Set() bool { return s.reveal != nil }

// String says whether the secret is set.
func (s Secret) String() string {
	if s.Set() {
		return "[set]"
	}
	return "[not set]"
}

// GoString is String.
func (s Secret) GoString() string { return s.String() }

// LogValue is String, for slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText is String, for JSON and YAML.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText keeps text, so that flags, variables and configuration files can fill a Secret.
func (s *Secret) UnmarshalText(text []byte) error {
	*s = NewSecret(string(text))
	return nil
}

// String names the workspace and leaves the token out.
func (in Installation) String() string {
	return fmt.Sprintf("installation of %s in %s (%s)", in.AppID, in.Team, in.TeamName)
}

// GoString is String.
func (in Installation) GoString() string { return in.String() }

// LogValue is String, for slog.
func (in Installation) LogValue() slog.Value { return slog.StringValue(in.String()) }

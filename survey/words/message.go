package words

import (
	"bytes"
	"encoding/json"
	"strings"
)

// Message is something said: a key of the catalogue with the values that go with it. It is put into words when it is
// read, in the language of the reader. The zero Message says nothing.
type Message struct {
	key   string
	pairs []any
	more  *composed
}

// composed is a message that is no entry of the catalogue: texts by language (one for all languages under ""), or parts
// with a mark between them, or another message with something done to its text, or a text without its values.
type composed struct {
	texts map[string]string
	parts []Message
	mark  string
	then  func(text string) string
	blank string // the key of a text without its values
}

// Say makes a message of a key and the names and values that its text asks for: Say("row.twice", "row", 3). A value may
// be a Message.
func Say(key string, pairs ...any) Message { return Message{key: key, pairs: pairs} }

// Blank is the text of a key as it stands in a list: “…” for each value, and no hint.
func Blank(key string) Message { return Message{more: &composed{blank: key}} }

// Plain is a text that is the same in every language: a name, or what somebody else wrote.
func Plain(text string) Message { return Message{more: &composed{texts: map[string]string{"": text}}} }

// Both is a text in Vietnamese and one in English.
func Both(vi, en string) Message {
	return Message{more: &composed{texts: map[string]string{"vi": vi, "en": en}}}
}

// Join puts messages one after the other with a mark between them; those that say nothing are left out.
func Join(mark string, parts ...Message) Message {
	return Message{more: &composed{parts: parts, mark: mark}}
}

// Plus adds further sentences.
func (m Message) Plus(further ...Message) Message {
	return Join(" ", append([]Message{m}, further...)...)
}

// Then is the message with something done to its text, in each language.
func (m Message) Then(change func(text string) string) Message {
	return Message{more: &composed{parts: []Message{m}, then: change}}
}

// Key is the key in the catalogue, "" for what was put together or came over the wire.
func (m Message) Key() string { return m.key }

// IsZero reports whether nothing is said.
func (m Message) IsZero() bool { return m.key == "" && m.more == nil }

// In returns the message in the language that serves a BCP 47 tag, Vietnamese where there is none.
func (m Message) In(tag string) string {
	if m.more != nil {
		return m.more.in(tag)
	}
	if m.key == "" {
		return ""
	}
	return T(tag, m.key, m.pairs...)
}

func (c *composed) in(tag string) string {
	if c.blank != "" {
		return unfilled(tag, c.blank)
	}
	if c.texts != nil {
		if all, is := c.texts[""]; is {
			return all
		}
		if said, is := c.texts[Match(tag)]; is {
			return said
		}
		return c.texts[Default]
	}
	var said []string
	for _, p := range c.parts {
		if s := p.In(tag); s != "" {
			said = append(said, s)
		}
	}
	text := strings.Join(said, c.mark)
	if c.then != nil {
		return c.then(text)
	}
	return text
}

func unfilled(tag, key string) string {
	c := inUse.Load()
	s, there := c.wording(c.match(tag, nil), key, nil)
	if !there {
		return key
	}
	return fillWith(s, blank)
}

// blank is what stands in place of a value in a Blank.
func blank(name string) (string, bool) {
	if name == "hint" {
		return "", true
	}
	return "…", true
}

// String gives Vietnamese and English, for terminals and logs.
func (m Message) String() string {
	vi, en := m.In("vi"), m.In("en")
	switch {
	case vi == en, en == "":
		return vi
	case vi == "":
		return en
	}
	return vi + " / " + en
}

// wire is how a message travels.
type wire struct {
	VI string `json:"vi"`
	EN string `json:"en"`
}

// MarshalJSON writes {"vi":…,"en":…}.
func (m Message) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // the encoder around this one decides
	err := e.Encode(wire{m.In("vi"), m.In("en")})
	return b.Bytes(), err
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (m *Message) UnmarshalJSON(b []byte) error {
	var w wire
	if err := json.Unmarshal(b, &w); err != nil {
		return err
	}
	*m = Message{}
	if w != (wire{}) {
		m.more = &composed{texts: map[string]string{"vi": w.VI, "en": w.EN}}
	}
	return nil
}

package survey

// Questionnaire is one version of a form. A published one never changes.
type Questionnaire struct {
	FormID          string            `json:"form_id"`
	Title           Text              `json:"title"`
	Version         string            `json:"version,omitempty"`
	Languages       []Language        `json:"languages,omitempty"` // in the author's order; the default one is DefaultLanguage
	DefaultLanguage string            `json:"default_language,omitempty"`
	Style           string            `json:"style,omitempty"`         // "pages" and theme words
	InstanceName    string            `json:"instance_name,omitempty"` // expression: what a response is called
	Settings        map[string]string `json:"settings,omitempty"`      // further settings columns, kept for the round trip
	Lists           []ChoiceList      `json:"lists,omitempty"`
	Items           []*Item           `json:"items"`
	Files           map[string]string `json:"files,omitempty"` // attached file name → sha256 of a blob (CSV lists, pictures)
	Cells           map[string]Place  `json:"-"`               // settings column → cell, known only just after an import
}

// List returns the choice list with the name, nil when there is none.
func (q *Questionnaire) List(name string) *ChoiceList {
	for i := range q.Lists {
		if q.Lists[i].Name == name {
			return &q.Lists[i]
		}
	}
	return nil
}

// Roots are the names by which a path in an expression may call the form itself beside /data: the setting name, which
// pyxform makes the root's, and form_id, which it was in earlier years.
func (q *Questionnaire) Roots() []string { return []string{q.FormID, q.Settings["name"]} }

// Walk calls f for every item in the author's order with its path ("group/name"), containers before their members,
// until f returns false for a container (its members are passed over) .
func (q *Questionnaire) Walk(f func(path string, item *Item) bool) { walk("", q.Items, f) }

func walk(prefix string, items []*Item, f func(string, *Item) bool) {
	for _, it := range items {
		path := prefix + it.Name
		if f(path, it) && it.Kind.Container() {
			walk(path+"/", it.Children, f)
		}
	}
}

// Language returns the language with the id, and whether the questionnaire has it.
func (q *Questionnaire) Language(id string) (Language, bool) {
	for _, l := range q.Languages {
		if l.ID == id {
			return l, true
		}
	}
	return Language{}, false
}

// Chain is the order in which texts are looked for when a reader wants lang: lang, its base ("vi" for "vi-VN"), the
// default language, then the others in the author's order. See Text.In.
func (q *Questionnaire) Chain(lang string) []string {
	chain := []string{lang}
	for i := len(lang) - 1; i > 0; i-- {
		if lang[i] == '-' {
			chain = append(chain, lang[:i])
		}
	}
	chain = append(chain, q.DefaultLanguage)
	for _, l := range q.Languages {
		chain = append(chain, l.ID)
	}
	return chain
}

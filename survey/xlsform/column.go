package xlsform

import (
	"regexp"
	"strings"
)

// Canonical names of columns. The headers that people write are many; resolve brings them to these.
const (
	colType         = "type"
	colName         = "name"
	colLabel        = "label"
	colHint         = "hint"
	colGuidance     = "guidance_hint"
	colRequired     = "required"
	colRequiredMsg  = "required_message"
	colRelevant     = "relevant"
	colConstraint   = "constraint"
	colConstraintMs = "constraint_message"
	colCalculation  = "calculation"
	colDefault      = "default"
	colTrigger      = "trigger"
	colFilter       = "choice_filter"
	colReadOnly     = "read_only"
	colRepeatCount  = "repeat_count"
	colAppearance   = "appearance"
	colParameters   = "parameters"
	colDisabled     = "disabled"
	colImage        = "image"
	colBigImage     = "big-image"
	colAudio        = "audio"
	colVideo        = "video"
	colListName     = "list_name"
	colKey          = "key"
	colReportPhrase = "report_phrase"
	colIndicator    = "indicator"
	colUnit         = "unit_of_measure"
	colRole         = "role"
	colScore        = "score"
	colExclusive    = "exclusive"
)

// sheetColumns is what a sheet's headers can mean.
type sheetColumns struct {
	sheet string
	// known are the headers that stand for themselves, compared in lower case with blanks as underscores.
	known map[string]bool
	// alias are other spellings of a first word, already split: "relevance" → bind, relevant.
	alias map[string][]string
}

func set(words ...string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}

var surveyColumns = &sheetColumns{
	sheet: "survey",
	known: set("type", "name", "label", "hint", "guidance_hint", "default", "trigger", "bind", "control", "media",
		"instance",
		"parameters", "choice_filter", "list_name", "intent", "query", "itemset", "choices", "children", "actions",
		"key", "report_phrase", "indicator", "unit_of_measure"),
	alias: map[string][]string{
		"compact_tag": {"instance", "odk:tag"},
		"read_only":   {"bind", "readonly"}, "readonly": {"bind", "readonly"},
		"relevant": {"bind", "relevant"}, "relevance": {"bind", "relevant"},
		"required": {"bind", "required"}, "constraint": {"bind", "constraint"},
		"constraining_message": {"bind", "jr:constraintMsg"}, "constraint_message": {"bind", "jr:constraintMsg"},
		"calculation": {"bind", "calculate"}, "calculate": {"bind", "calculate"},
		"noapperrorstring": {"bind", "jr:noAppErrorString"}, "no_app_error_string": {"bind", "jr:noAppErrorString"},
		"requiredmsg": {"bind", "jr:requiredMsg"}, "required_message": {"bind", "jr:requiredMsg"},
		"save_to": {"bind", "entities:saveto"},
		"caption": {"label"}, "command": {"type"}, "tag": {"name"}, "value": {"name"},
		"appearance": {"control", "appearance"}, "autoplay": {"control", "autoplay"}, "rows": {"control", "rows"},
		"count": {"control", "jr:count"}, "repeat_count": {"control", "jr:count"}, "jr:count": {"control", "jr:count"},
		"body":  {"control"},
		"image": {"media", "image"}, "big-image": {"media", "big-image"}, "audio": {"media", "audio"},
		"video": {"media", "video"},
	},
}

var choiceColumns = &sheetColumns{
	sheet: "choices",
	known: set("name", "label", "media", "sms_option", "role", "score", "exclusive"),
	alias: map[string][]string{
		"list_name": {"list_name"}, "caption": {"label"}, "value": {"name"},
		"image": {"media", "image"}, "big-image": {"media", "big-image"}, "audio": {"media", "audio"},
		"video": {"media", "video"},
	},
}

var settingColumns = &sheetColumns{
	sheet: "settings",
	known: set("title", "id_string", "version", "default_language", "style", "name", "instance_name", "public_key",
		"submission_url", "auto_send", "auto_delete", "allow_choice_duplicates", "clean_text_values", "omit_instanceID",
		"namespaces", "instance_xmlns", "attribute", "client_editable", "sms_keyword", "delimiter", "instance_id",
		"flat", "add_none_option"),
	alias: map[string][]string{
		"form_title": {"title"}, "set_form_title": {"title"}, "form_id": {"id_string"}, "set_form_id": {"id_string"},
		"prefix": {"prefix"},
	},
}

var entityColumns = &sheetColumns{
	sheet: "entities",
	known: set("dataset", "entity_id", "create_if", "update_if", "label", "repeat"),
	alias: map[string][]string{"list_name": {"dataset"}},
}

// header is one column's header brought to its meaning.
type header struct {
	column    int
	text      string // as written, blanks trimmed and doubled ones made single
	name      string // canonical name, or text where the header means nothing to us
	language  string // for translatable columns: what stands after the colons; "" = plain
	known     bool
	unchanged bool // pyxform's name for it is what was written: a second such header overwrites in silence
}

// nested are the names of the columns that pyxform files under another word.
var nested = map[string]string{
	"bind::readonly": colReadOnly, "bind::relevant": colRelevant, "bind::required": colRequired,
	"bind::constraint": colConstraint,
	"bind::calculate":  colCalculation, "bind::jr:constraintMsg": colConstraintMs,
	"bind::jr:requiredMsg": colRequiredMsg,
	"control::appearance":  colAppearance, "control::jr:count": colRepeatCount,
	"media::image": colImage, "media::big-image": colBigImage, "media::audio": colAudio, "media::video": colVideo,
	"title": "form_title", "id_string": "form_id", "dataset": colListName,
}

// translatable are the columns that may be written once per language.
var translatable = set(colLabel, colHint, colGuidance, colConstraintMs, colRequiredMsg, colImage, colBigImage, colAudio,
	colVideo, colReportPhrase)

func snake(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), "_")) }

var colons = regexp.MustCompile(`\s*::\s*`)

// resolve finds the meaning of one header. double says that some header of the sheet is written with two colons: then
// one colon separates nothing.
func (s *sheetColumns) resolve(text string, double bool) header {
	h := header{text: text}
	if s.known[text] && s.alias[text] == nil {
		h.name, h.known, h.unchanged = canonical([]string{text}), true, true
		return h
	}
	if n := snake(text); s.known[n] && s.alias[n] == nil {
		h.name, h.known, h.unchanged = canonical([]string{n}), true, n == text
		return h
	}
	words := colons.Split(text, -1)
	if !double && len(words) == 1 {
		words = singleColons(text)
	}
	first := snake(words[0])
	switch {
	case s.alias[first] != nil:
		words = append(append([]string{}, s.alias[first]...), words[1:]...)
		h.known = true
	case s.known[first]:
		words[0], h.known = first, true
	default:
		h.name, h.unchanged = text, true
		return h
	}
	h.name, h.unchanged = canonical(words), text == "list name" && s == choiceColumns
	for n := len(words) - 1; n > 0; n-- {
		if base := canonical(words[:n]); translatable[base] {
			h.name, h.language = base, strings.Join(words[n:], "::")
			break
		}
	}
	return h
}

func canonical(words []string) string {
	joined := strings.Join(words, "::")
	if n, ok := nested[joined]; ok {
		return n
	}
	return joined
}

// singleColons splits an old header at single colons, but leaves the prefix jr: on its word.
func singleColons(text string) []string {
	parts := strings.Split(text, ":")
	var out []string
	for i := 0; i < len(parts); i++ {
		w := strings.TrimSpace(parts[i])
		if w == "jr" && i+1 < len(parts) {
			i++
			w = "jr:" + strings.TrimSpace(parts[i])
		}
		out = append(out, w)
	}
	return out
}

package xlsform

import (
	"regexp"
	"strings"

	"github.com/khaosat/khaosat/survey"
)

// typeInfo is what a word in the type column means.
type typeInfo struct {
	kind       survey.ItemKind
	meta       string      // which metadata
	constraint string      // that the type brings along, used when the row has none
	hint       survey.Text // that the type brings along: such a question needs no label
	quiet      bool        // never shown, so no label is asked for
	spelled    bool        // kept in Item.Type, because the kind alone does not say it
}

// types are the plain types, by the exact spelling; the case of letters counts, as in pyxform.
var types = map[string]typeInfo{}

// spellings lists the types and their aliases. The first spelling of a line is the one that Write uses.
var spellings = []struct {
	info  typeInfo
	words []string
}{
	{typeInfo{kind: survey.TextItem}, []string{"text", "string", "q string", "add text prompt"}},
	{typeInfo{kind: survey.Integer}, []string{"integer", "int", "q int", "add integer prompt"}},
	{typeInfo{kind: survey.Decimal}, []string{"decimal", "q decimal", "add decimal prompt"}},
	{typeInfo{kind: survey.Range}, []string{"range"}},
	{typeInfo{kind: survey.Date}, []string{"date", "q date", "add date prompt"}},
	{typeInfo{kind: survey.Time}, []string{"time"}},
	{typeInfo{kind: survey.DateTime}, []string{"dateTime", "datetime", "date time", "q date time", "q dateTime", "add date time prompt", "add dateTime prompt"}},
	{typeInfo{kind: survey.Note}, []string{"note", "q note", "add note prompt"}},
	{typeInfo{kind: survey.Geopoint}, []string{"geopoint", "gps", "location", "q location", "q geopoint", "add location prompt"}},
	{typeInfo{kind: survey.Geotrace}, []string{"geotrace", "q geotrace"}},
	{typeInfo{kind: survey.Geoshape}, []string{"geoshape", "q geoshape"}},
	{typeInfo{kind: survey.Image}, []string{"image", "photo", "q picture", "q image", "add image prompt", "add photo prompt"}},
	{typeInfo{kind: survey.Audio}, []string{"audio", "q audio", "add audio prompt"}},
	{typeInfo{kind: survey.Video}, []string{"video", "q video", "add video prompt"}},
	{typeInfo{kind: survey.File}, []string{"file", "add file prompt"}},
	{typeInfo{kind: survey.Barcode}, []string{"barcode", "q barcode", "add barcode prompt"}},
	{typeInfo{kind: survey.Acknowledge}, []string{"acknowledge", "trigger", "q acknowledge", "add acknowledge prompt"}},
	{typeInfo{kind: survey.Calculate, quiet: true}, []string{"calculate", "q calculate", "add calculate prompt"}},
	{typeInfo{kind: survey.Hidden, quiet: true}, []string{"hidden"}},
	{typeInfo{kind: survey.TextItem, constraint: `regex(., '^\d*$')`, hint: tips("Chỉ nhập chữ số.", "Enter numbers only."), spelled: true}, []string{"phone number"}},
	{typeInfo{kind: survey.Integer, constraint: "0 <= . and . <= 100", spelled: true}, []string{"percentage"}},
	{typeInfo{kind: survey.Integer, constraint: "0 <= . and . <= 31", hint: tips("Nhập số từ 0 đến 31.", "Enter a number 0-31."), spelled: true}, []string{"number of days in last month"}},
	{typeInfo{kind: survey.Integer, constraint: "0 <= . and . <= 183", hint: tips("Nhập số từ 0 đến 183.", "Enter a number 0-183."), spelled: true}, []string{"number of days in last six months"}},
	{typeInfo{kind: survey.Integer, constraint: "0 <= . and . <= 365", hint: tips("Nhập số từ 0 đến 365.", "Enter a number 0-365."), spelled: true}, []string{"number of days in last year"}},
	{metadata("start"), []string{"start", "start time", "get start time"}},
	{metadata("end"), []string{"end", "end time", "get end time"}},
	{metadata("today"), []string{"today", "get today"}},
	{metadata("deviceid"), []string{"deviceid", "imei", "device id", "get device id", "uri:deviceid"}},
	{metadata("username"), []string{"username", "uri:username"}},
	{metadata("email"), []string{"email", "uri:email"}},
	{metadata("phonenumber"), []string{"phonenumber", "get phone number", "uri:phonenumber"}},
	{metadata("simserial"), []string{"simserial", "sim id", "get sim id", "uri:simserial"}},
	{metadata("subscriberid"), []string{"subscriberid", "subscriber id", "get subscriber id", "uri:subscriberid"}},
	{metadata("start-geopoint"), []string{"start-geopoint"}},
	{metadata("background-geopoint"), []string{"background-geopoint"}},
	{metadata("background-audio"), []string{"background-audio"}},
	{metadata("audit"), []string{"audit"}},
	{typeInfo{kind: survey.Hidden, quiet: true, spelled: true}, []string{"csv-external"}},
	{typeInfo{kind: survey.Hidden, quiet: true, spelled: true}, []string{"xml-external"}},
}

func metadata(which string) typeInfo {
	return typeInfo{kind: survey.Metadata, meta: which, quiet: true}
}

func tips(vi, en string) survey.Text { return survey.Text{"vi": vi, "en": en} }

// typeWords are the words that a mistyped type may have meant.
var typeWords = set("select_one", "select_multiple", "begin_group", "end_group", "begin_repeat", "end_repeat")

// wordOf is the spelling that Write uses for a kind.
var wordOf = map[survey.ItemKind]string{}

func init() {
	for _, s := range spellings {
		for _, w := range s.words {
			types[w], typeWords[w] = s.info, true
		}
		if _, ok := wordOf[s.info.kind]; !ok {
			wordOf[s.info.kind] = s.words[0]
		}
	}
}

// Groups of words that open and close containers, and that name select types.
var (
	beginType = regexp.MustCompile(`^begin[\s_](group|lgroup|repeat|loop|looped group)(?: (?:over )?(\S+))?$`)
	endType   = regexp.MustCompile(`^end[\s_](group|lgroup|repeat|loop|looped group)$`)
	selectOf  = regexp.MustCompile(`^(add select one prompt using|add select multiple prompt using|select all that apply from|select one from|select1|select_one|select one|select_multiple|select all that apply|select_one_external|select_one_from_file|select_multiple_from_file|select one from file|select multiple from file|rank) (\S+)(?: (or specify other|or_other|or other))?$`)
	osmType   = regexp.MustCompile(`^osm(?: (\S+))?$`)
)

// controls brings the words of a container to its kind: group, repeat or loop.
var controls = map[string]string{"group": "group", "lgroup": "repeat", "repeat": "repeat", "loop": "loop", "looped group": "repeat"}

// selection is a parsed select type.
type selection struct {
	command  string
	kind     survey.ItemKind
	list     string
	orOther  bool
	fromFile bool
	external bool // select_one_external
}

func parseSelection(t string) (selection, bool) {
	m := selectOf.FindStringSubmatch(t)
	if m == nil {
		return selection{}, false
	}
	s := selection{command: m[1], list: m[2], orOther: m[3] != "", kind: survey.Single}
	switch {
	case m[1] == "rank":
		s.kind = survey.Rank
	case strings.Contains(m[1], "multiple"), strings.Contains(m[1], "all that apply"):
		s.kind = survey.Multiple
	}
	s.fromFile = strings.Contains(m[1], "file")
	s.external = m[1] == "select_one_external"
	return s, true
}

// foreignTypes are known to other servers but not to XLSForm; the value is the likely replacement.
var foreignTypes = map[string]string{
	"caseid": "hidden", "comments": "hidden", "text audit": "audit", "audio audit": "background-audio", "calculate_here": "calculate",
	"numeric": "decimal", "number": "decimal", "tel": "text", "hidden string": "hidden", "hidden int": "hidden", "hidden geopoint": "hidden",
	"checkbox": "select_multiple LIST", "radio": "select_one LIST", "dropdown": "select_one LIST", "select": "select_one LIST", "select_one": "select_one LIST",
	"select_multiple": "select_multiple LIST", "rank": "rank LIST", "boolean": "select_one LIST", "float": "decimal", "textarea": "text", "signature": "image",
	"kobomatrix": "begin_group", "begin_kobomatrix": "begin_group", "begin_score": "begin_group", "begin_rank": "rank LIST",
}

package kinds

import "github.com/khaosat/khaosat/survey"

// metadata is what the device notes by itself: when, where, on what. Which one is in Item.Meta.
var metadata = &Kind{
	Name:  survey.Metadata,
	Words: survey.Say("kind.metadata"),
	Types: []Type{
		{Meta: "start", Words: []string{"start", "start time", "get start time"}},
		{Meta: "end", Words: []string{"end", "end time", "get end time"}},
		{Meta: "today", Words: []string{"today", "get today"}},
		{Meta: "deviceid", Words: []string{"deviceid", "imei", "device id", "get device id", "uri:deviceid"}},
		{Meta: "username", Words: []string{"username", "uri:username"}},
		{Meta: "email", Words: []string{"email", "uri:email"}},
		{Meta: "phonenumber", Words: []string{"phonenumber", "get phone number", "uri:phonenumber"}},
		{Meta: "simserial", Words: []string{"simserial", "sim id", "get sim id", "uri:simserial"}},
		{Meta: "subscriberid", Words: []string{"subscriberid", "subscriber id", "get subscriber id",
			"uri:subscriberid"}},
		{Meta: "start-geopoint", Words: []string{"start-geopoint"}},
		{Meta: "background-geopoint", Words: []string{"background-geopoint"}},
		{Meta: "background-audio", Words: []string{"background-audio"},
			Parameters: []Parameter{{Name: "quality", OneOf: []string{"voice-only", "low", "normal"}}}},
		{Meta: "audit", Words: []string{"audit"}, Parameters: auditParameters},
	},
	From: FromDevice, Value: survey.VText,
	Accept: acceptComputed, Read: readText, Node: nodeText,
	Phone:    "text",
	Examples: exampleTexts,
}
